import { ROW_CONTENT_END, ROW_FLAGS, ROW_JOINED, ROW_NAME_SHIFT, ROW_NAME_START, ROW_WIDTH } from "@httpd-lint/grammar";
import { NodeRecord } from "../node.ts";
import type { ConfigNode, Frame } from "../tree.ts";
import type { Place } from "./place.ts";
import type { Walk } from "./walk.ts";

/**
 * What is done with arguments that are right, given their first word, when they have an effect.
 *
 * @returns false, before anything was done, when they have to be looked at more closely
 */
export type Effect = (word: string, node: ConfigNode, place: Place, walk: Walk) => boolean;

interface Settings {
  /** Whether anything may follow what is matched. */
  readonly isOpen?: boolean;
  /** Whether the source allows for continuations. */
  readonly joins?: boolean;
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
  constructor(source: string, { isOpen = false, joins = false, elsewhere = 0, effect }: Settings = {}) {
    this.#source = source;
    this.isOpen = isOpen;
    this.joins = joins;
    this.elsewhere = elsewhere;
    this.effect = effect;
  }

  /** Matches the arguments from the end of the directive's name on. Most are never asked for. */
  get pattern(): RegExp {
    this.#pattern ??= new RegExp(`${this.effect === undefined ? "[\\t\\v-\\r ]+" : " "}${this.#source}`, "y");
    return this.#pattern;
  }
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
  #frame: Frame | undefined;
  #text = "";
  #rows: Int32Array = NO_ROWS;

  constructor(walk: Walk) {
    this.#walk = walk;
  }

  /**
   * Does with a directive what its handler would, when its arguments are plain to see to be right.
   *
   * @returns false, before anything was done, whenever there is a doubt
   */
  take(node: ConfigNode, { plain, last }: Known, place: Place): boolean {
    if (plain === undefined && last === undefined) return false;
    const line = node instanceof NodeRecord ? node.ownLine : -1;
    if (line < 0) return false;
    if (node.frame !== this.#frame) this.#open(node.frame);
    const rows = this.#rows;
    const text = this.#text;
    const row = line * ROW_WIDTH;
    const flags = rows[row + ROW_FLAGS] as number;
    if ((flags & ROW_JOINED) !== 0 && plain?.joins !== true) return false;
    const start = (rows[row + ROW_NAME_START] as number) + (flags >>> ROW_NAME_SHIFT);
    const end = rows[row + ROW_CONTENT_END] as number;
    // Nearly always a single blank stands between.
    if (last !== undefined && start + 1 + last.length === end && text.startsWith(last, start + 1)) return true;
    if (plain === undefined || end - start > LONGEST) return false;
    const { pattern, effect } = plain;
    pattern.lastIndex = start;
    if (!pattern.test(text) || (plain.isOpen ? pattern.lastIndex > end : pattern.lastIndex !== end)) return false;
    return effect === undefined || effect(firstWord(text, start + 1, end), node, place, this.#walk);
  }

  #open(frame: Frame): void {
    const { table } = frame.file.syntax;
    this.#frame = frame;
    this.#text = table.text;
    this.#rows = table.rows;
  }
}

/** Of words with a blank between. */
function firstWord(text: string, start: number, end: number): string {
  if (text.startsWith('"', start)) return text.slice(start + 1, text.indexOf('"', start + 1));
  const blank = text.indexOf(" ", start);
  return text.slice(start, blank < 0 || blank > end ? end : blank);
}
