import type { Line } from "./nodes.ts";

/** What a line is, as a number; the order is that of `vocabulary` in tokens.ts. */
export const KIND = {
  blank: 0,
  comment: 1,
  directive: 2,
  openTag: 3,
  closeTag: 4,
  malformed: 5,
  rawText: 6,
  /** Never in a table: stands in the token stream where a section ends without a closing tag. */
  missingCloseTag: 7,
} as const;

const TYPES: readonly Line["type"][] = ["Blank", "Comment", "Directive", "OpenTag", "CloseTag", "Malformed", "RawText"];

/** Numbers per line: start, nameStart, contentEnd, and kind, joined and length of the name in one. */
const WIDTH = 4;
const KIND_MASK = 7;
const JOINED = 8;
const NAME_SHIFT = 4;

/**
 * The lines of a file as numbers. A large file has hundreds of thousands of lines, and most are never looked at one by
 * one: an object for each would cost more than all of the reading. `line` makes the object of one line when asked.
 */
export class LineTable {
  readonly text: string;
  #cells: Int32Array;
  #count = 0;
  #views: (LineView | undefined)[] | undefined;

  constructor(text: string) {
    this.text = text;
    this.#cells = new Int32Array(WIDTH * (16 + (text.length >> 5)));
  }

  get count(): number {
    return this.#count;
  }

  /** Appends a line that starts where the one before ends; returns its index. */
  add(kind: number, start: number, nameStart: number, nameEnd: number, contentEnd: number, joined: boolean): number {
    const index = this.#count++;
    const at = index * WIDTH;
    if (at === this.#cells.length) this.#grow();
    const cells = this.#cells;
    cells[at] = start;
    cells[at + 1] = nameStart;
    cells[at + 2] = contentEnd;
    cells[at + 3] = ((nameEnd - nameStart) << NAME_SHIFT) | (joined ? JOINED : 0) | kind;
    return index;
  }

  #grow(): void {
    const larger = new Int32Array(this.#cells.length * 2);
    larger.set(this.#cells);
    this.#cells = larger;
  }

  /** Gives back the room that was not needed. */
  trim(): void {
    this.#cells = this.#cells.slice(0, this.#count * WIDTH);
  }

  kind(index: number): number {
    return (this.#cells[index * WIDTH + 3] as number) & KIND_MASK;
  }

  joined(index: number): boolean {
    return ((this.#cells[index * WIDTH + 3] as number) & JOINED) !== 0;
  }

  start(index: number): number {
    return this.#cells[index * WIDTH] as number;
  }

  end(index: number): number {
    return index + 1 < this.#count ? (this.#cells[(index + 1) * WIDTH] as number) : this.text.length;
  }

  nameStart(index: number): number {
    return this.#cells[index * WIDTH + 1] as number;
  }

  nameEnd(index: number): number {
    return (this.#cells[index * WIDTH + 1] as number) + ((this.#cells[index * WIDTH + 3] as number) >>> NAME_SHIFT);
  }

  contentEnd(index: number): number {
    return this.#cells[index * WIDTH + 2] as number;
  }

  /** The line as an object; the same one every time. */
  line(index: number): Line {
    // Of full length from the start: V8 would keep an array that is filled here and there as a hash table.
    this.#views ??= new Array<LineView | undefined>(this.#count);
    let view = this.#views[index];
    if (view === undefined) {
      view = new LineView(this, index);
      this.#views[index] = view;
    }
    return view as Line;
  }
}

class LineView {
  readonly #table: LineTable;
  readonly #index: number;

  constructor(table: LineTable, index: number) {
    this.#table = table;
    this.#index = index;
  }

  get type(): Line["type"] {
    return TYPES[this.#table.kind(this.#index)] as Line["type"];
  }

  get start(): number {
    return this.#table.start(this.#index);
  }

  get end(): number {
    return this.#table.end(this.#index);
  }

  get nameStart(): number {
    return this.#table.nameStart(this.#index);
  }

  get nameEnd(): number {
    return this.#table.nameEnd(this.#index);
  }

  get contentEnd(): number {
    return this.#table.contentEnd(this.#index);
  }

  get joined(): boolean {
    return this.#table.joined(this.#index);
  }
}
