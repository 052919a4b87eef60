import { BACKSLASH, CR, DOUBLE_QUOTE, GREATER, HASH, isBlank, LESS, SINGLE_QUOTE, SLASH } from "./characters.ts";
import { FIRST_BUFFER_SIZE, grownBufferSize, joinLines, sourceOffset, textOfPieces, trimPieces } from "./logical-line.ts";
import { SectionBalance, sectionName } from "./section-balance.ts";
import { JoinedLineToken, KIND, LineToken } from "./tokens.ts";
import { readWord } from "./words.ts";

/** Sections whose body mod_lua reads as it stands. */
const LUA_CONTAINER = /^lua(?:hook\w*|quickhandler)$/;

/** One pass over the text: a token per logical line, sections balanced by name. */
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
        balance.add(new LineToken(KIND.comment, at, end, nameStart, nameStart, contentEnd));
      } else if (first === LESS) {
        at = this.#tag(at, end, nameStart, contentEnd);
        continue;
      } else if (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) {
        at = this.#named(at, end, nameStart, contentEnd);
        continue;
      } else {
        let nameEnd = nameStart + 1;
        while (nameEnd < contentEnd && !isBlank(text.charCodeAt(nameEnd))) nameEnd++;
        balance.add(new LineToken(KIND.directive, at, end, nameStart, nameEnd, contentEnd));
      }
      at = end;
    }
    balance.finish(length);
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
    this.#balance.add(new LineToken(KIND.blank, start, runEnd, start, start, start));
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
      const tag = new LineToken(KIND.openTag, start, end, nameStart, nameEnd, contentEnd);
      if (text.charCodeAt(contentEnd - 1) !== GREATER) balance.flaw("bracket", tag);
      balance.open(tag);
      return this.#afterOpen(tag, text.slice(nameStart, nameEnd));
    }
    const named = text.charCodeAt(nameEnd - 1) === GREATER ? nameEnd - 1 : nameEnd;
    if (!balance.innermostIs(nameStart + 2, named)) return this.#named(start, end, nameStart, contentEnd);
    const tag = new LineToken(KIND.closeTag, start, end, nameStart, nameEnd, contentEnd);
    if (named === nameEnd) balance.flaw("bracket", tag);
    balance.closeInnermost(tag);
    return end;
  }

  /** A line whose first word has to be read as httpd reads it. */
  #named(start: number, end: number, nameStart: number, contentEnd: number): number {
    const word = readWord(this.#text, nameStart, contentEnd);
    const kind = this.#kindOf(word.value);
    return this.#addNamed(word.value, new LineToken(kind, start, end, nameStart, word.end, contentEnd));
  }

  /** A line that crosses a continuation or holds a NUL. */
  #joined(start: number): number {
    const text = this.#text;
    const line = joinLines(text, start, text.length, this.#bufferSize());
    const pieces = trimPieces(text, line.pieces);
    if (this.#nextNul >= 0 && this.#nextNul < line.end) this.#nextNul = text.indexOf("\0", line.end);
    if (pieces.length === 0) {
      this.#balance.add(new LineToken(KIND.blank, start, line.end, start, start, start));
      return line.end;
    }
    const nameStart = pieces[0] as number;
    const contentEnd = pieces.at(-1) as number;
    const LineClass = pieces.length > 2 ? JoinedLineToken : LineToken;
    if (text.charCodeAt(nameStart) === HASH) {
      this.#balance.add(new LineClass(KIND.comment, start, line.end, nameStart, nameStart, contentEnd));
      return line.end;
    }
    const logical = textOfPieces(text, pieces);
    const word = readWord(logical, 0);
    const nameEnd = sourceOffset(pieces, word.end, "end");
    const kind = this.#kindOf(word.value);
    return this.#addNamed(word.value, new LineClass(kind, start, line.end, nameStart, nameEnd, contentEnd));
  }

  /** httpd decides by the first two bytes of the word it has read, quoted or not (`ap_build_config_sub`). */
  #kindOf(name: string): number {
    if (name.charCodeAt(0) !== LESS) return KIND.directive;
    if (name.charCodeAt(1) !== SLASH) return KIND.openTag;
    return this.#balance.isOpen(sectionName(name)) ? KIND.closeTag : KIND.malformed;
  }

  #addNamed(name: string, line: LineToken): number {
    const balance = this.#balance;
    if (line.kind === KIND.directive) {
      balance.add(line);
      return line.end;
    }
    if (line.kind === KIND.malformed) {
      balance.addStray(line);
      return line.end;
    }
    balance.flaw("bracket", line);
    if (line.kind === KIND.openTag) {
      balance.open(line, sectionName(name));
      return this.#afterOpen(line, name);
    }
    balance.close(sectionName(name), line);
    return line.end;
  }

  #afterOpen(tag: LineToken, name: string): number {
    const isLua = (name.charCodeAt(1) | 0x20) === 0x6c && LUA_CONTAINER.test(sectionName(name));
    return isLua ? this.#rawText(sectionName(name), tag.end) : tag.end;
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
    if (at > start) this.#balance.add(new LineToken(KIND.rawText, start, at, start, start, at));
    if (this.#nextNul >= 0 && this.#nextNul < at) this.#nextNul = text.indexOf("\0", at);
    return at;
  }

  /** How far httpd's line buffer has grown by now: as far as the longest line before needed. */
  #bufferSize(): number {
    if (this.#nextNul < 0) return FIRST_BUFFER_SIZE;
    const lines = this.#balance.lines;
    for (; this.#measured < lines.length; this.#measured++) {
      const line = lines[this.#measured] as LineToken;
      if (line.kind !== KIND.blank) this.#longestLine = Math.max(this.#longestLine, line.end - line.start);
    }
    let size = FIRST_BUFFER_SIZE;
    while (size < this.#longestLine) size = grownBufferSize(size);
    return size;
  }
}
