import { BACKSLASH, CR, DOUBLE_QUOTE, GREATER, HASH, isBlank, LESS, SINGLE_QUOTE, SLASH } from "./characters.ts";
import { KIND } from "./line-table.ts";
import {
  FIRST_BUFFER_SIZE,
  grownBufferSize,
  joinLines,
  sourceOffset,
  textOfPieces,
  trimPieces,
} from "./logical-line.ts";
import { SectionBalance, sectionName } from "./section-balance.ts";
import { readWord } from "./words.ts";

/** Sections whose body mod_lua reads as it stands. */
const LUA_CONTAINER = /^lua(?:hook\w*|quickhandler)$/;

/** One pass over the text: a row and a token per logical line, sections balanced by name. */
export function scan(text: string): SectionBalance {
  return new Scanner(text).run();
}

class Scanner {
  readonly #text: string;
  readonly #balance: SectionBalance;
  #nextNul: number;
  #longestLine = 0;
  #measured = 0;

  constructor(text: string) {
    this.#text = text;
    this.#balance = new SectionBalance(text);
    this.#nextNul = text.indexOf("\0");
  }

  run(): SectionBalance {
    const text = this.#text;
    const length = text.length;
    const balance = this.#balance;
    let at = 0;
    while (at < length) {
      const lf = text.indexOf("\n", at);
      const stop = lf < 0 ? length : lf;
      let contentEnd = stop;
      while (contentEnd > at && isBlank(text.charCodeAt(contentEnd - 1))) contentEnd--;
      if (this.#needsJoining(at, contentEnd, stop, lf)) {
        at = this.#joined(at);
        continue;
      }
      const end = lf < 0 ? length : lf + 1;
      let nameStart = at;
      while (nameStart < contentEnd && isBlank(text.charCodeAt(nameStart))) nameStart++;
      if (nameStart === contentEnd) {
        at = this.#blank(at, end);
        continue;
      }
      const first = text.charCodeAt(nameStart);
      if (first === HASH) {
        balance.add(KIND.comment, at, nameStart, nameStart, contentEnd, false);
      } else if (first === LESS) {
        at = this.#tag(at, end, nameStart, contentEnd);
        continue;
      } else if (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) {
        at = this.#named(at, end, nameStart, contentEnd);
        continue;
      } else {
        let nameEnd = nameStart + 1;
        while (nameEnd < contentEnd && !isBlank(text.charCodeAt(nameEnd))) nameEnd++;
        balance.add(KIND.directive, at, nameStart, nameEnd, contentEnd, false);
      }
      at = end;
    }
    balance.finish();
    return balance;
  }

  #needsJoining(start: number, contentEnd: number, stop: number, lf: number): boolean {
    if (this.#nextNul >= 0 && this.#nextNul < stop) return true;
    if (contentEnd === start || this.#text.charCodeAt(contentEnd - 1) !== BACKSLASH || lf < 0) return false;
    return contentEnd === stop || (contentEnd === stop - 1 && this.#text.charCodeAt(contentEnd) === CR);
  }

  /** Runs of blank lines become one token: nothing is said about them singly, and they are many. */
  #blank(start: number, end: number): number {
    const text = this.#text;
    let runEnd = end;
    for (let at = end; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 0x0a) runEnd = at + 1;
      else if (!isBlank(code)) break;
      else if (at === text.length - 1) runEnd = text.length;
    }
    this.#balance.add(KIND.blank, start, start, start, start, false);
    return runEnd;
  }

