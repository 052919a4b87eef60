import { EOF, type IParserErrorMessageProvider, type IToken, type TokenType } from "chevrotain";
import type { ExpressionToken } from "./tokens.ts";

/*
 * httpd's parser is made by bison, which names up to four tokens that its state allows, and none when there are more.
 * A state has done all reductions it can do without looking: behind a complete condition only what ends it is left.
 */
const expectedAt: Readonly<Record<string, string>> = {
  "group RightParen": "T_OP_OR or T_OP_AND or ')'",
  "regex RegexLiteral": "T_REGEX or T_REGEX_I",
  "argument LeftParen": "'('",
  "argument RightParen": "T_OP_CONCAT or ')'",
  "wordList RightBrace": "'}' or ','",
  "variable Identifier": "T_ID",
  "variable VariableEnd": "T_STRING or T_REGEX_BACKREF or T_VAR_BEGIN or T_VAR_END",
  "quotedString StringEnd": "T_STRING or T_REGEX_BACKREF or T_STR_END or T_VAR_BEGIN",
};

/** Where none of the alternatives of a rule fits. */
const alternativesOf: Readonly<Record<string, string>> = {
  variable: "T_VAR_END or ':'",
  stringCall: "'('",
  listCall: "'('",
  list: "T_ID or '{'",
  interpolation: "T_ERROR or T_STRING or T_REGEX_BACKREF or T_VAR_BEGIN",
};

function symbolOf(token: IToken): string {
  return token.tokenTypeIdx === EOF.tokenTypeIdx ? "$end" : (token as unknown as ExpressionToken).symbol;
}

function unexpected(token: IToken, expected: string | undefined): string {
  return `syntax error, unexpected ${symbolOf(token)}${expected === undefined ? "" : `, expecting ${expected}`}`;
}

/** Has Chevrotain describe errors as bison does for httpd. */
export const syntaxMessage: IParserErrorMessageProvider = {
  buildMismatchTokenMessage({ expected, actual, ruleName }: { expected: TokenType; actual: IToken; ruleName: string }) {
    return unexpected(actual, expectedAt[`${ruleName} ${expected.name}`]);
  },
  buildNotAllInputParsedMessage({ firstRedundant }: { firstRedundant: IToken }) {
    return unexpected(firstRedundant, "$end");
  },
  buildNoViableAltMessage({ actual, ruleName }: { actual: IToken[]; ruleName: string }) {
    return unexpected(actual[0] as IToken, alternativesOf[ruleName]);
  },
  buildEarlyExitMessage({ actual, ruleName }: { actual: IToken[]; ruleName: string }) {
    return unexpected(actual[0] as IToken, alternativesOf[ruleName]);
  },
};
