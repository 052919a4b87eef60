import type { IToken } from "chevrotain";
import { GREATER, SLASH } from "./characters.ts";
import { KIND, LineTable } from "./line-table.ts";
import { tokenOfKind } from "./tokens.ts";

/**
 * Sections nested deeper than this are parsed in a run of their own: the grammar is recursive, JavaScript's stack ends
 * near 450 levels, and httpd takes thousands.
 */
const LEVELS_PER_RUN = 128;

/** So many open sections are compared one by one before the counts of all are made. */
const NEAREST = 256;

/** `<Macro>` */
const MACRO_LENGTH = 7;

/** Something about a tag that httpd does not take, or may not take. */
export interface Flaw {
  /** `bracket`: the tag may lack its `>`. */
  readonly kind: "not-closed" | "stray" | "bracket";
  /** Index of the line. */
  readonly tag: number;
  /** Of a section that is not closed, the closing tag in its place; of a stray tag, the section that is open there. */
  readonly other: number | undefined;
}

/** The tokens of a body that is parsed in a run of its own. */
export interface DeepBody {
  readonly openLine: number;
  readonly tokens: IToken[];
  /** Index of the line behind the body. */
  end: number;
}

interface OuterRun {
  readonly tokens: IToken[];
  /** What interrupts it. */
  readonly body: DeepBody;
}

/**
 * Arranges the lines so that every section in the token stream ends: a closing tag closes the innermost open section
 * of its name, sections in between get an empty `MissingCloseTag`, and so does what is open at the end of the file.
 * Macro bodies are closed off: httpd keeps them as text, they need not balance, so nothing in them may close what is
 * open around them.
 */
export class SectionBalance {
  readonly table: LineTable;
  /** What the parser reads. */
  readonly tokens: IToken[] = [];
  readonly deepBodies: DeepBody[] = [];
  readonly flaws: Flaw[] = [];
  readonly #text: string;
  /** Lines of the open tags. */
  readonly #open: number[] = [];
  /** Lower-case names of `#open`, filled in when a comparison of the text alone does not do. */
  readonly #names: (string | undefined)[] = [];
  /** Positions in `#open` of macros. */
  readonly #macros: number[] = [];
  /**
   * How often each name is open, one map per macro body, made when a closing tag does not fit anything near: it keeps n
   * opens with n unmatched closes from costing n squared.
   */
  #counts: Map<string, number>[] | undefined;
  readonly #outer: OuterRun[] = [];
  #current: IToken[] = this.tokens;

  constructor(text: string) {
    this.#text = text;
    this.table = new LineTable(text);
  }

  add(kind: number, start: number, nameStart: number, nameEnd: number, contentEnd: number, joined: boolean): number {
    this.#current.push(tokenOfKind[kind] as IToken);
    return this.table.add(kind, start, nameStart, nameEnd, contentEnd, joined);
  }