  #tag(start: number, end: number, nameStart: number, contentEnd: number): number {
    const text = this.#text;
    const balance = this.#balance;
    let nameEnd = nameStart + 1;
    while (nameEnd < contentEnd && !isBlank(text.charCodeAt(nameEnd))) {
      if (text.charCodeAt(nameEnd) === BACKSLASH) return this.#named(start, end, nameStart, contentEnd);
      nameEnd++;
    }
    if (text.charCodeAt(nameStart + 1) !== SLASH) {
      const tag = balance.add(KIND.openTag, start, nameStart, nameEnd, contentEnd, false);
      if (text.charCodeAt(contentEnd - 1) !== GREATER) balance.flaw("bracket", tag);
      balance.open(tag);
      const mayBeLua = (text.charCodeAt(nameStart + 1) | 0x20) === 0x6c;
      return mayBeLua ? this.#afterOpen(end, text.slice(nameStart, nameEnd)) : end;
    }
    const named = text.charCodeAt(nameEnd - 1) === GREATER ? nameEnd - 1 : nameEnd;
    if (!balance.innermostIs(nameStart + 2, named)) return this.#named(start, end, nameStart, contentEnd);
    balance.closeInnermost();
    const tag = balance.add(KIND.closeTag, start, nameStart, nameEnd, contentEnd, false);
    if (named === nameEnd) balance.flaw("bracket", tag);
    return end;
  }

  /** A line whose first word has to be read as httpd reads it. */
  #named(start: number, end: number, nameStart: number, contentEnd: number): number {
    const word = readWord(this.#text, nameStart, contentEnd);
    return this.#addNamed(word.value, start, end, nameStart, word.end, contentEnd, false);
  }

  /** A line that crosses a continuation or holds a NUL. */
  #joined(start: number): number {
    const text = this.#text;
    const line = joinLines(text, start, text.length, this.#bufferSize(start));
    const pieces = trimPieces(text, line.pieces);
    if (this.#nextNul >= 0 && this.#nextNul < line.end) this.#nextNul = text.indexOf("\0", line.end);
    if (pieces.length === 0) {
      this.#balance.add(KIND.blank, start, start, start, start, false);
      return line.end;
    }
    const nameStart = pieces[0] as number;
    const contentEnd = pieces.at(-1) as number;
    const joined = pieces.length > 2;
    if (text.charCodeAt(nameStart) === HASH) {
      this.#balance.add(KIND.comment, start, nameStart, nameStart, contentEnd, joined);
      return line.end;
    }
    const word = readWord(textOfPieces(text, pieces), 0);
    const nameEnd = sourceOffset(pieces, word.end, "end");
    return this.#addNamed(word.value, start, line.end, nameStart, nameEnd, contentEnd, joined);
  }

  /** httpd decides by the first two bytes of the word it has read, quoted or not (`ap_build_config_sub`). */
  #addNamed(
    name: string,
    start: number,
    end: number,
    nameStart: number,
    nameEnd: number,
    contentEnd: number,
    joined: boolean,
  ): number {
    const balance = this.#balance;
    if (name.charCodeAt(0) !== LESS) {
      balance.add(KIND.directive, start, nameStart, nameEnd, contentEnd, joined);
      return end;
    }
    if (name.charCodeAt(1) !== SLASH) {
      const tag = balance.add(KIND.openTag, start, nameStart, nameEnd, contentEnd, joined);
      if (this.#text.charCodeAt(contentEnd - 1) !== GREATER) balance.flaw("bracket", tag);
      balance.open(tag, sectionName(name));
      return this.#afterOpen(end, name);
    }
    if (!balance.isOpen(sectionName(name))) {
      balance.stray(balance.add(KIND.malformed, start, nameStart, nameEnd, contentEnd, joined));
      return end;
    }
    balance.close(sectionName(name));
    const tag = balance.add(KIND.closeTag, start, nameStart, nameEnd, contentEnd, joined);
    if (!name.endsWith(">")) balance.flaw("bracket", tag);
    return end;
  }

  #afterOpen(end: number, name: string): number {
    return LUA_CONTAINER.test(sectionName(name)) ? this.#rawText(sectionName(name), end) : end;
  }

  #rawText(name: string, start: number): number {
    const text = this.#text;
    const close = `</${name}>`;
    let at = start;
    while (at < text.length) {
      const lf = text.indexOf("\n", at);
      const end = lf < 0 ? text.length : lf + 1;
      if (text.slice(at, end).trimStart().toLowerCase().startsWith(close)) break;
      at = end;
    }
    if (at > start) this.#balance.add(KIND.rawText, start, start, start, at, false);
    if (this.#nextNul >= 0 && this.#nextNul < at) this.#nextNul = text.indexOf("\0", at);
    return at;
  }

  /** How far httpd's line buffer has grown by now: as far as the longest line before needed. */
  #bufferSize(start: number): number {
    if (this.#nextNul < 0) return FIRST_BUFFER_SIZE;
    const { table } = this.#balance;
    for (; this.#measured < table.count; this.#measured++) {
      if (table.kind(this.#measured) === KIND.blank) continue;
      const end = this.#measured + 1 < table.count ? table.start(this.#measured + 1) : start;
      this.#longestLine = Math.max(this.#longestLine, end - table.start(this.#measured));
    }
    let size = FIRST_BUFFER_SIZE;
    while (size < this.#longestLine) size = grownBufferSize(size);
    return size;
  }
}
