import type { Range } from "./diagnostic.ts";

/** A position as people count it: both from 1, columns in UTF-16 code units. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

/** Physical lines of one text; httpd ends a line at LF only. */
export interface TextLines {
  readonly text: string;
  readonly count: number;
  /** Offsets outside the text are moved to its nearest end. */
  positionOf(offset: number): LineColumn;
  /** A line, counted from 1, without its LF and a CR before it. */
  rangeOf(line: number): Range;
}

export function textLines(text: string): TextLines {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const startOf = (line: number): number => starts[line - 1] ?? text.length;

  function positionOf(offset: number): LineColumn {
    const clamped = Math.min(Math.max(offset, 0), text.length);
    let low = 1;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (startOf(middle) <= clamped) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: clamped - startOf(low) + 1 };
  }

  function rangeOf(line: number): Range {
    const start = startOf(line);
    let end = line < starts.length ? startOf(line + 1) - 1 : text.length;
    if (end > start && text.charCodeAt(end - 1) === 0x0d) end--;
    return { start, end };
  }

  return { text, count: starts.length, positionOf, rangeOf };
}
