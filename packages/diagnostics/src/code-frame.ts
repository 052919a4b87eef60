import type { Range } from "./diagnostic.ts";
import { displayText } from "./display-text.ts";
import { type TextLines, textLines } from "./text-lines.ts";

/** Parts of a report that may be coloured. */
export type ReportPart = "error" | "warning" | "info" | "hint" | "place" | "gutter" | "code" | "note" | "summary";

/** Colours one part of a report; the text is passed through when nobody wants colour. */
export type Paint = (part: ReportPart, text: string) => string;

export interface CodeFrameOptions {
  /**
   * Hides secrets. Gets one logical line, continuation lines included, and keeps its number of line ends. What is
   * shown to people has always gone through it.
   */
  readonly mask?: (line: string) => string;
  /** Columns a source line may take; longer lines are cut around the span. Default 110. */
  readonly width?: number;
  /** Physical lines of a long span that are shown. Default 6. */
  readonly maxLines?: number;
  readonly paint?: Paint;
  /** How the caret is coloured. */
  readonly part?: ReportPart;
}

/** Bounds the work for a logical line made of very many continuation lines. */
const MAX_CONTINUATIONS = 200;
/** Nothing of a longer physical line than this is masked as a whole: only the part around the span is looked at. */
const MAX_MASKED = 100_000;
const CUT = "…";

export const plainPaint: Paint = (_, text) => text;

/** The source lines of a span with a caret line below each: `12 | Timeout abc` and `   |         ^^^`. */
export function codeFrame(source: string | TextLines, range: Range, options: CodeFrameOptions = {}): string[] {
  const lines = typeof source === "string" ? textLines(source) : source;
  const paint = options.paint ?? plainPaint;
  const first = lines.positionOf(range.start).line;
  // The position behind a line end is the next line's; a span that ends there ends with its own line.
  const last = lines.positionOf(Math.max(range.start, range.end - 1)).line;
  const shown = shownLines(first, last, options.maxLines ?? 6);
  const gutter = String(last).length;
  const frame: string[] = [];
  let before = first - 1;
  for (const line of shown) {
    if (line !== before + 1) frame.push(paint("gutter", `${" ".repeat(gutter)} ...`));
    before = line;
    const { text, caret } = frameLine(lines, line, range, options);
    frame.push(`${paint("gutter", `${String(line).padStart(gutter)} |`)} ${text}`.trimEnd());
    frame.push(`${paint("gutter", `${" ".repeat(gutter)} |`)} ${paint(options.part ?? "error", caret)}`.trimEnd());
  }
  return frame;
}

function shownLines(first: number, last: number, most: number): number[] {
  const lines: number[] = [];
  const all = last - first + 1 <= most;
  for (let line = first; line <= last && (all || line < first + most - 2); line++) lines.push(line);
  if (!all) lines.push(last - 1, last);
  return lines;
}

function frameLine(
  lines: TextLines,
  line: number,
  range: Range,
  options: CodeFrameOptions,
): { readonly text: string; readonly caret: string } {
  const { start, end } = lines.rangeOf(line);
  const limits = partNear(start, end, range);
  const source = lines.text.slice(limits.start, limits.end);
  const masked = maskLine(lines, line, limits, source, options.mask);
  const move = moved(source, masked);
  let from = move(clamp(range.start - limits.start, source.length), false);
  let to = move(clamp(range.end - limits.start, source.length), true);
  if (line !== lines.positionOf(range.start).line) from = indentationOf(masked, to);
  if (to < from) to = from;
  const display = displayText(masked);
  const leftCut = limits.start > start;
  const rightCut = limits.end < end;
  return cutAround(display, from, to, { width: options.width ?? 110, leftCut, rightCut });
}

/** Of a line of megabytes only the neighbourhood of the span is worth looking at. */
function partNear(start: number, end: number, range: Range): Range {
  if (end - start <= MAX_MASKED) return { start, end };
  const middle = clamp(range.start - start, end - start) + start;
  return { start: Math.max(start, middle - MAX_MASKED / 2), end: Math.min(end, middle + MAX_MASKED / 2) };
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}

