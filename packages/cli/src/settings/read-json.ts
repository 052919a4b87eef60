import type { ConfigHost } from "@httpd-lint/config";
import { isFailure } from "@httpd-lint/config";
import { LineIndex } from "@httpd-lint/grammar";
import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { UsageError } from "../terminal.ts";
import type { SchemaError, Validator } from "./validators.generated.ts";

/**
 * Reads a JSON file (comments allowed) that must fit a schema; what is wrong is told with path, line and column.
 *
 * @param what for messages, e.g. `catalogue`
 * @throws UsageError
 */
export function readJson<T>(host: ConfigHost, path: string, what: string, validate: Validator): T {
  const text = host.readFile(path);
  if (isFailure(text)) throw new UsageError(`Cannot read the ${what} ${path}: ${text.error}`);
  const problems: ParseError[] = [];
  const tree = parseTree(text, problems, { allowTrailingComma: true });
  const place = (offset: number): string => {
    const { line, column } = new LineIndex(text).position(offset);
    return `${path}:${line}:${column}`;
  };
  const [problem] = problems;
  if (problem !== undefined || tree === undefined) {
    const message = problem === undefined ? "the file is empty" : printParseErrorCode(problem.error);
    throw new UsageError(`${place(problem?.offset ?? 0)}: the ${what} is no JSON: ${message}`);
  }
  const value = jsonValue(tree);
  if (validate(value)) return value as T;
  const error = mostTelling(validate.errors ?? []);
  const at = findNodeAtLocation(tree, pointer(error?.instancePath ?? "")) ?? tree;
  throw new UsageError(`${place(offsetOf(at, error))}: ${sentence(what, error)}`);
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
  const where = error === undefined || error.instancePath === "" ? `the ${what}` : error.instancePath.slice(1);
  const params = error?.params ?? {};
  if (Array.isArray(params.allowedValues)) return `${where} must be one of ${params.allowedValues.join(", ")}`;
  if (typeof params.additionalProperty === "string") return `${where} has no property '${params.additionalProperty}'`;
  if (typeof params.missingProperty === "string") return `${where} lacks the property '${params.missingProperty}'`;
  return `${where} ${error?.message ?? "does not fit the schema"}`;
}

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
