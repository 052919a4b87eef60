import type { Range } from "@httpd-lint/diagnostics";
import { withExpressionParser } from "./grammar.ts";
import { hintFor } from "./hints.ts";
import { coreExpressionNames, type ExpressionNames } from "./names.ts";
import { splitDeep } from "./nesting.ts";
import type { Expression, ExpressionNode } from "./nodes.ts";
import { scanExpression } from "./scanner.ts";
import { type ParseFault, type Remark, Semantics } from "./semantics.ts";
import { limitStack } from "./stack-depth.ts";
import { type ExpressionToken, StringBegin, VariableBegin } from "./tokens.ts";

export interface ExpressionOptions {
  /**
   * `condition` (default): true or false, as in `<If>`, `Require expr`, `SetEnvIfExpr` and `expr=` conditions.
   * `string`: text with `%{...}` and `$0` in it, without quotes around, as in `AuthFormLoginRequiredLocation`
   * (httpd's `AP_EXPR_FLAG_STRING_RESULT`).
   */
  readonly mode?: "condition" | "string";
  /** Names httpd knows: default those of its core; `expressionNames` adds those of modules. `any`: do not look. */
  readonly names?: ExpressionNames | "any";
}

export interface ExpressionError extends Range {
  /** httpd's own words, as its log shows them; `httpd -t` puts them behind `Cannot parse condition clause: `. */
  readonly message: string;
  /** What to do about it, in ours. */
  readonly hint: string;
}

export interface ExpressionResult {
  /** Absent when the text is no expression. There when only a name in it is unknown. */
  readonly expression: Expression | undefined;
  /** What httpd refuses the text for, undefined when it accepts it. */
  readonly error: ExpressionError | undefined;
}

/**
 * Reads one expression of httpd (`ap_expr_parse`): the words behind a directive, unquoted as httpd's directives see
 * them. Never throws. Like a C string the text ends at a NUL.
 */
export function parseExpression(text: string, options: ExpressionOptions = {}): ExpressionResult {
  const isString = options.mode === "string";
  const { names = coreExpressionNames() } = options;
  const semantics = new Semantics(text, names === "any" ? undefined : names);
  const tokens = limitStack(scanExpression(text, isString), isString);
  const parsed = parseTokens(tokens, isString, semantics);
  const fault = firstFault(semantics.faults);
  const expression = fault === undefined ? parsed : undefined;
  return { expression, error: errorOf(text, tokens, fault, semantics) };
}

function parseTokens(all: ExpressionToken[], isString: boolean, semantics: Semantics): Expression | undefined {
  return withExpressionParser((parser) => {
    const { deep, tokens } = splitDeep(all);
    for (const { rule, tokens: inside, standIn } of deep) standIn.inner = parser.run(rule, inside, semantics);
    const node: ExpressionNode | undefined = parser.run(isString ? "interpolation" : "condition", tokens, semantics);
    return node as Expression | undefined;
  });
}

/** The fault httpd meets first; of those behind the last token the innermost, which was found first. */
function firstFault(faults: readonly ParseFault[]): ParseFault | undefined {
  let first: ParseFault | undefined;
  for (const fault of faults) if (first === undefined || fault.index < first.index) first = fault;
  return first;
}

function errorOf(
  text: string,
  tokens: readonly ExpressionToken[],
  fault: ParseFault | undefined,
  semantics: Semantics,
): ExpressionError | undefined {
  const remark = semantics.lastRemark(fault?.index ?? Number.POSITIVE_INFINITY);
  if (fault === undefined) {
    if (remark === undefined) return undefined;
    const { start, end, message } = remark;
    return { start, end, message, hint: hintFor({ text, tokens, fault, remark }) };
  }
  const range = rangeOf(text, tokens, fault);
  return { ...range, message: messageOf(fault, remark), hint: hintFor({ text, tokens, fault, remark }) };
}

/**
 * The parser's word and the last one of the scanner and the name lookup, which share a place in `ap_expr_parse`'s
 * context. The scanner speaks when the token is read, so a lookup that needed this token comes after it.
 */
function messageOf({ token, index, message }: ParseFault, remark: Remark | undefined): string {
  if (token?.fault === "jam") return token.message ?? "";
  const scanned = token?.fault === "error" ? token.message : undefined;
  const second = scanned !== undefined && remark?.index !== index ? scanned : remark?.message;
  const first = token?.fault === "exhausted" ? token.message : message;
  return [first, second].filter((part) => part !== undefined).join(": ");
}

function rangeOf(text: string, tokens: readonly ExpressionToken[], { token, index }: ParseFault): Range {
  if (token === undefined) return { start: text.length, end: text.length };
  if (token.message?.startsWith("Unterminated") !== true) return { start: token.start, end: token.end };
  const opening = tokens.findLast((before) => before.index < index && isOpening(before));
  return { start: opening?.start ?? 0, end: token.end };
}

function isOpening({ type }: ExpressionToken): boolean {
  return type === StringBegin || type === VariableBegin;
}
