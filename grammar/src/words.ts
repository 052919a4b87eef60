import { BACKSLASH, DOUBLE_QUOTE, isBlank, SINGLE_QUOTE } from "./characters.ts";

/** A word as httpd reads it. Offsets are into the text it was read from. */
export interface Word {
  /** After quotes and escapes are resolved. */
  readonly value: string;
  /** First character, the quote included. */
  readonly start: number;
  /** Behind the last character, the closing quote included. */
  readonly end: number;
  /** Where the next word, or the end of the text, begins: blanks behind the word are skipped. */
  readonly next: number;
  readonly quote: '"' | "'" | undefined;
  /** False for a quoted word that runs to the end of the text, which httpd accepts. */
  readonly closed: boolean;
}

/**
 * The next word of `text` from `offset` on; its value is empty at the end of the text.
 * Mirrors `ap_getword_conf`: quotes only count at the start of a word, a closing quote ends the word at once, inside
 * quotes a backslash escapes the quote and itself, outside only itself.
 */
export function readWord(text: string, offset: number, limit: number = text.length): Word {
  const start = skipBlanks(text, offset, limit);
  const first = start < limit ? text.charCodeAt(start) : 0;
  if (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) return readQuotedWord(text, start, first, limit);
  let end = start;
  let escaped = false;
  while (end < limit) {
    const code = text.charCodeAt(end);
    if (isBlank(code)) break;
    if (code === BACKSLASH && end + 1 < limit && text.charCodeAt(end + 1) === BACKSLASH) {
      escaped = true;
      end++;
    }
    end++;
  }
  const raw = text.slice(start, end);
  const value = escaped ? raw.replaceAll("\\\\", "\\") : raw;
  return { value, start, end, next: skipBlanks(text, end, limit), quote: undefined, closed: true };
}

/** Where the word behind the one at `offset` begins, as `readWord` has it in `next`. */
export function skipWord(text: string, offset: number, limit: number = text.length): number {
  let end = skipBlanks(text, offset, limit);
  const quote = end < limit ? text.charCodeAt(end) : 0;
  if (quote === DOUBLE_QUOTE || quote === SINGLE_QUOTE) return readQuotedWord(text, end, quote, limit).next;
  while (end < limit && !isBlank(text.charCodeAt(end))) end++;
  return skipBlanks(text, end, limit);
}

function readQuotedWord(text: string, start: number, quote: number, limit: number): Word {
  const found = text.indexOf(quote === DOUBLE_QUOTE ? '"' : "'", start + 1);
  const closed = found >= 0 && found < limit;
  const inner = text.slice(start + 1, closed ? found : limit);
  if (inner.includes("\\")) return readEscapedWord(text, start, quote, limit);
  const end = closed ? found + 1 : limit;
  const next = skipBlanks(text, end, limit);
  return { value: inner, start, end, next, quote: quote === DOUBLE_QUOTE ? '"' : "'", closed };
}

/** A quoted word with backslashes in it. */
function readEscapedWord(text: string, start: number, quote: number, limit: number): Word {
  let end = start + 1;
  let value = "";
  let copied = end;
  while (end < limit) {
    const code = text.charCodeAt(end);
    if (code === quote) break;
    if (code === BACKSLASH && end + 1 < limit) {
      const next = text.charCodeAt(end + 1);
      if (next === BACKSLASH || next === quote) {
        value += text.slice(copied, end);
        copied = end + 1;
        end++;
      }
    }
    end++;
  }
  value += text.slice(copied, end);
  const closed = end < limit;
  if (closed) end++;
  const next = skipBlanks(text, end, limit);
  return { value, start, end, next, quote: quote === DOUBLE_QUOTE ? '"' : "'", closed };
}

export function skipBlanks(text: string, offset: number, limit: number): number {
  let at = offset;
  while (at < limit && isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** All words of an argument text, as a handler of ITERATE or TAKE_ARGV arguments sees them. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  for (let at = skipBlanks(text, 0, text.length); at < text.length; ) {
    const word = readWord(text, at);
    words.push(word.value);
    at = word.next;
  }
  return words;
}
