import type { Range } from "@httpd-lint/diagnostics";
import { createToken, Lexer, type TokenType } from "chevrotain";
import type { ExpressionNode } from "./nodes.ts";

/** httpd's scanner changes its rules inside strings and variables, so ours makes the tokens and none has a pattern. */
function token(name: string, label?: string): TokenType {
  return createToken({ name, pattern: Lexer.NA, ...(label === undefined ? {} : { label }) });
}

export const True: TokenType = token("True", "true");
export const False: TokenType = token("False", "false");
export const Or: TokenType = token("Or", "|| or");
export const And: TokenType = token("And", "&& and");
export const Not: TokenType = token("Not", "! not");
export const UnaryOperator: TokenType = token("UnaryOperator", "-x");
export const BinaryOperator: TokenType = token("BinaryOperator", "-name");
export const CompareOperator: TokenType = token("CompareOperator", "== != < <= > >= -eq -ne -lt -le -gt -ge");
export const RegexOperator: TokenType = token("RegexOperator", "=~ !~");
export const In: TokenType = token("In", "in -in");
export const Concat: TokenType = token("Concat", ".");
export const Digit: TokenType = token("Digit", "digits");
export const Identifier: TokenType = token("Identifier", "name");
export const StringText: TokenType = token("StringText", "text");
export const BackReference: TokenType = token("BackReference", "$0 ... $9");
export const RegexLiteral: TokenType = token("RegexLiteral", "/re/ /re/i m#re# m#re#i");
export const StringBegin: TokenType = token("StringBegin", "quote");
export const StringEnd: TokenType = token("StringEnd", "same quote");
export const VariableBegin: TokenType = token("VariableBegin", "%{");
export const VariableEnd: TokenType = token("VariableEnd", "} of %{");
export const LeftParen: TokenType = token("LeftParen", "(");
export const RightParen: TokenType = token("RightParen", ")");
export const LeftBrace: TokenType = token("LeftBrace", "{");
export const RightBrace: TokenType = token("RightBrace", "}");
export const Comma: TokenType = token("Comma", ",");
export const Colon: TokenType = token("Colon", ":");
/** httpd's `T_ERROR`: the scanner gave up here. Nothing follows it. */
export const ScanError: TokenType = token("ScanError");
/** Stand for a bracket too deep for recursion, which was parsed before (`splitDeep`). */
export const DeepGroup: TokenType = token("DeepGroup");
export const DeepArgument: TokenType = token("DeepArgument");
export const DeepVariable: TokenType = token("DeepVariable");

export const vocabulary: readonly TokenType[] = [
  ...[True, False, Or, And, Not, UnaryOperator, BinaryOperator, CompareOperator, RegexOperator, In, Concat],
  ...[Digit, Identifier, StringText, BackReference, RegexLiteral, StringBegin, StringEnd, VariableBegin, VariableEnd],
  ...[LeftParen, RightParen, LeftBrace, RightBrace, Comma, Colon, ScanError, DeepGroup, DeepArgument, DeepVariable],
];

/** How a `ScanError` ends httpd's parse. */
export type ScanFault = "error" | "jam" | "exhausted";

/** One token; Chevrotain reads `tokenTypeIdx` only. */
export class ExpressionToken implements Range {
  readonly type: TokenType;
  readonly tokenTypeIdx: number;
  /** Name in httpd's messages, e.g. `T_OP_EQ`. */
  readonly symbol: string;
  readonly start: number;
  readonly end: number;
  /** Place among all tokens of the expression: when httpd has read it. */
  index = 0;
  /** Of a `ScanError`: what httpd says. */
  message: string | undefined = undefined;
  fault: ScanFault | undefined = undefined;
  /** Of a deep bracket: what was read inside, undefined when that failed; and the last token in it. */
  inner: ExpressionNode | undefined = undefined;
  lastIndex = 0;

  constructor(type: TokenType, symbol: string, start: number, end: number) {
    this.type = type;
    this.tokenTypeIdx = type.tokenTypeIdx as number;
    this.symbol = symbol;
    this.start = start;
    this.end = end;
  }
}
