// What grammar/src/scanner.ts does, for most texts: AssemblyScript, compiled by scripts/generate-scan.mjs, called by
// grammar/src/native-scan.ts. The scanner is the reference: this writes the same rows and finds the same flaws, or
// refuses, and then the scanner reads the whole text.
//
// It sees the text through a window that is moved on by what it returns: so the memory never grows.
import { BACKSLASH, CR, DOUBLE_QUOTE, forgetOthers, HASH, isBlank, LESS, LF, SINGLE_QUOTE, SPACE } from "./bytes";
import {
  COMMENT,
  DIRECTIVE,
  JOINED,
  MALFORMED,
  NAME_SHIFT,
  OPEN_TAG,
  REFUSED,
  ROW_BYTES,
  ROWS,
  ROWS_END,
  TEXT,
} from "./layout";
import { endAll, forgetFlaws, forgetSections, hasRoom, tagKind } from "./sections";
import { forgetWords, likeOf, numberOf } from "./words";

export { narrow } from "./bytes";
export { FLAWS, PLACES, ROWS, TEXT, WINDOW } from "./layout";
export { flawed } from "./sections";
export { words } from "./words";

let rowsEnd: i32 = 0;
/** Lines before the window. */
let lineCount: i32 = 0;
/** Behind the text in the window; a line feed stands there. */
let end: i32 = 0;
let joinedContentEnd: i32 = 0;

/** A new text begins. */
export function begin(): void {
  forgetOthers();
  forgetWords();
  forgetSections();
  lineCount = 0;
}

/** Numbers in the rows that the last `scan` has written. */
export function written(): i32 {
  return (rowsEnd - ROWS) >> 2;
}

/**
 * Writes rows for the logical lines that are whole in the window.
 * @param length of the text in the window
 * @param base offset of the window in the whole text
 * @param last whether nothing comes behind the window
 * @returns how many bytes these lines are; none, or a negative number, when the scanner has to read the text
 */
export function scan(length: i32, base: i32, last: bool): i32 {
  const shift = base - TEXT;
  end = TEXT + length;
  store<u8>(end, LF);
  forgetFlaws();
  let row = ROWS;
  let line = lineCount;
  let at = TEXT;
  while (at < end && row < ROWS_END && hasRoom()) {
    const lineStart = skipBlanks(at);
    const first: i32 = load<u8>(lineStart);
    let nameStart = at;
    let contentEnd = at;
    let flags = 0;
    let word = 0;
    let like = -1;
    let stop: i32;
    if (first === LF) {
      stop = blankEnd(lineStart);
    } else {
      nameStart = lineStart;
      let nameEnd = first === HASH ? nameStart : wordEnd(nameStart);
      if (nameEnd < 0) return REFUSED;
      stop = lineEnd(nameEnd);
      if (stop < 0) return REFUSED;
      contentEnd = trimmedEnd(nameStart, stop);
      let firstEnd = contentEnd;
      if (continues(contentEnd, stop)) {
        // The name may go on in the next line.
        if (nameEnd >= contentEnd - 1) return REFUSED;
        const mark = contentEnd - 1;
        stop = joinedEnd(mark, stop, nameEnd, last);
        if (stop < 0) return REFUSED;
        contentEnd = joinedContentEnd;
        if (contentEnd > mark) flags = JOINED;
        firstEnd = min(mark, contentEnd);
      }
      if (first === HASH) flags |= COMMENT;
      else {
        // Of a line that is not whole the tag must not be taken.
        if (stop === end && !last) break;
        let kind = DIRECTIVE;
        if (first === LESS) kind = tagKind(nameStart, nameEnd, contentEnd, line);
        else if (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) {
          nameEnd = quotedEnd(nameStart, firstEnd, flags === 0);
        }
        if (kind < 0 || nameEnd < 0) return REFUSED;
        flags |= ((nameEnd - nameStart) << NAME_SHIFT) | kind;
        if (kind !== MALFORMED) word = numberOf(nameStart, nameEnd - nameStart, nameStart + shift);
        if (kind <= OPEN_TAG && (flags & JOINED) === 0) like = likeOf(nameStart, contentEnd - nameStart, line);
      }
    }
    if (stop === end && !last) break;
    store<i32>(row, at + shift);
    store<i32>(row, nameStart + shift, 4);
    store<i32>(row, contentEnd + shift, 8);
    store<i32>(row, flags, 12);
    store<i32>(row, word, 16);
    store<i32>(row, like, 20);
    row += ROW_BYTES;
    line++;
    at = min(stop + 1, end);
  }
  rowsEnd = row;
  lineCount = line;
  if (last && at === end) endAll();
  return at - TEXT;
}

