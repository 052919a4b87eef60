import type { LineTable } from "./line-table.ts";

/** So many open sections are compared one by one before the counts of all are made. */
const NEAREST = 256;

/** The same for all files: one is scanned at a time, and what stands behind those that are open does not count. */
const openTags: number[] = [];
const openNames: string[] = [];

/** Something about a tag that httpd does not take, or may not take. */
export interface Flaw {
  /** `bracket`: the tag may lack its `>`. */
  readonly kind: "not-closed" | "stray" | "bracket";
  /** Index of the line. */
  readonly tag: number;
  /** Of a section that is not closed, the closing tag in its place; of a stray tag, the section that is open there; or -1. */
  readonly other: number;
}

/**
 * Pairs the tags so that every section ends: a closing tag closes the innermost open section of its name, sections in
 * between end there without one, and so does what is open at the end of the file. Macro bodies are closed off: httpd
 * keeps them as text, they need not balance, so nothing in them may close what is open around them.
 */
export class SectionBalance {
  readonly table: LineTable;
  /** For each section that ends without a closing tag, in the order of the text, the index of the line behind it. */
  readonly unclosedEnds: number[] = [];
  readonly flaws: Flaw[] = [];
  /** Lines of the open tags. */
  readonly #open = openTags;
  /** How many sections are open. */
  #depth = 0;
  /** Names of `#open` as written. */
  readonly #names = openNames;
  /** Positions in `#open` of macros. */
  readonly #macros: number[] = [];
  /**
   * How often each name is open, one map per macro body, made when a closing tag does not fit anything near: it keeps n
   * opens with n unmatched closes from costing n squared.
   */
  #counts: Map<string, number>[] | undefined;

  constructor(table: LineTable) {
    this.table = table;
  }

  /** Takes an open tag that was added, with its name in any case. */
  open(tag: number, name: string): void {
    const last = this.#depth++;
    this.#open[last] = tag;
    this.#names[last] = name;
    if (this.#counts !== undefined) this.#count(name.toLowerCase(), 1);
    if (name.length === 5 && name.toLowerCase() === "macro") {
      this.#macros.push(last);
      this.#counts?.push(new Map());
    }
  }

  /**
   * Ends the innermost section if its name is written as its open tag has it, which is nearly always so; its closing tag
   * is added next.
   */
  closeInnermost(name: string): boolean {
    const last = this.#depth - 1;
    if (last < 0 || this.#names[last] !== name) return false;
    this.#end();
    return true;
  }

  /**
   * Which of the open sections a closing tag of this name ends, counted from the outermost; -1 when none is open or all
   * are hidden behind a macro's body.
   */
  innermost(name: string): number {
    const lowered = name.toLowerCase();
    const macro = this.#macros.at(-1) ?? -1;
    if (lowered === "macro") return macro;
    const nearest = Math.max(macro + 1, this.#depth - NEAREST);
    const found = this.#search(name, lowered, this.#depth, nearest);
    if (found >= 0 || nearest === macro + 1) return found;
    const count = this.#countsByMacro().at(-1)?.get(lowered) ?? 0;
    return count > 0 ? this.#search(name, lowered, nearest, macro + 1) : -1;
  }

  /** Names are as good as never put into lower case: most sections that are open have names of another length. */
  #search(name: string, lowered: string, from: number, to: number): number {
    const names = this.#names;
    const { length } = name;
    for (let index = from - 1; index >= to; index--) {
      const open = names[index] as string;
      if (open.length === length && (open === name || open.toLowerCase() === lowered)) return index;
    }
    return -1;
  }

  /** Ends what `innermost` found, and all in it; its closing tag is added next. */
  close(index: number): void {
    const tag = this.table.count;
    while (this.#depth - 1 > index) this.#endWithout(tag);
    this.#end();
  }

  finish(): void {
    while (this.#depth > 0) this.#endWithout(-1);
    this.table.trim();
  }

  /** Takes a closing tag that was added and closes nothing. */
  stray(tag: number): void {
    this.flaw("stray", tag, this.#depth === 0 ? -1 : (this.#open[this.#depth - 1] as number));
  }

  /** Macro bodies need not balance. */
  flaw(kind: Flaw["kind"], tag: number, other = -1): void {
    if (this.#macros.length === 0) this.flaws.push({ kind, tag, other });
  }

  #endWithout(instead: number): void {
    const last = this.#depth - 1;
    if (this.#macros.length === 0 || this.#macros[0] === last) {
      this.flaws.push({ kind: "not-closed", tag: this.#open[last] as number, other: instead });
    }
    this.unclosedEnds.push(this.table.count);
    this.#end();
  }

  #end(): void {
    const last = this.#depth - 1;
    if (this.#macros.length > 0 && this.#macros.at(-1) === last) {
      this.#macros.pop();
      this.#counts?.pop();
    }
    if (this.#counts !== undefined) this.#count((this.#names[last] as string).toLowerCase(), -1);
    this.#depth = last;
    // It may be a piece of the text, and would keep all of it.
    this.#names[last] = "";
  }

  #count(name: string, by: number): void {
    const counts = this.#counts?.at(-1) as Map<string, number>;
    counts.set(name, (counts.get(name) ?? 0) + by);
  }

  #countsByMacro(): Map<string, number>[] {
    if (this.#counts !== undefined) return this.#counts;
    this.#counts = [new Map()];
    let macro = 0;
    for (let i = 0; i < this.#depth; i++) {
      this.#count((this.#names[i] as string).toLowerCase(), 1);
      if (this.#macros[macro] === i) {
        macro++;
        this.#counts.push(new Map());
      }
    }
    return this.#counts;
  }
}

/**
 * `directory` of `<Directory`, `<Directory>`, `</Directory>` and `</Directory`: httpd compares names without case, and
 * a tag that lacks its `>` means the same section.
 */
export function sectionName(word: string, lower = true): string {
  const start = word.startsWith("/", 1) ? 2 : 1;
  const end = word.endsWith(">") ? word.length - 1 : word.length;
  const name = word.slice(start, end);
  return lower ? name.toLowerCase() : name;
}
