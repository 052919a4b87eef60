import { GREATER, SLASH } from "./characters.ts";
import { KIND, type LineToken as Line, LineToken } from "./tokens.ts";

/**
 * Sections nested deeper than this are parsed in a run of their own: the grammar is recursive, JavaScript's stack ends
 * near 450 levels, and httpd takes thousands.
 */
const LEVELS_PER_RUN = 128;

/** So many open sections are compared one by one before the counts of all are made. */
const NEAREST = 8;

/** `<Macro>` */
const MACRO_LENGTH = 7;

/** Something about a tag that httpd does not take, or may not take. */
export interface Flaw {
  /** `bracket`: the tag may lack its `>`. */
  readonly kind: "not-closed" | "stray" | "bracket";
  readonly tag: Line;
  /** Of a section that is not closed, the closing tag in its place; of a stray tag, the section that is open there. */
  readonly other: Line | undefined;
}

/** The tokens of a body that is parsed in a run of its own. */
export interface DeepBody {
  readonly openTag: Line;
  readonly tokens: Line[];
}

/**
 * Arranges the lines so that every section in the token stream ends: a closing tag closes the innermost open section
 * of its name, sections in between get an empty `MissingCloseTag`, and so does what is open at the end of the file.
 * Macro bodies are closed off: httpd keeps them as text, they need not balance, so nothing in them may close what is
 * open around them.
 */
export class SectionBalance {
  /** All lines of the file. */
  readonly lines: Line[] = [];
  /** What the parser reads: `lines` itself as long as nothing is missing and nothing is too deep. */
  tokens: Line[] = this.lines;
  readonly deepBodies: DeepBody[] = [];
  readonly flaws: Flaw[] = [];
  readonly #text: string;
  readonly #open: Line[] = [];
  /** Lower-case names of `#open`, filled in when a comparison of the text alone does not do. */
  readonly #names: (string | undefined)[] = [];
  /** Positions in `#open` of macros. */
  readonly #macros: number[] = [];
  /**
   * How often each name is open, one map per macro body, made at the first closing tag that does not fit: it keeps n
   * opens with n unmatched closes from costing n squared.
   */
  #counts: Map<string, number>[] | undefined;
  readonly #outer: Line[][] = [];
  #current: Line[] = this.lines;

  constructor(text: string) {
    this.#text = text;
  }

  add(line: Line): void {
    this.lines.push(line);
    if (this.#current !== this.lines) this.#current.push(line);
  }

  /** @param name lower case; undefined when it is the plain text of the tag's first word */
  open(tag: Line, name?: string): void {
    this.add(tag);
    this.#open.push(tag);
    this.#names.push(name);
    if (this.#counts !== undefined) this.#count(this.#openName(this.#open.length - 1), 1);
    const mayBeMacro = name !== undefined || tag.nameEnd - tag.nameStart <= MACRO_LENGTH;
    if (mayBeMacro && this.#openName(this.#open.length - 1) === "macro") {
      this.#macros.push(this.#open.length - 1);
      this.#counts?.push(new Map());
    }
    if (this.#open.length % LEVELS_PER_RUN === 0) {
      this.#separate();
      this.#outer.push(this.#current);
      this.#current = [];
      this.deepBodies.push({ openTag: tag, tokens: this.#current });
    }
  }

  /** True when the innermost open section is named as the text between `start` and `end`, in any case. */
  innermostIs(start: number, end: number): boolean {
    const top = this.#open.length - 1;
    if (top < 0 || this.#names[top] !== undefined) return false;
    const text = this.#text;
    const tag = this.#open[top] as Line;
    const nameEnd = text.charCodeAt(tag.nameEnd - 1) === GREATER ? tag.nameEnd - 1 : tag.nameEnd;
    let at = tag.nameStart + 1;
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

  closeInnermost(tag: Line): void {
    this.#end(tag);
  }

  /** Ends the innermost section of that name, which must be open. */
  close(name: string, tag: Line): void {
    while (this.#openName(this.#open.length - 1) !== name) this.#endWithout(tag.start, tag);
    this.#end(tag);
  }

  finish(offset: number): void {
    while (this.#open.length > 0) this.#endWithout(offset, undefined);
  }

  addStray(tag: Line): void {
    this.flaw("stray", tag, this.#open.at(-1));
    this.add(tag);
  }

  /** Macro bodies need not balance. */
  flaw(kind: Flaw["kind"], tag: Line, other?: Line): void {
    if (this.#macros.length === 0) this.flaws.push({ kind, tag, other });
  }

  #endWithout(offset: number, instead: Line | undefined): void {
    const last = this.#open.length - 1;
    if (this.#macros.length === 0 || this.#macros[0] === last) {
      this.flaws.push({ kind: "not-closed", tag: this.#open[last] as Line, other: instead });
    }
    this.#end(missing(offset));
  }

  #end(tag: Line): void {
    const last = this.#open.length - 1;
    if (this.#open.length % LEVELS_PER_RUN === 0) this.#current = this.#outer.pop() as Line[];
    if (this.#macros.at(-1) === last) {
      this.#macros.pop();
      this.#counts?.pop();
    }
    if (this.#counts !== undefined) this.#count(this.#openName(last), -1);
    this.#open.pop();
    this.#names.pop();
    if (tag.kind !== KIND.missingCloseTag) {
      this.add(tag);
    } else {
      this.#separate();
      this.#current.push(tag);
    }
  }

  #openName(index: number): string {
    const known = this.#names[index];
    if (known !== undefined) return known;
    const tag = this.#open[index] as Line;
    const name = sectionName(this.#text.slice(tag.nameStart, tag.nameEnd));
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

  /** From here on the parser's tokens are not the file's lines. */
  #separate(): void {
    if (this.tokens !== this.lines) return;
    this.tokens = [...this.lines];
    this.#current = this.tokens;
  }
}

/**
 * `directory` of `<Directory`, `<Directory>`, `</Directory>` and `</Directory`: httpd compares names without case, and
 * a tag that lacks its `>` means the same section.
 */
export function sectionName(word: string): string {
  const start = word.charCodeAt(1) === SLASH ? 2 : 1;
  const end = word.charCodeAt(word.length - 1) === GREATER ? word.length - 1 : word.length;
  return word.slice(start, end).toLowerCase();
}

function lowerCase(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}

function missing(offset: number): Line {
  return new LineToken(KIND.missingCloseTag, offset, offset, offset, offset, offset);
}