function skipBlanks(from: i32): i32 {
  let at = from;
  let code: i32 = load<u8>(at);
  while (code !== LF && isBlank(code)) code = load<u8>(++at);
  return at;
}

/** Behind a first word; control characters in it are left to the scanner. */
function wordEnd(from: i32): i32 {
  let at = from;
  let code: i32 = load<u8>(at);
  while (code > SPACE) code = load<u8>(++at);
  return isBlank(code) ? at : REFUSED;
}

/** The line feed that ends the line; a NUL before it is left to the scanner. */
function lineEnd(from: i32): i32 {
  const lf = i8x16.splat(<i8>LF);
  const nul = i8x16.splat(0);
  let at = from;
  let found: i32;
  do {
    const bytes = v128.load(at);
    found = i8x16.bitmask(v128.or(i8x16.eq(bytes, lf), i8x16.eq(bytes, nul)));
    at += 16;
  } while (found === 0);
  at += ctz(found) - 16;
  return load<u8>(at) === LF ? at : REFUSED;
}

/** Behind the last character that is not blank. */
function trimmedEnd(from: i32, stop: i32): i32 {
  let at = stop;
  while (at > from && isBlank(load<u8>(at - 1))) at--;
  return at;
}

function continues(contentEnd: i32, stop: i32): bool {
  if (load<u8>(contentEnd - 1) !== BACKSLASH || stop === end) return false;
  return contentEnd === stop || (contentEnd === stop - 1 && load<u8>(contentEnd) === CR);
}

/**
 * Where the last of the lines ends that continue the one before `stop`; `joinedContentEnd` is then behind the last
 * character of all of them that is not blank. httpd looks for a backslash at the end of what it has joined so far: when
 * an empty line comes, that can be one of the line before, which is left to the scanner.
 * @param firstMark the backslash before `stop`
 */
function joinedEnd(firstMark: i32, stop: i32, nameEnd: i32, last: bool): i32 {
  let mark = firstMark;
  let start = stop + 1;
  joinedContentEnd = trimmedEnd(nameEnd, mark);
  while (start < end) {
    const lf = lineEnd(start);
    if (lf < 0 || (lf === end && !last)) return lf;
    const contentEnd = trimmedEnd(start, lf);
    if (contentEnd === start) {
      const code: i32 = load<u8>(mark - 1);
      return code === BACKSLASH || code === CR ? REFUSED : lf;
    }
    if (!continues(contentEnd, lf)) {
      joinedContentEnd = contentEnd;
      return lf;
    }
    mark = contentEnd - 1;
    if (mark === start) return REFUSED;
    const trimmed = trimmedEnd(start, mark);
    if (trimmed > start) joinedContentEnd = trimmed;
    start = lf + 1;
  }
  return end;
}

/** Where the last of a run of blank lines ends, the first of which ends at `stop`. */
function blankEnd(stop: i32): i32 {
  let lf = stop;
  while (lf < end) {
    const at = skipBlanks(lf + 1);
    if (load<u8>(at) !== LF) return lf;
    lf = at;
  }
  return end;
}

/**
 * Behind a first word in quotes, unless it is a tag.
 * @param stop where the line ends, or its first part
 * @param isWhole whether that is all of the line: then the word may lack its second quote
 */
function quotedEnd(start: i32, stop: i32, isWhole: bool): i32 {
  const quote: i32 = load<u8>(start);
  if (load<u8>(start + 1) === LESS) return REFUSED;
  for (let at = start + 1; at < stop; at++) {
    const code: i32 = load<u8>(at);
    if (code === quote) return at + 1;
    if (code !== BACKSLASH || at + 1 >= stop) continue;
    const next: i32 = load<u8>(at + 1);
    if (next === BACKSLASH || next === quote) at++;
  }
  return isWhole ? stop : REFUSED;
}
