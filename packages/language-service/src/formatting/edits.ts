import type { Range } from "@httpd-lint/diagnostics";
import type { ConfigFile, Line } from "@httpd-lint/grammar";
import type { DocumentContext } from "../workspace.ts";
import { followsUse, isLostBehindUse } from "./after-use.ts";
import { alignedGaps } from "./alignment.ts";
import { dependsOnLengths, isLong, LONGEST_LINE } from "./limits.ts";
import { canonicalName, isKnownSection } from "./names.ts";
import { indentation, type Style } from "./options.ts";
import { type PlacedLine, placedLines } from "./placed-lines.ts";

/** A change of the text, in offsets of it. */
export interface Edit extends Range {
  readonly newText: string;
}

/**
 * The changes that bring a file into form, in the order of the text. Nothing that httpd reads changes: it drops the
 * blanks at both ends of a logical line (`cfg_trim_line`), and lines without anything else.
 */
export function formattingEdits(context: DocumentContext, style: Style): readonly Edit[] {
  const { syntax } = context;
  if (dependsOnLengths(syntax)) return [];
  const placed = placedLines(syntax, style, (name) => isKnownSection(context, name));
  const lines = withFixedLines(context, placed, style);
  const edits: Edit[] = [];
  for (const [index, each] of lines.entries()) {
    const { line, isFixed } = each;
    if (isFixed) continue;
    if (line.type === "Blank") edits.push(...blankLines(syntax, each, style, lines[index - 1]?.line));
    else if (!isLong(line)) edits.push(...lineEdits(context, each, style));
    if (endsWithoutNewline(syntax, line)) edits.push(finalNewline(syntax));
  }
  if (style.alignArguments) edits.push(...alignedGaps(context, lines, style));
  return edits.filter(({ start, end, newText }) => syntax.text.slice(start, end) !== newText).sort(inOrder);
}

/** Those that must stay as they are because of what is around them are marked, too. */
function withFixedLines(context: DocumentContext, placed: readonly PlacedLine[], style: Style): readonly PlacedLine[] {
  const { syntax } = context;
  const isGlued = followsUse(context);
  // Without a line end behind it, whether httpd loses a line depends on its length and on what is before it.
  const last = placed.at(-1);
  const staysOpen =
    last !== undefined &&
    endsWithoutNewline(syntax, last.line) &&
    (last.isFixed || !style.endsWithNewline || !mayEnd(syntax, last.line));
  return placed.map((each, index) => {
    const { line } = each;
    const before = placed[index - 1]?.line;
    const isAtOpenEnd = staysOpen && (each === last || (line.type === "Blank" && index === placed.length - 2));
    const isFixed = isAtOpenEnd || isGlued(syntax, before) || isLostBehindUse(syntax, line, before);
    return isFixed ? { ...each, isFixed } : each;
  });
}

function inOrder(a: Edit, b: Edit): number {
  return a.start - b.start || a.end - b.end;
}

function* lineEdits(context: DocumentContext, { line, depth, isInMacro }: PlacedLine, style: Style): Generator<Edit> {
  const { text } = context.syntax;
  const leading = text.slice(line.start, line.nameStart);
  // The blanks of a line that begins with a continuation are in two physical lines.
  if (style.indentSections !== "keep" && !leading.includes("\n")) {
    yield smallest(text, { start: line.start, end: line.nameStart, newText: indentation(style, depth) });
  }
  if (style.names === "canonical" && !isInMacro) {
    const name = canonicalName(context, line);
    if (name !== undefined) yield name;
  }
  const end = endOfContent(text, line);
  if (style.trimsLines && end !== undefined) yield { start: line.contentEnd, end, newText: "" };
}

/**
 * Where the blanks at the end of a line end; undefined when they must stay: behind a backslash they keep the next line
 * from being joined.
 */
function endOfContent(text: string, { end, contentEnd }: Line): number | undefined {
  const trailing = text.slice(contentEnd, end);
  if (text[contentEnd - 1] === "\\" || !/^\s*$/.test(trailing)) return undefined;
  const newline = /\r?\n$/.exec(trailing)?.[0].length ?? 0;
  return trailing.indexOf("\n") < trailing.length - 1 && trailing.includes("\n") ? undefined : end - newline;
}

/** Only what differs is replaced, so that a cursor in the rest stays where it is. */
function smallest(text: string, { start, end, newText }: Edit): Edit {
  let same = 0;
  const old = text.slice(start, end);
  while (same < old.length && same < newText.length && old[same] === newText[same]) same++;
  return { start: start + same, end, newText: newText.slice(same) };
}

/** Blank lines become empty, and too many of them fewer. */
function* blankLines(
  { text }: ConfigFile,
  { line: { start, end }, isInMacro }: PlacedLine,
  style: Style,
  before: Line | undefined,
): Generator<Edit> {
  const run = text.slice(start, end);
  const lines = run.split(/(?<=\n)/);
  // With a backslash in them they are one logical line, and join what is before or behind.
  if (before?.type === "Blank" || run.includes("\\") || lines.some(({ length }) => length > LONGEST_LINE)) return;
  const most = end === text.length && style.trimsEnd ? 0 : style.maxBlankLines;
  // To mod_macro a body of blank lines is not an empty one.
  const allowed = isInMacro ? Math.max(1, most) : most;
  let at = start;
  for (const [index, line] of lines.entries()) {
    const newline = /\r?\n$/.exec(line)?.[0] ?? "";
    if (index >= allowed) {
      yield { start: at, end, newText: "" };
      return;
    }
    if (style.trimsLines) yield { start: at, end: at + line.length - newline.length, newText: "" };
    at += line.length;
  }
}

function endsWithoutNewline({ text }: ConfigFile, { type, end }: Line): boolean {
  return type !== "Blank" && end === text.length && !text.endsWith("\n");
}

/** A backslash at the end of a file is data; with a line end behind it, httpd would drop it. */
function mayEnd({ text }: ConfigFile, { contentEnd }: Line): boolean {
  return text[contentEnd - 1] !== "\\";
}

function finalNewline({ text }: ConfigFile): Edit {
  return { start: text.length, end: text.length, newText: /^[^\n]*\r\n/.test(text) ? "\r\n" : "\n" };
}
