import type {
  CommandInfo,
  DurationConstraint,
  EnumConstraint,
  IntegerConstraint,
  ValueConstraint,
} from "@httpd-lint/directives";
import { closest } from "@httpd-lint/directives";
import { parseExpression } from "@httpd-lint/grammar";
import { replaceWord } from "./fixes.ts";
import { atoi, atol, durationMilliseconds, durationUnit, isWhole, wholeNumber } from "./numbers.ts";
import { patternFault } from "./pattern-fault.ts";
import { PlainArguments } from "./plain-arguments.ts";
import { isPlainCondition, isPlainText } from "./plain-expression.ts";
import { providerFault } from "./providers.ts";
import type { Call, Fault } from "./types.ts";
import type { Walk } from "./walk.ts";

/** Constraints that depend on the word alone. */
const OF_WORD = new Set(["enum", "integer", "duration", "regex", "expression", "string-expression", "flag", "text"]);

/** Whether `constraintFault` says the same of the same words wherever they stand. */
export function isJudgedByWords({ values }: CommandInfo): boolean {
  return values.every(({ type }) => OF_WORD.has(type));
}

/** Constraints that no word breaks. */
const OF_NO_WORD = new Set(["none", "path", "text", "url"]);

/** Whether `constraintFault` may object to anything. */
export function isConstrained({ values }: CommandInfo): boolean {
  return values.some(({ type }) => !OF_NO_WORD.has(type));
}

const PLAIN_NUMBER = new PlainArguments(String.raw`[1-9]\d{0,3}`);
const PLAIN_TEXT = new PlainArguments(String.raw`(?:[^\t-\r "'\\%$]+|"[^"\\%$\n]+")`);

/** Arguments that `constraintFault` takes for certain. */
export function plainValues({ values, how }: CommandInfo): PlainArguments | undefined {
  const [only, ...others] = values;
  if (only === undefined || others.length > 0 || how !== "take1") return undefined;
  // Nothing is filled in.
  if (only.type === "string-expression") return PLAIN_TEXT;
  const isInRange =
    (only.type === "integer" && (only.ranges?.some(holdsPlainNumbers) ?? true)) ||
    (only.type === "duration" && only.min === undefined && only.max === undefined);
  return isInRange ? PLAIN_NUMBER : undefined;
}

function holdsPlainNumbers(range: readonly [number | null, number | null]): boolean {
  return isWithin(1n, range) && isWithin(9999n, range);
}

/** What the catalogue's data says against the directive's arguments. */
export function constraintFault(call: Call): Fault | undefined {
  const { values } = call.command;
  if (values.length === 0) return undefined;
  for (let at = 0; at < call.words.length; at++) {
    const constraint = constraintAt(call.command, at);
    const word = call.words[at] as string;
    // An empty word of TAKE12 and its kin stands for "not given".
    if (constraint === undefined || (word === "" && constraint.optional)) continue;
    const fault = wordFault(call, constraint, word, at);
    if (fault !== undefined) return { word: at, ...fault };
  }
  return undefined;
}

function constraintAt({ values, how }: CommandInfo, at: number): ValueConstraint | undefined {
  if (how === "iterate") return values[0];
  if (how === "iterate2") return at === 0 ? values[0] : values[1];
  const last = values.length - 1;
  if (at <= last) return values[at];
  return values[last]?.repeat || (values.length === 1 && (how === "argv" || how === "raw")) ? values[last] : undefined;
}

function wordFault(call: Call, constraint: ValueConstraint, word: string, at: number): Fault | undefined {
  switch (constraint.type) {
    case "enum":
      return enumFault(call, constraint, word, at);
    case "integer":
      return integerFault(call, constraint, word);
    case "duration":
      return durationFault(call, constraint, word);
    case "regex":
      return patternFault(call, withoutNegation(constraint, word), at);
    case "expression":
      return conditionFault(call, word);
    case "string-expression":
      return stringExpressionFault(call, word);
    case "file":
      return fileFault(call, word);
    case "directory":
      return directoryFault(call, word);
    case "provider":
      return providerFault(call, word);
    default:
      return otherFault(call, constraint, word);
  }
}

function otherFault(call: Call, { type }: ValueConstraint, word: string): Fault | undefined {
  if (type === "flag" && !/^(?:on|off)$/i.test(word)) {
    return { code: "httpd/value", message: `${call.name}: '${word}' is neither On nor Off` };
  }
  if (type === "removed") {
    return { code: "httpd/removed", message: `${call.name} does nothing in httpd 2.4 and is refused: remove it` };
  }
  return undefined;
}

function withoutNegation({ negation }: ValueConstraint, word: string): string {
  return negation !== undefined && word.startsWith(negation) ? word.slice(negation.length) : word;
}

function enumFault(call: Call, { values, exact, signs }: EnumConstraint, word: string, at: number): Fault | undefined {
  const plain = signs ? word.replace(/^[+-]/, "") : word;
  const lower = plain.toLowerCase();
  if (values.some((value) => (exact ? value === plain : value.toLowerCase() === lower))) return undefined;
  const cased = values.find((value) => value.toLowerCase() === lower);
  const meant = cased ?? closest(plain, values);
  const hint = meant === undefined ? "" : `; did you mean '${meant}'?`;
  return {
    code: "httpd/value",
    message: `${call.name}: '${word}' is not one of ${values.join(", ")}${hint}`,
    ...(meant === undefined
      ? {}
      : { fixes: replaceWord(call.node, at, word.replace(plain, meant), cased !== undefined) }),
  };
}