  /**
   * Takes an open tag that was added.
   * @param name lower case; undefined when it is the plain text of the tag's first word
   */
  open(tag: number, name?: string): void {
    this.#open.push(tag);
    this.#names.push(name);
    const last = this.#open.length - 1;
    if (this.#counts !== undefined) this.#count(this.#openName(last), 1);
    const mayBeMacro = name !== undefined || this.table.nameEnd(tag) - this.table.nameStart(tag) <= MACRO_LENGTH;
    if (mayBeMacro && this.#openName(last) === "macro") {
      this.#macros.push(last);
      this.#counts?.push(new Map());
    }
    if (this.#open.length % LEVELS_PER_RUN === 0) {
      const body: DeepBody = { openLine: tag, tokens: [], end: 0 };
      this.#outer.push({ tokens: this.#current, body });
      this.#current = body.tokens;
      this.deepBodies.push(body);
    }
  }

  /** True when the innermost open section is named as the text between `start` and `end`, in any case. */
  innermostIs(start: number, end: number): boolean {
    const top = this.#open.length - 1;
    if (top < 0 || this.#names[top] !== undefined) return false;
    const text = this.#text;
    const tag = this.#open[top] as number;
    const tagEnd = this.table.nameEnd(tag);
    const nameEnd = text.charCodeAt(tagEnd - 1) === GREATER ? tagEnd - 1 : tagEnd;
    let at = this.table.nameStart(tag) + 1;
    if (nameEnd - at !== end - start) return false;
    for (let i = start; i < end; i++, at++) {
      if (lowerCase(text.charCodeAt(i)) !== lowerCase(text.charCodeAt(at))) return false;
    }
    return true;
  }

  /** True when a section of this name is open and not hidden behind a macro's body. */
  isOpen(name: string): boolean {
    const first = (this.#macros.at(-1) ?? -1) + 1;
    const nearest = Math.max(first, this.#open.length - NEAREST);
    for (let index = this.#open.length - 1; index >= nearest; index--) if (this.#openName(index) === name) return true;
    if (nearest === first) return name === "macro" && this.#macros.length > 0;
    const counts = this.#countsByMacro();
    if (((counts.at(-1) as Map<string, number>).get(name) ?? 0) > 0) return true;
    return name === "macro" && this.#macros.length > 0;
  }

  /** Ends the innermost section; its closing tag is added next. */
  closeInnermost(): void {
    this.#end();
  }

  /** Ends the innermost section of that name, which must be open; its closing tag is added next. */
  close(name: string): void {
    const tag = this.table.count;
    while (this.#openName(this.#open.length - 1) !== name) this.#endWithout(tag);
    this.#end();
  }

  finish(): void {
    while (this.#open.length > 0) this.#endWithout(undefined);
    this.table.trim();
  }

  /** Takes a closing tag that was added and closes nothing. */
  stray(tag: number): void {
    this.flaw("stray", tag, this.#open.at(-1));
  }

  /** Macro bodies need not balance. */
  flaw(kind: Flaw["kind"], tag: number, other?: number): void {
    if (this.#macros.length === 0) this.flaws.push({ kind, tag, other });
  }

  #endWithout(instead: number | undefined): void {
    const last = this.#open.length - 1;
    if (this.#macros.length === 0 || this.#macros[0] === last) {
      this.flaws.push({ kind: "not-closed", tag: this.#open[last] as number, other: instead });
    }
    this.#end();
    this.#current.push(tokenOfKind[KIND.missingCloseTag] as IToken);
  }

  #end(): void {
    const last = this.#open.length - 1;
    if (this.#open.length % LEVELS_PER_RUN === 0) {
      const { tokens, body } = this.#outer.pop() as OuterRun;
      body.end = this.table.count;
      this.#current = tokens;
    }
    if (this.#macros.at(-1) === last) {
      this.#macros.pop();
      this.#counts?.pop();
    }
    if (this.#counts !== undefined) this.#count(this.#openName(last), -1);
    this.#open.pop();
    this.#names.pop();
  }

  #openName(index: number): string {
    const known = this.#names[index];
    if (known !== undefined) return known;
    const tag = this.#open[index] as number;
    const name = sectionName(this.#text.slice(this.table.nameStart(tag), this.table.nameEnd(tag)));
    this.#names[index] = name;
    return name;
  }

  #count(name: string, by: number): void {
    const counts = this.#counts?.at(-1) as Map<string, number>;
    counts.set(name, (counts.get(name) ?? 0) + by);
  }

  #countsByMacro(): Map<string, number>[] {
    if (this.#counts !== undefined) return this.#counts;
    this.#counts = [new Map()];
    let macro = 0;
    for (let i = 0; i < this.#open.length; i++) {
      this.#count(this.#openName(i), 1);
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
  const start = word.charCodeAt(1) === SLASH ? 2 : 1;
  const end = word.charCodeAt(word.length - 1) === GREATER ? word.length - 1 : word.length;
  const name = word.slice(start, end);
  return lower ? name.toLowerCase() : name;
}

function lowerCase(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}
