import type { TokenType } from "chevrotain";
import {
  And,
  Colon,
  Comma,
  CompareOperator,
  Concat,
  False,
  In,
  LeftBrace,
  LeftParen,
  Not,
  Or,
  RegexOperator,
  RightBrace,
  RightParen,
  True,
} from "./tokens.ts";

interface KnownSymbol {
  readonly type: TokenType;
  /** Its name in httpd's messages. */
  readonly symbol: string;
}

/** Signs of one or two characters; httpd takes the longest. */
export const symbols: ReadonlyMap<string, KnownSymbol> = new Map([
  ["==", { type: CompareOperator, symbol: "T_OP_STR_EQ" }],
  ["=", { type: CompareOperator, symbol: "T_OP_STR_EQ" }],
  ["!=", { type: CompareOperator, symbol: "T_OP_STR_NE" }],
  ["<", { type: CompareOperator, symbol: "T_OP_STR_LT" }],
  ["<=", { type: CompareOperator, symbol: "T_OP_STR_LE" }],
  [">", { type: CompareOperator, symbol: "T_OP_STR_GT" }],
  [">=", { type: CompareOperator, symbol: "T_OP_STR_GE" }],
  ["=~", { type: RegexOperator, symbol: "T_OP_REG" }],
  ["!~", { type: RegexOperator, symbol: "T_OP_NRE" }],
  ["&&", { type: And, symbol: "T_OP_AND" }],
  ["||", { type: Or, symbol: "T_OP_OR" }],
  ["!", { type: Not, symbol: "T_OP_NOT" }],
  [".", { type: Concat, symbol: "T_OP_CONCAT" }],
  ["(", { type: LeftParen, symbol: "'('" }],
  [")", { type: RightParen, symbol: "')'" }],
  ["{", { type: LeftBrace, symbol: "'{'" }],
  ["}", { type: RightBrace, symbol: "'}'" }],
  [",", { type: Comma, symbol: "','" }],
  [":", { type: Colon, symbol: "':'" }],
]);

/** Words with a meaning, in this case only; the undashed comparisons are there since mod_ssl's `SSLRequire`. */
export const wordSymbols: ReadonlyMap<string, KnownSymbol> = new Map([
  ["true", { type: True, symbol: "T_TRUE" }],
  ["false", { type: False, symbol: "T_FALSE" }],
  ["and", { type: And, symbol: "T_OP_AND" }],
  ["or", { type: Or, symbol: "T_OP_OR" }],
  ["not", { type: Not, symbol: "T_OP_NOT" }],
  ["in", { type: In, symbol: "T_OP_IN" }],
  ["-in", { type: In, symbol: "T_OP_IN" }],
  ...["eq", "ne", "lt", "le", "gt", "ge"].flatMap((name): [string, KnownSymbol][] => {
    const found = { type: CompareOperator, symbol: `T_OP_${name.toUpperCase()}` };
    return [
      [name, found],
      [`-${name}`, found],
    ];
  }),
]);
