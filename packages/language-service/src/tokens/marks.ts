import type { Range } from "@httpd-lint/diagnostics";
import { modifierBit, type TokenModifier, type TokenType, typeNumber } from "./legend.ts";

/** A part of a line with its meaning. */
export interface Mark extends Range {
  readonly type: TokenType;
  readonly modifiers?: readonly TokenModifier[];
}

/** Makes the numbers of the protocol out of marks, line by line. */
export class TokenBuilder {
  readonly data: number[] = [];
  readonly #text: string;
  #line = 0;
  #character = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /**
   * Takes the marks of one logical line; of marks that overlap, later ones are drawn over earlier ones.
   *
   * @param start where the first physical line begins
   * @param line its number, from 0
   */
  add(start: number, end: number, line: number, marks: readonly Mark[], isInactive: boolean): void {
    if (marks.length === 0) return;
    if (areApart(marks) && (marks.at(-1)?.end ?? end) <= this.#text.indexOf("\n", start)) {
      for (const mark of marks) this.#push(line, mark.start - start, mark.end - mark.start, mark, isInactive);
      return;
    }
    const owners = this.#owners(start, end, marks);
    let lineStart = start;
    let number = line;
    for (let at = start; at < end; ) {
      const owner = owners[at - start] as number;
      let stop = at + 1;
      if (this.#text[at] === "\n") {
        number++;
        lineStart = stop;
      }
      while (stop < end && owners[stop - start] === owner && owner !== 0) stop++;
      const mark = marks[owner - 1];
      if (mark !== undefined) this.#push(number, at - lineStart, stop - at, mark, isInactive);
      at = stop;
    }
  }

  /** For each character the number of its mark, from 1. Line ends and what continues lines have none. */
  #owners(start: number, end: number, marks: readonly Mark[]): Uint32Array {
    const owners = new Uint32Array(end - start);
    for (const [index, mark] of marks.entries()) {
      owners.fill(index + 1, Math.max(mark.start, start) - start, Math.max(0, mark.end - start));
    }
    const text = this.#text;
    for (let at = text.indexOf("\n", start); at >= 0 && at < end; at = text.indexOf("\n", at + 1)) {
      const before = text[at - 1] === "\r" ? at - 1 : at;
      owners.fill(0, Math.max(0, (text[before - 1] === "\\" ? before - 1 : before) - start), at + 1 - start);
    }
    return owners;
  }

  #push(line: number, character: number, length: number, { type, modifiers = [] }: Mark, isInactive: boolean): void {
    if (length <= 0) return;
    const isSameLine = this.data.length > 0 && line === this.#line;
    let bits = isInactive ? modifierBit("inactive") : 0;
    for (const modifier of modifiers) bits |= modifierBit(modifier);
    this.data.push(
      line - this.#line,
      isSameLine ? character - this.#character : character,
      length,
      typeNumber(type),
      bits,
    );
    this.#line = line;
    this.#character = character;
  }
}

function areApart(marks: readonly Mark[]): boolean {
  let end = 0;
  for (const mark of marks) {
    if (mark.start < end) return false;
    end = mark.end;
  }
  return true;
}
