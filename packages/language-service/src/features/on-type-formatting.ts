import { type ConfigFile, type Line, nameOf, nodeAt, readWord, type Section } from "@httpd-lint/grammar";
import type { Position, TextEdit } from "vscode-languageserver-types";
import { isKnownSection } from "../formatting/names.ts";
import { type FormatOptions, indentation, type Style, styleOf } from "../formatting/options.ts";
import { indentsBody, isProgram } from "../formatting/placed-lines.ts";
import { offsetAt, rangeOf } from "../model/positions.ts";
import type { DocumentContext } from "../workspace.ts";

/** Characters that `formatOnType` is asked at. */
export const ON_TYPE_TRIGGERS: readonly [string, ...string[]] = ["\n", ">"];

/**
 * What to change when a character has been typed, which is before the position. A line end behind `<Name ...>` brings
 * the closing tag and a new line is indented; the `>` of a tag puts the tag where it belongs.
 */
export function formatOnType(
  context: DocumentContext,
  position: Position,
  character: string,
  options: FormatOptions,
): TextEdit[] {
  if (character === "\n") return afterLineEnd(context, position, styleOf(options));
  return character === ">" ? afterBracket(context, position, styleOf(options)) : [];
}

function afterBracket(context: DocumentContext, position: Position, style: Style): TextEdit[] {
  const { syntax, lineIndex } = context;
  const { line, sections } = nodeAt(syntax, offsetAt(lineIndex, position) - 1);
  if (style.indentSections === "keep" || (line?.type !== "OpenTag" && line?.type !== "CloseTag")) return [];
  const around = sections.slice(0, -1).map((section) => nameOf(syntax, section).toLowerCase());
  if (around.some((name) => isProgram(name) || !isKnownSection(context, name))) return [];
  const depth = around.filter((name) => indentsBody(name, style)).length;
  return indented(context, line, indentation(style, depth));
}

function afterLineEnd(context: DocumentContext, position: Position, style: Style): TextEdit[] {
  const { syntax, text, lineIndex } = context;
  const at = lineIndex.lineRange(position.line + 1);
  if (position.line === 0 || at.start === 0) return [];
  const { line: before, sections } = nodeAt(syntax, at.start - 1);
  const isInProgram =
    before?.type === "RawText" || sections.some((section) => isProgram(nameOf(syntax, section).toLowerCase()));
  if (before === undefined || isInProgram) return [];
  // Only a continuation lets a line that is not blank reach over its line end.
  const continues = (before.end > at.start && before.type !== "Blank") || continuesAtEnd(text, before);
  if (continues) return continuation(context, before, at, style);
  const first = blanksAt(text, before.start);
  if (style.indentSections === "keep") return closingTag(context, before, at, first);
  const here = nodeAt(syntax, at.start);
  const isBlank = text.slice(at.start, at.end).trim() === "";
  if (isBlank && before.type === "OpenTag") {
    const own = sections.at(-1);
    const isIndented = own !== undefined && indents(syntax, own, style);
    const wanted = isIndented ? first + indentation(style, 1) : first;
    return [...indented(context, at, wanted), ...closingTag(context, before, at, first)];
  }
  if (!isBlank && here.line?.type === "RawText") return [];
  const around = isBlank ? openAfter(before, sections) : aroundLine(here.line, here.sections);
  const depth = around.filter((section) => indents(syntax, section, style)).length;
  return indented(context, at, indentation(style, depth));
}

/** Sections that a new line behind a line is in. */
function openAfter(before: Line, sections: readonly Section[]): readonly Section[] {
  return before.type === "CloseTag" ? sections.slice(0, -1) : sections;
}

function aroundLine(line: Line | undefined, sections: readonly Section[]): readonly Section[] {
  return line?.type === "OpenTag" || line?.type === "CloseTag" ? sections.slice(0, -1) : sections;
}

function indents(file: ConfigFile, section: Section, style: Style): boolean {
  return indentsBody(nameOf(file, section).toLowerCase(), style);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The blanks at the start of a line become others; the cursor behind them goes along. */
function indented(
  { text, lineIndex }: Pick<DocumentContext, "text" | "lineIndex">,
  { start }: Span,
  wanted: string,
): TextEdit[] {
  const blanks = blanksAt(text, start);
  if (blanks === wanted) return [];
  return [{ range: rangeOf(lineIndex, { start, end: start + blanks.length }), newText: wanted }];
}

function blanksAt(text: string, offset: number): string {
  let end = offset;
  while (text[end] === " " || text[end] === "\t") end++;
  return text.slice(offset, end);
}

/** A file that ends in a backslash and a line end goes on in the empty line behind. */
function continuesAtEnd(text: string, { end }: Line): boolean {
  return end === text.length && /\\\r?\n$/.test(text.slice(-3));
}

/** Between words a continuation is indented; in the middle of one, or in quotes, the blanks would be part of it. */
function continuation({ text, lineIndex }: DocumentContext, line: Line, at: Span, style: Style): TextEdit[] {
  if (line.type !== "Directive" && line.type !== "OpenTag") return [];
  const above = lineIndex.lineRange(lineIndex.lineAt(at.start) - 1).start;
  const before = text.slice(line.nameStart, at.start).replace(/\\\r?\n/g, "");
  if (!/[ \t]$/.test(before) || endsInQuotes(before)) return [];
  const blanks = blanksAt(text, above);
  // Further lines stand below the second one.
  return indented({ text, lineIndex }, at, above <= line.nameStart ? blanks + indentation(style, 1) : blanks);
}

function endsInQuotes(text: string): boolean {
  for (let at = 0; at < text.length; ) {
    const word = readWord(text, at);
    if (!word.closed) return true;
    at = word.next;
  }
  return false;
}

/** `</Name>` below a new line, when the section lacks it. */
function closingTag(context: DocumentContext, before: Line, at: Span, first: string): TextEdit[] {
  const { syntax, text, lineIndex } = context;
  if (before.type !== "OpenTag" || text[before.contentEnd - 1] !== ">") return [];
  const { sections } = nodeAt(syntax, before.start);
  if (!isMissing(context, sections)) return [];
  const tag = `${first}</${nameOf(syntax, before)}>`;
  const newline = text[at.start - 2] === "\r" ? "\r\n" : "\n";
  // At the start of the next line it leaves a cursor at the end of this one alone.
  if (at.end < text.length) {
    const next = at.end + 1;
    return [{ range: rangeOf(lineIndex, { start: next, end: next }), newText: tag + newline }];
  }
  return [{ range: rangeOf(lineIndex, { start: at.end, end: at.end }), newText: newline + tag }];
}

/**
 * The section is not closed; or its closing tag is that of a section around it with the same name, as its place below
 * the other tag tells.
 */
function isMissing({ syntax, lineIndex }: DocumentContext, sections: readonly Section[]): boolean {
  const own = sections.at(-1);
  if (own === undefined) return false;
  if (own.closeTag === undefined) return true;
  const name = nameOf(syntax, own).toLowerCase();
  const isOuterOpen = sections
    .slice(0, -1)
    .some((section) => section.closeTag === undefined && nameOf(syntax, section).toLowerCase() === name);
  const columnOf = ({ nameStart }: Line): number => lineIndex.position(nameStart).column;
  return isOuterOpen && columnOf(own.openTag) !== columnOf(own.closeTag);
}
