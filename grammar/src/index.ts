export type { Argument, LogicalLine } from "./arguments.ts";
export { argumentsOf, argumentTextOf, commandName, logicalLine, logicalText, nameOf } from "./arguments.ts";
export { isBlank } from "./characters.ts";
export * from "./expression/index.ts";
export { configGrammar } from "./grammar.ts";
export type { Position } from "./line-index.ts";
export { LineIndex } from "./line-index.ts";
export type { LineTable } from "./line-table.ts";
export {
  KIND,
  ROW_CONTENT_END,
  ROW_FLAGS,
  ROW_JOINED,
  ROW_KIND_MASK,
  ROW_LIKE,
  ROW_NAME_SHIFT,
  ROW_NAME_START,
  ROW_START,
  ROW_WIDTH,
  ROW_WORD,
} from "./line-table.ts";
export type {
  Blank,
  CloseTag,
  Comment,
  ConfigFile,
  Directive,
  FileKind,
  Line,
  Malformed,
  Node,
  OpenTag,
  RawText,
  Section,
} from "./nodes.ts";
export type { ParseOptions, ParseResult } from "./parse.ts";
export { parse, parseFile } from "./parse.ts";
export { decodeSource, encodeSource } from "./source-bytes.ts";
export type { NodePath, Visitor } from "./visit.ts";
export { nodeAt, print, visit } from "./visit.ts";
export type { Word } from "./words.ts";
export { readWord, skipWord, splitWords } from "./words.ts";
