import type { Range } from "@httpd-lint/diagnostics";
import {
  type Argument,
  argumentsOf,
  type ConfigFile,
  type Line,
  nameOf,
  nodeAt,
  type Section,
} from "@httpd-lint/grammar";

/** What stands at an offset of a file, whether the line is complete or being typed. */
export interface Cursor {
  readonly file: ConfigFile;
  readonly offset: number;
  readonly line: Line | undefined;
  /** The sections around the line, outermost first; without the one whose tag the line is. */
  readonly sections: readonly Section[];
  /** `name`: in the first word, or where it would begin. */
  readonly part: "name" | "argument" | "closing tag" | "comment" | "raw";
  /** Of the directive or section; empty on a blank line. */
  readonly name: string;
  /** `name` in lower case, with the `<` of a section. */
  readonly key: string;
  /** Where the name stands, without brackets. */
  readonly nameRange: Range;
  readonly words: readonly Argument[];
  /** Index of the word that the offset is in or behind; `words.length` when a new one would begin. */
  readonly index: number;
  /** What has been typed of that word, from its start to the offset; without an opening quote. */
  readonly typed: string;
  /** The word, without quotes; empty at the offset when a new word would begin. */
  readonly wordRange: Range;
}

export function cursorAt(file: ConfigFile, offset: number): Cursor {
  const { text } = file;
  const path = pathAt(file, offset);
  const { line } = path;
  const own = line?.type === "OpenTag" || line?.type === "CloseTag" ? path.sections.length - 1 : path.sections.length;
  const base = { file, offset, line, sections: path.sections.slice(0, own), words: [], index: 0 };
  const here = { start: offset, end: offset };
  const none = { name: "", key: "", nameRange: here, typed: "", wordRange: here };
  if (line === undefined || line.type === "Blank" || offset < line.nameStart) return { ...base, ...none, part: "name" };
  if (line.type === "Comment") return { ...base, ...none, part: "comment" };
  if (line.type === "RawText") return { ...base, ...none, part: "raw" };
  const name = nameOf(file, line);
  const start = line.nameStart + (line.type === "Directive" ? 0 : line.type === "OpenTag" ? 1 : 2);
  const nameRange = { start, end: Math.max(start, Math.min(start + name.length, line.nameEnd)) };
  const named = { name, key: `${line.type === "OpenTag" ? "<" : ""}${name.toLowerCase()}`, nameRange };
  const isClosing = line.type === "CloseTag" || line.type === "Malformed";
  if (isClosing || offset <= line.nameEnd) {
    const typed = text.slice(Math.min(start, offset), offset);
    return { ...base, ...named, part: isClosing ? "closing tag" : "name", typed, wordRange: nameRange };
  }
  return { ...base, ...named, ...wordAt(file, line, offset), part: "argument" };
}

/** At the end of a text that ends in a line end, the cursor is on a line of its own. */
function pathAt(file: ConfigFile, offset: number): { line: Line | undefined; sections: readonly Section[] } {
  const { text } = file;
  const { sections, line } = nodeAt(file, offset);
  const isNewLine = offset === text.length && text.endsWith("\n") && !/\\\r?\n$/.test(text);
  if (!isNewLine || line === undefined) return { sections, line };
  return { sections: line.type === "CloseTag" ? sections.slice(0, -1) : sections, line: undefined };
}

function wordAt(file: ConfigFile, line: Line, offset: number): Pick<Cursor, "words" | "index" | "typed" | "wordRange"> {
  const words = argumentsOf(file, line);
  const found = words.findIndex(({ start, end }) => start <= offset && offset <= end);
  const word = words[found];
  if (word === undefined) {
    const before = words.filter(({ end }) => end < offset).length;
    return { words, index: before, typed: "", wordRange: { start: offset, end: offset } };
  }
  const inside = withoutQuotes(word);
  const typed = file.text.slice(inside.start, Math.max(inside.start, Math.min(offset, inside.end)));
  return { words, index: found, typed, wordRange: inside };
}

/** The text of a word that httpd keeps. */
export function withoutQuotes({ raw, start, end, quote }: Argument): Range {
  if (quote === undefined) return { start, end };
  const closed = raw.length > 1 && raw.endsWith(quote);
  return { start: start + 1, end: closed ? end - 1 : end };
}

/** Every line of a file that is a directive or a tag. */
export function* linesWithNames(file: ConfigFile): Generator<Line> {
  for (const line of file.lines) {
    if (line.type === "Directive" || line.type === "OpenTag" || line.type === "CloseTag") yield line;
  }
}
