import { BACKSLASH, CR, DOUBLE_QUOTE, GREATER, HASH, LESS, SINGLE_QUOTE, SLASH, SPACE, TAB } from "./characters.ts";
import {
  firstWords,
  KIND,
  LineTable,
  ROW_CONTENT_END,
  ROW_FLAGS,
  ROW_LIKE,
  ROW_NAME_SHIFT,
  ROW_NAME_START,
  ROW_WIDTH,
  ROW_WORD,
} from "./line-table.ts";
import {
  FIRST_BUFFER_SIZE,
  grownBufferSize,
  joinLines,
  sourceOffset,
  textOfPieces,
  trimPieces,
} from "./logical-line.ts";
import { scanNatively } from "./native-scan.ts";
import { SectionBalance, sectionName } from "./section-balance.ts";
import { readWord } from "./words.ts";

/** Sections whose body mod_lua reads as it stands. */
const LUA_CONTAINER = /^lua(?:hook\w*|quickhandler)$/i;

/** Both match whatever there is, nothing too, and leave in `lastIndex` where it ends. */
const BLANKS = /[ \t\v\f\r]*/y;
const WORD = /[^ \t\v\f\r\n]*/y;

/** Characters from which on starting WebAssembly costs a run of the command less than it saves. */
const LARGE = 50_000;

/** One pass over the text: a row per logical line, sections balanced by name. */
export function scan(text: string): SectionBalance {
  return (text.length < LARGE ? undefined : scanNatively(text)) ?? scanAnyText(text);
}

/** What `scan` does with texts that are small or in which something is out of the ordinary. */
export function scanAnyText(text: string): SectionBalance {
  return new Scanner(text).run();
}

/** A line whose name takes a closer look: few have one. */
interface NamedLine {
  readonly start: number;
  readonly end: number;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly contentEnd: number;
  readonly joined: boolean;
}

class Scanner {
  readonly #text: string;
  readonly #balance: SectionBalance;
  /** Where the next NUL stands; the length of the text when there is none. */
  #nextNul: number;
  #longestLine = 0;
  #measured = 0;

  constructor(text: string) {
    this.#text = text;
    this.#balance = new SectionBalance(new LineTable(text));
    this.#nextNul = this.#nulFrom(0);
  }

  run(): SectionBalance {
    const balance = this.#balance;
    balance.table.count = this.#rows() / ROW_WIDTH;
    balance.finish();
    return balance;
  }

