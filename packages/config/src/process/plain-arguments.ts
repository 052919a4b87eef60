import { ROW_CONTENT_END, ROW_FLAGS, ROW_JOINED, ROW_NAME_SHIFT, ROW_NAME_START, ROW_WIDTH } from "@httpd-lint/grammar";
import { NodeRecord } from "../node.ts";
import type { ConfigNode, Frame } from "../tree.ts";

/** Arguments that are right for certain, as most of a directive are, and have no effect on other directives. */
export class PlainArguments {
  readonly #source: string;
  /** Whether anything may follow what is matched. */
  readonly isOpen: boolean;
  /** Where that is not enough to know: bits as `surroundings` gives them. */
  readonly elsewhere: number;
  #pattern: RegExp | undefined;

  /** @param source of a regular expression that matches no line end, so that it never runs through the lines below */
  constructor(source: string, { isOpen = false, elsewhere = 0 }: { isOpen?: boolean; elsewhere?: number } = {}) {
    this.#source = source;
    this.isOpen = isOpen;
    this.elsewhere = elsewhere;
  }

  /** Matches the arguments from the end of the directive's name on. Most are never asked for. */
  get pattern(): RegExp {
    this.#pattern ??= new RegExp(`[\\t\\v-\\r ]+${this.#source}`, "y");
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
  #frame: Frame | undefined;
  #text = "";
  #rows: Int32Array = NO_ROWS;

  /** @returns false whenever there is a doubt */
  areRight(node: ConfigNode, { plain, last }: Known): boolean {
    if (plain === undefined && last === undefined) return false;
    const line = node instanceof NodeRecord ? node.ownLine : -1;
    if (line < 0) return false;
    if (node.frame !== this.#frame) this.#open(node.frame);
    const rows = this.#rows;
    const text = this.#text;
    const row = line * ROW_WIDTH;
    const flags = rows[row + ROW_FLAGS] as number;
    if ((flags & ROW_JOINED) !== 0) return false;
    const start = (rows[row + ROW_NAME_START] as number) + (flags >>> ROW_NAME_SHIFT);
    const end = rows[row + ROW_CONTENT_END] as number;
    // Nearly always a single blank stands between.
    if (last !== undefined && start + 1 + last.length === end && text.startsWith(last, start + 1)) return true;
    if (plain === undefined || end - start > LONGEST) return false;
    const { pattern } = plain;
    pattern.lastIndex = start;
    if (!pattern.test(text)) return false;
    return plain.isOpen ? pattern.lastIndex <= end : pattern.lastIndex === end;
  }

  #open(frame: Frame): void {
    const { table } = frame.file.syntax;
    this.#frame = frame;
    this.#text = table.text;
    this.#rows = table.rows;
  }
}
