import {
  type LineTable,
  ROW_CONTENT_END,
  ROW_FLAGS,
  ROW_JOINED,
  ROW_NAME_SHIFT,
  ROW_NAME_START,
  ROW_WIDTH,
} from "@httpd-lint/grammar";
import type { LineRun } from "../read/line-run.ts";
import type { Place } from "./place.ts";
import type { Walk } from "./walk.ts";

/**
 * What is done with arguments that are right, given their first word, when they have an effect.
 *
 * @returns false, before anything was done, when they have to be looked at more closely
 */
export type Effect = (word: string, run: LineRun, line: number, place: Place, walk: Walk) => boolean;

interface Settings {
  /** Whether anything may follow what is matched. */
  readonly isOpen?: boolean;
  /** Whether the source allows for continuations. */
  readonly joins?: boolean;
  /** Whether the first word is asked for: then a single blank stands in front of it. */
  readonly givesWord?: boolean;
  /** Where matching is not enough to know: bits as `surroundings` gives them. */
  readonly elsewhere?: number;
  readonly effect?: Effect;
}

/** Arguments that are right for certain, as most of a directive are. */
export class PlainArguments {
  readonly #source: string;
  readonly isOpen: boolean;
  readonly joins: boolean;
  readonly elsewhere: number;
  readonly effect: Effect | undefined;
  #pattern: RegExp | undefined;

  /** @param source of a regular expression that matches no line end, so that it never runs through the lines below */
  constructor(source: string, settings: Settings = {}) {
    const { isOpen = false, joins = false, elsewhere = 0, effect, givesWord = effect !== undefined } = settings;
    this.#source = `${givesWord ? " " : "[\\t\\v-\\r ]+"}${source}`;
    this.isOpen = isOpen;
    this.joins = joins;
    this.elsewhere = elsewhere;
    this.effect = effect;
  }

  /** Matches the arguments from the end of the directive's name on. Most are never asked for. */
  get pattern(): RegExp {
    this.#pattern ??= new RegExp(this.#source, "y");
    return this.#pattern;
  }
}

/** Arguments of a section that are right for certain, with its `>`: one word. */
export interface PlainSection {
  readonly plain: PlainArguments;
  /** @param path its word */
  readonly enter: (outer: Place, path: string, run: LineRun, line: number) => Place;
}

/** What the walk keeps of all lines of one name to see that arguments are right. */
export interface Known {
  readonly plain: PlainArguments | undefined;
  /** Arguments that were right and will be again. */
  readonly last: string | undefined;
}

/** As long as a pattern may be that `isPlainPattern` takes. */
const LONGEST = 1000;

const NO_ROWS = new Int32Array(0);

/**
 * Looks at arguments where they stand in the text of the file. That is enough for nearly all lines, and neither their
 * text nor anything else need be made for them.
 */
export class ArgumentsInPlace {
  readonly #walk: Walk;
  #table: LineTable | undefined;
  #text = "";
  #rows: Int32Array = NO_ROWS;
  /** End of the directive's name. */
  #start = 0;
  /** End of its arguments. */
  #end = 0;

  constructor(walk: Walk) {
    this.#walk = walk;
  }

  /**
   * Does with a directive what its handler would, when its arguments are plain to see to be right.
   *
   * @returns false, before anything was done, whenever there is a doubt
   */
  take(run: LineRun, line: number, { plain, last }: Known, place: Place): boolean {
    if (plain === undefined && last === undefined) return false;
    if (run.table !== this.#table) this.#open(run.table);
    if (!this.#find(line, plain)) return false;
    const text = this.#text;
    const start = this.#start;
    // Nearly always a single blank stands between.
    const isLast = last !== undefined && start + 1 + last.length === this.#end && text.startsWith(last, start + 1);
    if (isLast) return true;
    if (plain === undefined || !this.#matches(plain)) return false;
    const { effect } = plain;
    return effect === undefined || effect(firstWord(text, start + 1, this.#end), run, line, place, this.#walk);
  }

  /** Where the directives of a section stand; undefined whenever there is a doubt. */
  enter(run: LineRun, line: number, { plain, enter }: PlainSection, outer: Place): Place | undefined {
    if (run.table !== this.#table) this.#open(run.table);
    if (!this.#find(line, plain) || !this.#matches(plain)) return undefined;
    return enter(outer, firstWord(this.#text, this.#start + 1, this.#end - 1), run, line);
  }

  /** Finds the place of the arguments; false when the file does not have them as they are. */
  #find(line: number, plain: PlainArguments | undefined): boolean {
    const rows = this.#rows;
    const row = line * ROW_WIDTH;
    const flags = rows[row + ROW_FLAGS] as number;
    if ((flags & ROW_JOINED) !== 0 && plain?.joins !== true) return false;
    this.#start = (rows[row + ROW_NAME_START] as number) + (flags >>> ROW_NAME_SHIFT);
    this.#end = rows[row + ROW_CONTENT_END] as number;
    return true;
  }

  #matches({ pattern, isOpen }: PlainArguments): boolean {
    const start = this.#start;
    const end = this.#end;
    if (end - start > LONGEST) return false;
    pattern.lastIndex = start;
    return pattern.test(this.#text) && (isOpen ? pattern.lastIndex <= end : pattern.lastIndex === end);
  }

  #open(table: LineTable): void {
    this.#table = table;
    this.#text = table.text;
    this.#rows = table.rows;
  }
}

/** Of a text with single blanks between its words. */
function firstWord(text: string, start: number, end: number): string {
  if (text.startsWith('"', start)) return text.slice(start + 1, text.indexOf('"', start + 1));
  const blank = text.indexOf(" ", start);
  return text.slice(start, blank < 0 || blank > end ? end : blank);
}
