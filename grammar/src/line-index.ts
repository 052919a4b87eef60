import type { Range } from "@httpd-lint/diagnostics";

/** Line and column, both from 1; columns count UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Positions of a text. Lines end at LF only: a lone CR never ends a line of httpd's. */
export class LineIndex {
  readonly #length: number;
  readonly #starts: readonly number[];

  constructor(text: string) {
    const starts = [0];
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    this.#starts = starts;
    this.#length = text.length;
  }

  /** Physical lines; a text that ends in LF has an empty last line here. */
  get lineCount(): number {
    return this.#starts.length;
  }

  /** The line, from 1, that holds `offset`; offsets outside the text are moved to its nearest end. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  position(offset: number): Position {
    const clamped = Math.min(Math.max(offset, 0), this.#length);
    const line = this.lineAt(clamped);
    return { line, column: clamped - (this.#starts[line - 1] as number) + 1 };
  }

  /** The offset of a position; positions outside the text are moved to the nearest offset in it. */
  offsetOf(line: number, column: number): number {
    const range = this.lineRange(line);
    return Math.min(Math.max(range.start + column - 1, range.start), range.end);
  }

  /** A physical line without its LF. */
  lineRange(line: number): Range {
    const index = Math.min(Math.max(line, 1), this.#starts.length) - 1;
    const next = this.#starts[index + 1];
    return { start: this.#starts[index] as number, end: next === undefined ? this.#length : next - 1 };
  }
}