  /**
   * Plain directives and comments are written down here, without a call, and the characters in a line are left to
   * V8's own code: a large file is scanned once, mostly before V8 has compiled this loop.
   *
   * @returns how many numbers the rows are. Nothing is done with it here: V8 compiles the loop while it runs, knows
   *   nothing then of what comes behind it, and would throw the code away at the end of every text
   */
  #rows(): number {
    const text = this.#text;
    const { length } = text;
    const { table } = this.#balance;
    const blanks = BLANKS;
    const word = WORD;
    const { comment, directive } = KIND;
    let { rows } = table;
    let row = 0;
    let nextNul = this.#nextNul;
    let at = 0;
    while (at < length) {
      const lf = text.indexOf("\n", at);
      const stop = lf < 0 ? length : lf;
      blanks.lastIndex = at;
      blanks.test(text);
      const nameStart = blanks.lastIndex;
      word.lastIndex = nameStart;
      word.test(text);
      const nameEnd = word.lastIndex;
      let contentEnd = stop;
      while (contentEnd > nameEnd) {
        const code = text.charCodeAt(contentEnd - 1);
        if (code !== SPACE && (code < TAB || code > CR)) break;
        contentEnd--;
      }
      const first = text.charCodeAt(nameStart);
      const isPlain = first === HASH || (first > SINGLE_QUOTE && first !== LESS);
      if (!isPlain || text.charCodeAt(contentEnd - 1) === BACKSLASH || nextNul < stop) {
        table.count = row / ROW_WIDTH;
        at = this.#special(at, stop, nameStart, nameEnd, contentEnd);
        row = table.count * ROW_WIDTH;
        rows = table.rows;
        nextNul = this.#nextNul;
        continue;
      }
      if (row === rows.length) rows = table.grow();
      rows[row] = at;
      rows[row + ROW_NAME_START] = nameStart;
      rows[row + ROW_CONTENT_END] = contentEnd;
      if (first === HASH) {
        rows[row + ROW_FLAGS] = comment;
        rows[row + ROW_WORD] = 0;
      } else {
        rows[row + ROW_FLAGS] = ((nameEnd - nameStart) << ROW_NAME_SHIFT) | directive;
        rows[row + ROW_WORD] = firstWords.numberOf(text, nameStart, nameEnd);
      }
      rows[row + ROW_LIKE] = -1;
      row += ROW_WIDTH;
      at = stop + 1;
    }
    return row;
  }

  /** Any line; returns where the next one begins. */
  #special(start: number, stop: number, nameStart: number, nameEnd: number, contentEnd: number): number {
    const text = this.#text;
    if (this.#needsJoining(nameStart, contentEnd, stop)) return this.#joined(start);
    const end = Math.min(stop + 1, text.length);
    if (nameStart === contentEnd) return this.#blank(start, end);
    const first = text.charCodeAt(nameStart);
    if (first === LESS) return this.#tag(start, end, nameStart, nameEnd, contentEnd);
    if (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) return this.#named(start, end, nameStart, contentEnd);
    const { table } = this.#balance;
    if (first === HASH) table.add(KIND.comment, start, nameStart, nameStart, contentEnd, false);
    else table.add(KIND.directive, start, nameStart, nameEnd, contentEnd, false);
    return end;
  }

  #needsJoining(nameStart: number, contentEnd: number, stop: number): boolean {
    if (this.#nextNul < stop) return true;
    const text = this.#text;
    if (contentEnd === nameStart || text.charCodeAt(contentEnd - 1) !== BACKSLASH || stop === text.length) return false;
    return contentEnd === stop || (contentEnd === stop - 1 && text.charCodeAt(contentEnd) === CR);
  }

  #wordEnd(start: number): number {
    const word = WORD;
    word.lastIndex = start;
    word.test(this.#text);
    return word.lastIndex;
  }

  #nulFrom(offset: number): number {
    const found = this.#text.indexOf("\0", offset);
    return found < 0 ? this.#text.length : found;
  }

  /** Runs of blank lines become one: nothing is said about them singly, and they are many. */
  #blank(start: number, end: number): number {
    const text = this.#text;
    const blanks = BLANKS;
    let runEnd = end;
    for (;;) {
      blanks.lastIndex = runEnd;
      blanks.test(text);
      const stop = blanks.lastIndex;
      if (stop < text.length && text.charCodeAt(stop) !== 0x0a) break;
      runEnd = Math.min(stop + 1, text.length);
      if (runEnd === text.length) break;
    }
    this.#balance.table.add(KIND.blank, start, start, start, start, false);
    return runEnd;
  }

  #tag(start: number, end: number, nameStart: number, nameEnd: number, contentEnd: number): number {
    const text = this.#text;
    const balance = this.#balance;
    const isClose = text.charCodeAt(nameStart + 1) === SLASH;
    const hasBracket = text.charCodeAt(nameEnd - 1) === GREATER;
    const name = text.slice(nameStart + (isClose ? 2 : 1), hasBracket ? nameEnd - 1 : nameEnd);
    if (name.includes("\\")) return this.#named(start, end, nameStart, contentEnd);
    if (isClose) {
      if (!balance.closeInnermost(name)) {
        return this.#close(name, hasBracket, { start, end, nameStart, nameEnd, contentEnd, joined: false });
      }
      const tag = balance.table.add(KIND.closeTag, start, nameStart, nameEnd, contentEnd, false);
      if (!hasBracket) balance.flaw("bracket", tag);
      return end;
    }
    const tag = balance.table.add(KIND.openTag, start, nameStart, nameEnd, contentEnd, false);
    if (text.charCodeAt(contentEnd - 1) !== GREATER) balance.flaw("bracket", tag);
    balance.open(tag, name);
    return this.#afterOpen(end, name);
  }

  /** A line whose first word has to be read as httpd reads it. */
  #named(start: number, end: number, nameStart: number, contentEnd: number): number {
    const word = readWord(this.#text, nameStart, contentEnd);
    return this.#addNamed(word.value, { start, end, nameStart, nameEnd: word.end, contentEnd, joined: false });
  }

  /** A line that crosses a continuation or holds a NUL. */
  #joined(start: number): number {
    const text = this.#text;
    const { table } = this.#balance;
    const line = joinLines(text, start, text.length, this.#bufferSize(start));
    const pieces = trimPieces(text, line.pieces);
    if (this.#nextNul < line.end) this.#nextNul = this.#nulFrom(line.end);
    if (pieces.length === 0) {
      table.add(KIND.blank, start, start, start, start, false);
      return line.end;
    }
    const nameStart = pieces[0] as number;
    const contentEnd = pieces[pieces.length - 1] as number;
    const joined = pieces.length > 2;
    const first = text.charCodeAt(nameStart);
    if (first === HASH) {
      table.add(KIND.comment, start, nameStart, nameStart, contentEnd, joined);
      return line.end;
    }
    // Nearly always the name stands whole in the first piece; then the pieces need not be put together.
    const firstEnd = this.#wordEnd(nameStart);
    if (firstEnd < (pieces[1] as number) && first > SINGLE_QUOTE && first !== LESS) {
      table.add(KIND.directive, start, nameStart, firstEnd, contentEnd, joined);
      return line.end;
    }
    const word = readWord(textOfPieces(text, pieces), 0);
    const nameEnd = sourceOffset(pieces, word.end, "end");
    return this.#addNamed(word.value, { start, end: line.end, nameStart, nameEnd, contentEnd, joined });
  }

  /** httpd decides by the first two bytes of the word it has read, quoted or not (`ap_build_config_sub`). */
  #addNamed(name: string, line: NamedLine): number {
    const balance = this.#balance;
    if (name.charCodeAt(0) !== LESS) {
      this.#add(KIND.directive, line);
      return line.end;
    }
    const section = sectionName(name);
    if (name.charCodeAt(1) === SLASH) return this.#close(section, name.endsWith(">"), line);
    const tag = this.#add(KIND.openTag, line);
    if (this.#text.charCodeAt(line.contentEnd - 1) !== GREATER) balance.flaw("bracket", tag);
    balance.open(tag, section);
    return this.#afterOpen(line.end, section);
  }

  /** A closing tag that may belong to any open section, or to none. */
  #close(section: string, hasBracket: boolean, line: NamedLine): number {
    const balance = this.#balance;
    const open = balance.innermost(section);
    if (open < 0) {
      balance.stray(this.#add(KIND.malformed, line));
      return line.end;
    }
    balance.close(open);
    const tag = this.#add(KIND.closeTag, line);
    if (!hasBracket) balance.flaw("bracket", tag);
    return line.end;
  }

  #add(kind: number, { start, nameStart, nameEnd, contentEnd, joined }: NamedLine): number {
    return this.#balance.table.add(kind, start, nameStart, nameEnd, contentEnd, joined);
  }

  #afterOpen(end: number, section: string): number {
    const mayBeLua = section !== "" && (section.charCodeAt(0) | 0x20) === 0x6c;
    return mayBeLua && LUA_CONTAINER.test(section) ? this.#rawText(section.toLowerCase(), end) : end;
  }

  #rawText(section: string, start: number): number {
    const text = this.#text;
    const close = `</${section}>`;
    let at = start;
    while (at < text.length) {
      const lf = text.indexOf("\n", at);
      const end = lf < 0 ? text.length : lf + 1;
      if (text.slice(at, end).trimStart().toLowerCase().startsWith(close)) break;
      at = end;
    }
    if (at > start) this.#balance.table.add(KIND.rawText, start, start, start, at, false);
    if (this.#nextNul < at) this.#nextNul = this.#nulFrom(at);
    return at;
  }

  /** How far httpd's line buffer has grown by now: as far as the longest line before needed. */
  #bufferSize(start: number): number {
    if (this.#nextNul === this.#text.length) return FIRST_BUFFER_SIZE;
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
