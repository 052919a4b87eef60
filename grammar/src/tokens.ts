import { createToken, Lexer, type TokenType } from "chevrotain";
import type { Range } from "@httpd-lint/diagnostics";

/*
 * httpd's language is a language of logical lines, and so is its grammar: a token is a whole logical line. The scanner
 * makes the tokens, so none of them has a pattern. A token is also the leaf of our tree: the parser only arranges them.
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

/** Position in `vocabulary`: Chevrotain numbers the token types of all grammars of a process in one row. */
export const KIND = {
  blank: 0,
  comment: 1,
  directive: 2,
  openTag: 3,
  closeTag: 4,
  malformed: 5,
  rawText: 6,
  missingCloseTag: 7,
} as const;

const KIND_BITS = 3;
const KIND_MASK = (1 << KIND_BITS) - 1;
const names = vocabulary.map((type) => type.name);
const indices = vocabulary.map((type) => type.tokenTypeIdx as number);

/** One class for all leaves keeps the parser's reads of them fast; few fields keep a large file's tree small. */
export class LineToken implements Range {
  readonly start: number;
  readonly end: number;
  readonly nameStart: number;
  readonly contentEnd: number;
  /** `KIND` in the low bits, length of the name above. */
  readonly packed: number;

  constructor(kind: number, start: number, end: number, nameStart: number, nameEnd: number, contentEnd: number) {
    this.start = start;
    this.end = end;
    this.nameStart = nameStart;
    this.contentEnd = contentEnd;
    this.packed = ((nameEnd - nameStart) << KIND_BITS) | kind;
  }

  get nameEnd(): number {
    return this.nameStart + (this.packed >>> KIND_BITS);
  }

  get kind(): number {
    return this.packed & KIND_MASK;
  }

  get type(): string {
    return names[this.packed & KIND_MASK] as string;
  }

  /** Chevrotain's parser decides by this. */
  get tokenTypeIdx(): number {
    return indices[this.packed & KIND_MASK] as number;
  }

  get joined(): boolean {
    return false;
  }

  /** Chevrotain's `IToken`. It only reads these two to describe an error, which this grammar has none of. */
  get image(): string {
    return this.type;
  }

  get startOffset(): number {
    return this.start;
  }
}

/** A line whose name or arguments cross a continuation. */
export class JoinedLineToken extends LineToken {
  override get joined(): boolean {
    return true;
  }
}
