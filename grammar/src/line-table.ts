import { isBlank } from "./characters.ts";
import { FirstWords } from "./first-words.ts";
import { joinedText } from "./logical-line.ts";
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

/*
 * A row of `LineTable.rows`: six numbers for a line, and where in it they stand. The scanner and the reader of the
 * config package go through hundreds of thousands of rows, mostly before V8 has compiled them: there a call for each
 * number would cost more than all the rest.
 */
export const ROW_WIDTH = 6;
export const ROW_START = 0;
export const ROW_NAME_START = 1;
export const ROW_CONTENT_END = 2;
/** Kind, `ROW_JOINED` and, from `ROW_NAME_SHIFT` on, the length of the name. */
export const ROW_FLAGS = 3;
/** Number of the name in `LineTable.words`; 0 for a line that has none, and for a name that was not numbered. */
export const ROW_WORD = 4;
/** Index of an earlier line with the same name and arguments, in the same letters; -1 when none is known. */
export const ROW_LIKE = 5;
export const ROW_KIND_MASK = 7;
export const ROW_JOINED = 8;
export const ROW_NAME_SHIFT = 4;

/** Characters of a text for which an array of its own is worth its while. */
const SMALL = 8192;

/** Numbers of the rows of small files that stand in one array: hundreds of files would be hundreds of buffers. */
const SHARED = 8192;

/** The same for all files, because they have much the same words. */
export const firstWords: FirstWords = new FirstWords();

let shared = new Int32Array(0);
let sharedUsed = 0;
/** For the rows of the small text that is scanned just now. */
let scratch: Int32Array | undefined;

const NO_PLACES = new Int32Array(0);

/** Lines whose objects are kept together. */
const VIEWS = 256;

/**
 * The lines of a file as numbers. A large file has hundreds of thousands of lines, and most are never looked at one by
 * one: an object for each would cost more than all of the reading. `line` makes the object of one line when asked.
 */
export class LineTable {
  readonly text: string;
  /** `ROW_WIDTH` numbers for each line; there may be room for more lines. */
  rows: Int32Array;
  /** Lines. */
  count = 0;
  /** Made in parts of `VIEWS` lines: of a large file somebody mostly looks at a few. */
  #parts: (LineView | undefined)[][] | undefined;
  #words: readonly string[] | undefined = firstWords.words;
  /** For each of the words where it first stands, and its length, when they are this text's own. */
  #places: Int32Array | undefined;

  constructor(text: string) {
    this.text = text;
    if (text.length <= SMALL) {
      scratch ??= new Int32Array(ROW_WIDTH * (16 + (SMALL >> 5)));
      this.rows = scratch;
    } else {
      this.rows = new Int32Array(ROW_WIDTH * (16 + (text.length >> 5)));
    }
  }

  /** Appends a line that starts where the one before ends; returns its index. */
  add(kind: number, start: number, nameStart: number, nameEnd: number, contentEnd: number, joined: boolean): number {
    const index = this.count++;
    const row = index * ROW_WIDTH;
    const rows = row === this.rows.length ? this.grow() : this.rows;
    rows[row] = start;
    rows[row + ROW_NAME_START] = nameStart;
    rows[row + ROW_CONTENT_END] = contentEnd;
    rows[row + ROW_FLAGS] = ((nameEnd - nameStart) << ROW_NAME_SHIFT) | (joined ? ROW_JOINED : 0) | kind;
    rows[row + ROW_WORD] = hasName(kind) ? firstWords.numberOf(this.text, nameStart, nameEnd) : 0;
    rows[row + ROW_LIKE] = -1;
    return index;
  }

  /** Appends whole rows. */
  append(more: Int32Array): void {
    const used = this.count * ROW_WIDTH;
    const end = used + more.length;
    while (this.rows.length < end) this.grow();
    this.rows.set(more, used);
    this.count = end / ROW_WIDTH;
  }

  /** @param places of the words that the rows number, two numbers for each, beginning with those of number 0 */
  takeWords(places: Int32Array): void {
    this.#places = places;
    this.#words = undefined;
  }

  /** Whether `ROW_LIKE` tells anything. */
  get knowsAlike(): boolean {
    return this.#places !== undefined;
  }

  /**
   * First words of directives and tags, as they are written, by the numbers in the rows; number 0 is empty. Tables may
   * share them, and more may come.
   */
  get words(): readonly string[] {
    this.#words ??= wordsAt(this.text, this.#places ?? NO_PLACES);
    return this.#words;
  }

