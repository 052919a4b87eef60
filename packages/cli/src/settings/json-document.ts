import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { type SchemaError, type Validator, validateCatalogue, validateSettings } from "./validators.generated.ts";

/** Kinds of files, as messages call them. */
export type JsonKind = "settings file" | "catalogue";

/** What is in a JSON file that fits its schema. */
export interface JsonValue {
  readonly value: unknown;
  /** Offset of the value at a path of keys. */
  readonly offsetOf: (path: readonly (string | number)[]) => number;
}

/** Why a text is no such file. */
export interface JsonFault {
  readonly offset: number;
  readonly message: string;
}

const VALIDATORS: Readonly<Record<JsonKind, Validator>> = {
  "settings file": validateSettings,
  catalogue: validateCatalogue,
};

/**
 * Reads JSON (comments allowed) that must fit a schema. A file of its own in the bundled command, and free of what other
 * parts of it import, because the parser and the compiled schemas would make every start slower.
 */
export function readDocument(text: string, kind: JsonKind): JsonValue | JsonFault {
  const problems: ParseError[] = [];
  const tree = parseTree(text, problems, { allowTrailingComma: true });
  const [problem] = problems;
  if (problem !== undefined || tree === undefined) {
    const message = problem === undefined || text.trim() === "" ? "the file is empty" : syntaxError(problem);
    return { offset: problem?.offset ?? 0, message: `the ${kind} is no JSON: ${message}` };
  }
  const value = jsonValue(tree);
  const validate = VALIDATORS[kind];
  if (validate(value)) return { value, offsetOf: (keys) => (findNodeAtLocation(tree, [...keys]) ?? tree).offset };
  const error = mostTelling(validate.errors ?? []);
  const at = findNodeAtLocation(tree, pointer(error?.instancePath ?? "")) ?? tree;
  return { offset: offsetOf(at, error), message: sentence(kind, error) };
}

/** By the names that jsonc-parser gives its errors. */
const SYNTAX_ERRORS: Readonly<Record<string, string>> = {
  InvalidSymbol: "this is no value (text needs double quotes)",
  InvalidNumberFormat: "this is no number",
  PropertyNameExpected: "the name of a property, in double quotes, is missing",
  ValueExpected: "a value is missing",
  ColonExpected: "a colon is missing",
  CommaExpected: "a comma is missing",
  CloseBraceExpected: "a closing brace is missing",
  CloseBracketExpected: "a closing bracket is missing",
  EndOfFileExpected: "there is something behind the end",
  UnexpectedEndOfComment: "a comment is not closed",
  UnexpectedEndOfString: "a text is not closed by double quotes",
  UnexpectedEndOfNumber: "a number ends too early",
  InvalidUnicode: "there are no four digits behind \\u",
  InvalidEscapeCharacter: "there is no such character behind a backslash",
  InvalidCharacter: "there is a character that must be written with a backslash",
};

function syntaxError({ error }: ParseError): string {
  const name = printParseErrorCode(error);
  return SYNTAX_ERRORS[name] ?? name;
}

/** An error inside a branch says more than the "must match then" around it. */
function mostTelling(errors: readonly SchemaError[]): SchemaError | undefined {
  return errors.find(({ keyword }) => keyword !== "if" && keyword !== "anyOf") ?? errors[0];
}

/** An unknown property is at its own place, everything else at the value. */
function offsetOf(node: Node, error: SchemaError | undefined): number {
  const name = error?.params.additionalProperty;
  const own = typeof name === "string" ? findNodeAtLocation(node, [name])?.parent : undefined;
  return (own ?? node).offset;
}

function sentence(what: string, error: SchemaError | undefined): string {
  const where =
    error === undefined || error.instancePath === "" ? `the ${what}` : pointer(error.instancePath).join("/");
  const params = error?.params ?? {};
  if (Array.isArray(params.allowedValues)) return `${where} must be one of ${params.allowedValues.join(", ")}`;
  if (typeof params.additionalProperty === "string") return `${where} has no property '${params.additionalProperty}'`;
  if (typeof params.missingProperty === "string") return `${where} lacks the property '${params.missingProperty}'`;
  const allowed = error?.keyword === "pattern" ? ALLOWED[where.replace(/^.*\//, "")] : undefined;
  if (allowed !== undefined) return `${where} must be ${allowed}`;
  return `${where} ${error?.message ?? "does not fit the schema"}`;
}

/** What the patterns of the schemas want, by the name of the property. */
const ALLOWED: Readonly<Record<string, string>> = {
  flags:
    "one or more of OR_NONE, OR_LIMIT, OR_OPTIONS, OR_FILEINFO, OR_AUTHCFG, OR_INDEXES, OR_UNSET, OR_ALL, ACCESS_CONF, RSRC_CONF, EXEC_ON_READ, PROXY_CONF, with | between and no blanks",
  name: "a name without blanks; sections begin with < and have no >",
  since: "a version of httpd, e.g. 2.4.7",
  symbol: "the name for LoadModule: letters, digits and _",
};

function pointer(path: string): (string | number)[] {
  const parts = path.split("/").slice(1);
  return parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll("~1", "/").replaceAll("~0", "~")));
}

function jsonValue(node: Node): unknown {
  if (node.type === "array") return (node.children ?? []).map(jsonValue);
  if (node.type !== "object") return node.value;
  const entries = (node.children ?? []).map(({ children = [] }): [string, unknown] => {
    const [key, value] = children;
    return [String(key?.value), value === undefined ? undefined : jsonValue(value)];
  });
  return Object.fromEntries(entries);
}
