import type { Range } from "@httpd-lint/diagnostics";
import type { IToken } from "chevrotain";
import type { ExpressionToken } from "./tokens.ts";

/** Chevrotain hands on the tokens it was given, which are ours. */
export function token(found: IToken): ExpressionToken {
  return found as unknown as ExpressionToken;
}

export function range(found: IToken | Range): Range {
  const { start, end } = found as Range;
  return { start, end };
}

/** From the first part to the last one. */
export function span(parts: readonly Range[]): Range {
  return { start: parts[0]?.start ?? 0, end: parts.at(-1)?.end ?? 0 };
}
