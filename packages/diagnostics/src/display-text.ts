/** Text as a terminal shows it, with the screen column of every UTF-16 code unit. */
export interface DisplayText {
  /** Free of tabs and control characters. */
  readonly text: string;
  /** Screen column, from 0, where code unit `i` of the source begins; one more entry for the end. */
  readonly columns: readonly number[];
  /** Index into `text` where code unit `i` of the source begins; one more entry for the end. */
  readonly indexes: readonly number[];
}

const TAB_STOP = 4;

/** What a terminal shows as it is, one column for a character. */
const PLAIN = /^[ -~]*$/;

/** Its places are only counted when somebody asks: of messages and names, nobody does. */
class PlainText implements DisplayText {
  readonly text: string;
  #places: readonly number[] | undefined;

  constructor(text: string) {
    this.text = text;
  }

  get columns(): readonly number[] {
    this.#places ??= Array.from({ length: this.text.length + 1 }, (_, at) => at);
    return this.#places;
  }

  get indexes(): readonly number[] {
    return this.columns;
  }
}

/**
 * Makes a source line safe and predictable to print: tabs become spaces, control characters and bytes that are not
 * UTF-8 become `\xNN` as in httpd's own messages (a configuration must not be able to steer the reader's terminal).
 */
export function displayText(source: string): DisplayText {
  if (PLAIN.test(source)) return new PlainText(source);
  const columns: number[] = [];
  const indexes: number[] = [];
  let text = "";
  let column = 0;
  for (let at = 0; at < source.length; ) {
    const point = source.codePointAt(at) as number;
    const length = point > 0xffff ? 2 : 1;
    for (let unit = 0; unit < length; unit++) {
      columns.push(column);
      indexes.push(text.length);
    }
    const shown = shownAs(point, column);
    text += shown ?? source.slice(at, at + length);
    column += shown === undefined ? widthOf(point) : shown.length;
    at += length;
  }
  columns.push(column);
  indexes.push(text.length);
  return { text, columns, indexes };
}

function shownAs(point: number, column: number): string | undefined {
  if (point === 0x09) return " ".repeat(TAB_STOP - (column % TAB_STOP));
  if (point < 0x20 || point === 0x7f) return escaped(point);
  if (point >= 0xdc80 && point <= 0xdcff) return escaped(point - 0xdc00);
  if (point >= 0x80 && point < 0xa0) return `\\u${point.toString(16).padStart(4, "0")}`;
  if ((point >= 0xd800 && point <= 0xdfff) || isDirectionMark(point)) return `\\u${point.toString(16)}`;
  return undefined;
}

function escaped(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}

/** Marks that reorder what a terminal shows, and the byte order mark, which nobody can see. */
function isDirectionMark(point: number): boolean {
  return (
    (point >= 0x202a && point <= 0x202e) ||
    (point >= 0x2066 && point <= 0x2069) ||
    point === 0x200e ||
    point === 0x200f ||
    point === 0xfeff
  );
}

const ZERO_WIDTH: readonly (readonly [number, number])[] = [
  [0x0300, 0x036f],
  [0x0483, 0x0489],
  [0x0591, 0x05bd],
  [0x0610, 0x061a],
  [0x064b, 0x065f],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x200b, 0x200d],
  [0x20d0, 0x20ff],
  [0xfe00, 0xfe0f],
  [0xfe20, 0xfe2f],
  [0xe0100, 0xe01ef],
];

/** East Asian wide and full-width characters and emoji take two columns. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

function widthOf(point: number): number {
  if (point < 0x300) return 1;
  if (isIn(ZERO_WIDTH, point)) return 0;
  return isIn(WIDE, point) ? 2 : 1;
}

function isIn(ranges: readonly (readonly [number, number])[], point: number): boolean {
  return ranges.some(([low, high]) => point >= low && point <= high);
}
