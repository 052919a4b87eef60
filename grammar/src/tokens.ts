import { createToken, type IToken, Lexer, type TokenType } from "chevrotain";

/*
 * httpd's language is a language of logical lines, and so is its grammar: a token is a whole logical line. The scanner
 * makes the tokens, so none of them has a pattern.
 */
function lineToken(name: string): TokenType {
  return createToken({ name, pattern: Lexer.NA });
}

export const Blank: TokenType = lineToken("Blank");
export const Comment: TokenType = lineToken("Comment");
export const Directive: TokenType = lineToken("Directive");
export const OpenTag: TokenType = lineToken("OpenTag");
export const CloseTag: TokenType = lineToken("CloseTag");
/** A closing tag that closes nothing. */
export const Malformed: TokenType = lineToken("Malformed");
export const RawText: TokenType = lineToken("RawText");
/** Empty: stands where a section ends without its own closing tag, so that the grammar never fails. */
export const MissingCloseTag: TokenType = lineToken("MissingCloseTag");

/** In the order of `KIND`. */
export const vocabulary: readonly TokenType[] = [
  Blank,
  Comment,
  Directive,
  OpenTag,
  CloseTag,
  Malformed,
  RawText,
  MissingCloseTag,
];

/**
 * One token per kind serves for every line of that kind: the parser decides by kind alone and counts the lines, and
 * the line table knows the rest.
 */
export const tokenOfKind: readonly IToken[] = vocabulary.map((tokenType) => ({
  image: tokenType.name,
  startOffset: 0,
  tokenType,
  tokenTypeIdx: tokenType.tokenTypeIdx as number,
}));
