import type { Range } from "@httpd-lint/diagnostics";
import { GREATER } from "./characters.ts";
import {
  FIRST_BUFFER_SIZE,
  joinedText,
  joinLines,
  type Pieces,
  sourceOffset,
  textOfPieces,
  trimPieces,
} from "./logical-line.ts";
import type { ConfigFile, Line, Node, Section } from "./nodes.ts";
import { readWord, skipBlanks, type Word } from "./words.ts";

/** An argument as written. Offsets are into the file; they may span a continuation. */
export interface Argument extends Range {
  /** The source, with quotes, escapes and continuations. */
  readonly raw: string;
  /** What httpd's handler receives; `${}` is left as it stands. */
  readonly value: string;
  readonly quote: '"' | "'" | undefined;
}

/** A logical line as httpd sees it, and the way back to the source. */
export interface LogicalLine {
  /** Continuations joined, blanks at both ends removed. */
  readonly text: string;
  /** Source offset of the character at `offset` of `text`; with `edge` "end", of the end of the one before it. */
  toSource(offset: number, edge: "start" | "end"): number;
}

export function logicalLine(file: ConfigFile, line: Line): LogicalLine {
  const { nameStart, contentEnd } = line;
  if (!line.joined) {
    return { text: file.text.slice(nameStart, contentEnd), toSource: (offset) => nameStart + offset };
  }
  const pieces = piecesOf(file, line);
  return { text: textOfPieces(file.text, pieces), toSource: (offset, edge) => sourceOffset(pieces, offset, edge) };
}

function piecesOf(file: ConfigFile, line: Line): Pieces {
  return trimPieces(file.text, joinLines(file.text, line.start, line.end, FIRST_BUFFER_SIZE).pieces);
}

/** What httpd sees of a line before `${}` is replaced. */
export function logicalText(file: ConfigFile, line: Line): string {
  const { nameStart, contentEnd } = line;
  if (!line.joined) return file.text.slice(nameStart, contentEnd);
  return joinedText(file.text, line.start, line.end, nameStart, contentEnd);
}

/** The first word of a line as httpd keeps it, e.g. `Listen`, `<Directory`, `</Directory>`. */
export function commandName(text: string): Word {
  const word = readWord(text, 0);
  const { value } = word;
  // ap_build_config_sub drops one `>` from every name that is not a closing tag, be it a section or not.
  if (value.charCodeAt(1) !== 0x2f && value.endsWith(">")) return { ...word, value: value.slice(0, -1) };
  return word;
}

/** `Listen` of a directive, `Directory` of `<Directory /x>` and of `</Directory>`; empty for lines without a name. */
export function nameOf(file: ConfigFile, node: Node | Line): string {
  const line = node.type === "Section" ? node.openTag : node;
  switch (line.type) {
    case "Directive":
      return commandName(logicalText(file, line)).value;
    case "OpenTag":
      return commandName(logicalText(file, line)).value.slice(1);
    case "CloseTag":
    case "Malformed":
      return commandName(logicalText(file, line)).value.slice(2).replace(/>$/, "");
    default:
      return "";
  }
}

/** Text after the name; of a section, up to its last `>` (ap_strrchr in the section handlers). */
export function argumentTextOf(file: ConfigFile, node: Node | Line): string {
  const { logical, start, end } = argumentRegion(file, node);
  return logical.text.slice(start, end);
}

/** The words after the name. */
export function argumentsOf(file: ConfigFile, node: Node | Line): readonly Argument[] {
  const { logical, start, end } = argumentRegion(file, node);
  const found: Argument[] = [];
  for (let at = start; at < end; ) {
    const word = readWord(logical.text, at, end);
    const from = logical.toSource(word.start, "start");
    const to = logical.toSource(word.end, "end");
    found.push({ raw: file.text.slice(from, to), value: word.value, start: from, end: to, quote: word.quote });
    at = word.next;
  }
  return found;
}

interface ArgumentRegion {
  readonly logical: LogicalLine;
  readonly start: number;
  readonly end: number;
}

function argumentRegion(file: ConfigFile, node: Node | Line): ArgumentRegion {
  const line = lineOf(node);
  const logical = logicalLine(file, line);
  const { text } = logical;
  if (line.type !== "Directive" && line.type !== "OpenTag") return { logical, start: text.length, end: text.length };
  const start = readWord(text, 0).next;
  let end = text.length;
  if (line.type === "OpenTag") {
    const close = text.lastIndexOf(">");
    if (close >= start) end = close;
    while (end > start && text.charCodeAt(end - 1) !== GREATER && skipBlanks(text, end - 1, end) === end) end--;
  }
  return { logical, start: Math.min(start, end), end };
}

function lineOf(node: Node | Line): Line {
  return node.type === "Section" ? (node as Section).openTag : node;
}