  /** Makes room for more lines. */
  grow(): Int32Array {
    const larger = new Int32Array(this.rows.length * 2);
    larger.set(this.rows);
    this.rows = larger;
    return larger;
  }

  /** No more lines come: gives back the room that was not needed if it is much. */
  trim(): void {
    const used = this.count * ROW_WIDTH;
    if (this.rows === scratch) this.rows = sharedCopy(scratch, used);
    else if (this.rows.length > 2 * used) this.rows = this.rows.slice(0, used);
  }

  kind(index: number): number {
    return (this.rows[index * ROW_WIDTH + ROW_FLAGS] as number) & ROW_KIND_MASK;
  }

  joined(index: number): boolean {
    return ((this.rows[index * ROW_WIDTH + ROW_FLAGS] as number) & ROW_JOINED) !== 0;
  }

  start(index: number): number {
    return this.rows[index * ROW_WIDTH] as number;
  }

  end(index: number): number {
    return index + 1 < this.count ? (this.rows[(index + 1) * ROW_WIDTH] as number) : this.text.length;
  }

  nameStart(index: number): number {
    return this.rows[index * ROW_WIDTH + ROW_NAME_START] as number;
  }

  nameEnd(index: number): number {
    return (
      (this.rows[index * ROW_WIDTH + ROW_NAME_START] as number) +
      ((this.rows[index * ROW_WIDTH + ROW_FLAGS] as number) >>> ROW_NAME_SHIFT)
    );
  }

  contentEnd(index: number): number {
    return this.rows[index * ROW_WIDTH + ROW_CONTENT_END] as number;
  }

  /** What httpd sees of a line before `${}` is replaced. */
  logicalText(index: number): string {
    const start = this.nameStart(index);
    const end = this.contentEnd(index);
    return this.joined(index)
      ? joinedText(this.text, this.start(index), this.end(index), start, end)
      : this.text.slice(start, end);
  }

  /** The same without the name, when that is a word without quotes and continuations. */
  argumentText(index: number): string {
    const { rows } = this;
    const row = index * ROW_WIDTH;
    const flags = rows[row + ROW_FLAGS] as number;
    const nameStart = rows[row + ROW_NAME_START] as number;
    const isJoined = (flags & ROW_JOINED) !== 0;
    const text = isJoined ? this.logicalText(index) : this.text;
    const offset = isJoined ? nameStart : 0;
    const end = isJoined ? text.length : (rows[row + ROW_CONTENT_END] as number);
    let start = nameStart - offset + (flags >>> ROW_NAME_SHIFT);
    while (start < end && isBlank(text.charCodeAt(start))) start++;
    return text.slice(start, end);
  }

  /** The line as an object; the same one every time. */
  line(index: number): Line {
    const views = this.#viewsWith(index);
    const at = index % VIEWS;
    let view = views[at];
    if (view === undefined) {
      view = new LineView(this, index);
      views[at] = view;
    }
    return view as Line;
  }

  #viewsWith(index: number): (LineView | undefined)[] {
    // Of full length from the start: V8 would keep arrays that are filled here and there as hash tables.
    this.#parts ??= new Array<(LineView | undefined)[]>(Math.ceil(this.count / VIEWS));
    const part = Math.floor(index / VIEWS);
    let views = this.#parts[part];
    if (views === undefined) {
      views = new Array<LineView | undefined>(Math.min(VIEWS, this.count - part * VIEWS));
      this.#parts[part] = views;
    }
    return views;
  }
}

function hasName(kind: number): boolean {
  return kind === KIND.directive || kind === KIND.openTag || kind === KIND.closeTag;
}

function wordsAt(text: string, places: Int32Array): string[] {
  const words = [""];
  for (let at = 2; at < places.length; at += 2) {
    const start = places[at] as number;
    words.push(text.slice(start, start + (places[at + 1] as number)));
  }
  return words;
}

function sharedCopy(rows: Int32Array, used: number): Int32Array {
  if (sharedUsed + used > shared.length) {
    shared = new Int32Array(Math.max(SHARED, used));
    sharedUsed = 0;
  }
  const copy = shared.subarray(sharedUsed, sharedUsed + used);
  sharedUsed += used;
  for (let at = 0; at < used; at++) copy[at] = rows[at] as number;
  return copy;
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
