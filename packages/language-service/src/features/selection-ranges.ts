import type { Range as Span } from "@httpd-lint/diagnostics";
import { argumentsOf, type Line, nodeAt, type Section } from "@httpd-lint/grammar";
import type { Position, SelectionRange } from "vscode-languageserver-types";
import { withoutQuotes } from "../model/cursor.ts";
import { offsetAt, rangeOf } from "../model/positions.ts";
import type { DocumentContext } from "../workspace.ts";

/** What a growing selection takes in at each position: word, argument, directive, body of a section, section, file. */
export function selectionRanges(context: DocumentContext, positions: readonly Position[]): SelectionRange[] {
  return positions.map((position) => selectionAt(context, offsetAt(context.lineIndex, position)));
}

function selectionAt(context: DocumentContext, offset: number): SelectionRange {
  const { lineIndex } = context;
  let selection: SelectionRange | undefined;
  let inner: Span | undefined;
  const spans = spansAt(context, offset).filter(({ start, end }) => start <= offset && offset <= end);
  const grown: Span[] = [];
  for (const span of spans) {
    const isLarger =
      inner === undefined || (span.start <= inner.start && span.end >= inner.end && sizeOf(span) > sizeOf(inner));
    if (!isLarger) continue;
    grown.push(span);
    inner = span;
  }
  for (const span of grown.reverse()) {
    const range = rangeOf(lineIndex, span);
    selection = selection === undefined ? { range } : { range, parent: selection };
  }
  return selection ?? { range: rangeOf(lineIndex, { start: offset, end: offset }) };
}

function sizeOf({ start, end }: Span): number {
  return end - start;
}

/** From the smallest on. */
function spansAt(context: DocumentContext, offset: number): readonly Span[] {
  const { syntax, text } = context;
  const { sections, line } = nodeAt(syntax, offset);
  const spans: Span[] = [];
  if (line !== undefined && line.type !== "Blank") {
    spans.push(...wordSpans(context, line, offset));
    const content = line.type === "RawText" ? line : { start: line.nameStart, end: line.contentEnd };
    spans.push({ start: content.start, end: content.end });
    if (line.type === "Comment") spans.push(commentRun(context, line, sections.at(-1)));
  }
  for (const section of [...sections].reverse()) {
    const { openTag, closeTag, end } = section;
    const isTag = line === openTag || line === closeTag;
    if (!isTag || section !== sections.at(-1)) {
      spans.push(withoutBlankLines(text, { start: openTag.end, end: closeTag?.start ?? end }));
    }
    const last = closeTag?.contentEnd ?? withoutBlankLines(text, section).end;
    spans.push({ start: openTag.nameStart, end: last });
  }
  spans.push({ start: 0, end: text.length });
  return spans;
}

/** Letters and digits, the argument inside its quotes, the argument, all arguments. */
function wordSpans({ syntax, text }: DocumentContext, line: Line, offset: number): readonly Span[] {
  const plain = plainWord(text, line, offset);
  if (line.type === "Comment" || line.type === "RawText") return [plain];
  const words = argumentsOf(syntax, line);
  const word = words.find(({ start, end }) => start <= offset && offset <= end);
  const name = { start: line.nameStart, end: line.nameEnd };
  if (word === undefined) return [plain, name];
  const first = words[0] ?? word;
  const last = words.at(-1) ?? word;
  return [plain, withoutQuotes(word), word, { start: first.start, end: last.end }];
}

function plainWord(text: string, { start: from, end: to }: Line, offset: number): Span {
  let start = offset;
  let end = offset;
  while (start > from && /[\p{L}\p{N}_]/u.test(text[start - 1] ?? "")) start--;
  while (end < to && /[\p{L}\p{N}_]/u.test(text[end] ?? "")) end++;
  return { start, end };
}

/** Comments below each other. */
function commentRun({ syntax }: DocumentContext, line: Line, section: Section | undefined): Span {
  const nodes = section?.children ?? syntax.children;
  const at = nodes.indexOf(line as (typeof nodes)[number]);
  let first = at;
  let last = at;
  while (nodes[first - 1]?.type === "Comment") first--;
  while (nodes[last + 1]?.type === "Comment") last++;
  const start = nodes[first];
  const end = nodes[last];
  if (start?.type !== "Comment" || end?.type !== "Comment") return { start: line.nameStart, end: line.contentEnd };
  return { start: start.nameStart, end: end.contentEnd };
}

function withoutBlankLines(text: string, { start: from, end: to }: Span): Span {
  let start = from;
  let end = to;
  while (start < end && /\s/.test(text[start] ?? "")) start++;
  while (end > start && /\s/.test(text[end - 1] ?? "")) end--;
  return { start, end };
}