function indentationOf(text: string, most: number): number {
  return Math.min(text.length - text.trimStart().length, most);
}

function maskLine(
  lines: TextLines,
  line: number,
  limits: Range,
  source: string,
  mask: CodeFrameOptions["mask"],
): string {
  if (mask === undefined) return source;
  const whole = lines.rangeOf(line);
  if (limits.start > whole.start || limits.end < whole.end) return maskPart(lines.text, whole, limits, source, mask);
  let first = line;
  while (first > 1 && line - first < MAX_CONTINUATIONS && continues(lines, first - 1)) first--;
  let last = line;
  while (last < lines.count && last - line < MAX_CONTINUATIONS && continues(lines, last)) last++;
  const block: string[] = [];
  for (let number = first; number <= last; number++) block.push(textOf(lines, number));
  return mask(block.join("\n")).split("\n")[line - first] ?? "";
}

/** A secret's directive may be named far to the left of the part that is shown: its name is put in front. */
function maskPart(text: string, whole: Range, limits: Range, source: string, mask: (line: string) => string): string {
  const head =
    limits.start > whole.start ? `${text.slice(whole.start, Math.min(whole.start + 200, limits.start))} ` : "";
  const masked = mask(head + source);
  const shownHead = mask(head);
  return masked.startsWith(shownHead) ? masked.slice(shownHead.length) : masked;
}

function textOf(lines: TextLines, line: number): string {
  const { start, end } = lines.rangeOf(line);
  return lines.text.slice(start, end);
}

function continues(lines: TextLines, line: number): boolean {
  const { start, end } = lines.rangeOf(line);
  return end > start && lines.text.charCodeAt(end - 1) === 0x5c && line < lines.count;
}

/** Where an offset of the source line lies in the masked one: what differs between the two is one block. */
function moved(source: string, masked: string): (offset: number, isEnd: boolean) => number {
  if (source === masked) return (offset) => offset;
  const shorter = Math.min(source.length, masked.length);
  let head = 0;
  while (head < shorter && source[head] === masked[head]) head++;
  let tail = 0;
  while (tail < shorter - head && source[source.length - 1 - tail] === masked[masked.length - 1 - tail]) tail++;
  return (offset, isEnd) => {
    if (offset <= head) return offset;
    if (offset >= source.length - tail) return offset - source.length + masked.length;
    return isEnd ? masked.length - tail : head;
  };
}

interface Cutting {
  readonly width: number;
  readonly leftCut: boolean;
  readonly rightCut: boolean;
}

function cutAround(
  display: ReturnType<typeof displayText>,
  from: number,
  to: number,
  { width, leftCut, rightCut }: Cutting,
): { readonly text: string; readonly caret: string } {
  const { columns, indexes } = display;
  const columnOf = (unit: number): number => columns[Math.min(unit, columns.length - 1)] ?? 0;
  const total = columns.at(-1) ?? 0;
  let left = 0;
  let right = columns.length - 1;
  if (total > width) {
    const spanWidth = Math.min(columnOf(to) - columnOf(from), width);
    const wanted = Math.max(0, columnOf(from) - Math.floor((width - spanWidth) / 2));
    left = columns.findIndex((column) => column >= wanted);
    const lastColumn = columnOf(left) + width;
    while (right > left && columnOf(right) > lastColumn) right--;
  }
  const head = left > 0 || leftCut ? CUT : "";
  const tail = right < columns.length - 1 || rightCut ? CUT : "";
  const text = head + display.text.slice(indexes[left], indexes[right]) + tail;
  const caretStart = columnOf(Math.max(from, left)) - columnOf(left) + head.length;
  const caretWidth = columnOf(Math.min(to, right)) - columnOf(Math.max(from, left));
  return { text, caret: " ".repeat(caretStart) + "^".repeat(Math.max(1, caretWidth)) };
}