const READERS: Readonly<Record<IntegerConstraint["parse"], (word: string) => bigint | undefined>> = {
  atoi: (word) => BigInt(atoi(word)),
  atol,
  strict: wholeNumber,
  offset: (word) => wholeNumber(/^[\t-\r ]*[+-]?\d+/.exec(word)?.[0] ?? "0"),
  clamped: (word) => (isWhole(word) ? atol(word) : undefined),
};

function integerFault(call: Call, constraint: IntegerConstraint, word: string): Fault | undefined {
  const { parse, ranges, or } = constraint;
  if (or?.some((other) => other.toLowerCase() === word.toLowerCase())) return undefined;
  const value = READERS[parse](word);
  if (value === undefined) {
    return { code: "httpd/value", message: `${call.name}: '${word}' is not a whole number` };
  }
  if (ranges === undefined || ranges.some((range) => isWithin(value, range))) return undefined;
  const allowed = [...(or ?? []), ...ranges.map(rangeText)].join(" or ");
  const read = /^[+-]?\d+$/.test(word) && String(value) === word ? "" : `, which httpd reads as ${value},`;
  return { code: "httpd/value", message: `${call.name}: '${word}'${read} must be ${allowed}` };
}

function isWithin(value: bigint, [from, to]: readonly [number | null, number | null]): boolean {
  return (from === null || value >= BigInt(from)) && (to === null || value <= BigInt(to));
}

function rangeText([from, to]: readonly [number | null, number | null]): string {
  if (from !== null && from === to) return String(from);
  if (from === null) return `at most ${to}`;
  return to === null ? `at least ${from}` : `${from} to ${to}`;
}

function durationFault(call: Call, constraint: DurationConstraint, word: string): Fault | undefined {
  const value = durationMilliseconds(word, "s");
  const { min, max, units } = constraint;
  if (value === undefined || !isUnitOf(constraint, word)) {
    const message = `${call.name}: '${word}' is not a time: a number with ${units.join(", ")} or nothing (s) behind it`;
    return { code: "httpd/value", message };
  }
  const least = min === undefined ? undefined : durationMilliseconds(min, "s");
  const most = max === undefined ? undefined : durationMilliseconds(max, "s");
  if (least !== undefined && value < least) {
    return { code: "httpd/value", message: `${call.name}: '${word}' must be at least ${min}` };
  }
  if (most !== undefined && value > most) {
    return { code: "httpd/value", message: `${call.name}: '${word}' must be at most ${max}` };
  }
  return undefined;
}

/** A handler of its own may know fewer units than `ap_timeout_parameter_parse`; a number alone needs none. */
function isUnitOf({ units }: DurationConstraint, word: string): boolean {
  const unit = durationUnit(word);
  return unit === undefined || units.some((one) => one.startsWith(unit));
}

/** A condition, as `ap_expr_parse_cmd` takes it. */
export function conditionFault(call: Call, text: string, word?: number): Fault | undefined {
  const error = expressionError(call.walk, "condition", text);
  if (error === undefined) return undefined;
  const message = `${call.name}: the expression cannot be read: ${error}`;
  return { code: "httpd/expression", message, ...(word === undefined ? {} : { word }) };
}

type ExpressionMode = "condition" | "string";

/** What is wrong with an expression; null: nothing. */
type KnownExpressions = Map<string, string | null>;

function knownConditions(): KnownExpressions {
  return new Map();
}

function knownTexts(): KnownExpressions {
  return new Map();
}

/** More different expressions than this are read anew. */
const MOST_EXPRESSIONS = 2000;

/** What is wrong with an expression. The same few stand in every virtual host. */
export function expressionError(walk: Walk, mode: ExpressionMode, text: string): string | undefined {
  // Nothing is in most texts.
  if (mode === "string" && text.length < 1000 && !/[%$\\]/.test(text)) return undefined;
  const known = walk.memory(mode === "string" ? knownTexts : knownConditions);
  const before = known.get(text);
  if (before !== undefined) return before ?? undefined;
  const names = walk.expressionNames;
  const isPlain = mode === "string" ? isPlainText(text, names) : isPlainCondition(text, names);
  const message = isPlain ? undefined : parseExpression(text, { mode, names }).error?.message;
  if (known.size < MOST_EXPRESSIONS) known.set(text, message ?? null);
  return message;
}

/** A text with `%{...}` in it; with `expr=` in front nothing else follows. */
export function stringExpressionFault(call: Call, word: string): Fault | undefined {
  const error = expressionError(call.walk, "string", word);
  if (error === undefined) return undefined;
  return { code: "httpd/expression", ...unreadable(`${call.name}: the expression cannot be read`, error) };
}

const JAMMED = "flex scanner jammed";

/**
 * How httpd says what is wrong with an expression. Where its scanner has no rule for what comes, it ends the process
 * with no other word.
 *
 * @param before what stands in front of an error otherwise
 */
export function unreadable(before: string, error: string): Pick<Fault, "message" | "explained" | "unplaced"> {
  const message = `${before}: ${error}`;
  return error === JAMMED ? { message: error, explained: message, unplaced: true } : { message };
}

/** Of `SSLCertificateFile` and its kin: there, a file, and not empty. */
export function fileFault(call: Call, word: string): Fault | undefined {
  const { walk } = call;
  const path = walk.absolute(word);
  if (walk.exists(call.node, path, "file") && walk.sizeOf(path) !== 0) return undefined;
  return { code: "httpd/file", message: `${call.name}: the file '${path}' does not exist or is empty` };
}

export function directoryFault(call: Call, word: string): Fault | undefined {
  const path = call.walk.absolute(word);
  if (call.walk.exists(call.node, path, "directory")) return undefined;
  return { code: "httpd/file", message: `${call.name}: '${path}' is not a directory, or cannot be read` };
}
