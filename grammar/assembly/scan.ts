// What grammar/src/scanner.ts does, for texts in which nothing is out of the ordinary: AssemblyScript, compiled by
// scripts/generate-scan.mjs, called by grammar/src/native-scan.ts. The scanner is the reference: this writes the same
// rows, or refuses, and then the scanner reads the whole text.
//
// It sees the text, which is ASCII, through a window that is moved on by what it returns: so the memory never grows.

/** Slots of a hash table: for each the number of a word, or 0. */
const SLOTS: i32 = 0;
const SLOT_COUNT: i32 = 4096;
/** The words by their numbers, and the names of the sections that are open: 64 bytes each, the last is the length. */
const WORDS: i32 = SLOTS + SLOT_COUNT * 2;
const WORD_LIMIT: i32 = 2048;
/** Lines that are directives, each where its hash tells, the last that came there: 64 bytes, the last is the length. */
const LINES: i32 = WORDS + WORD_LIMIT * 64;
const LINE_SLOTS: i32 = 2048;
/** Their indexes. */
const INDEXES: i32 = LINES + LINE_SLOTS * 64;
const OPEN: i32 = INDEXES + LINE_SLOTS * 4;
const DEEPEST: i32 = 256;
const LONGEST: i32 = 63;
/** For each word where it first stands in the whole text, and its length. */
export const PLACES: i32 = OPEN + DEEPEST * 64;
export const ROWS: i32 = PLACES + WORD_LIMIT * 8;
const ROW_BYTES: i32 = 24;
const ROWS_END: i32 = ROWS + 4000 * ROW_BYTES;
export const TEXT: i32 = ROWS_END;
/** The memory has room for one byte more, and for 16 that are read ahead. */
export const WINDOW: i32 = 65536;

/** So many slots are tried for a word: words made to meet in one would cost the square of their number. */
const TRIES: i32 = 32;

const REFUSED: i32 = -1;

/** As in line-table.ts. */
const COMMENT: i32 = 1;
const DIRECTIVE: i32 = 2;
const OPEN_TAG: i32 = 3;
const CLOSE_TAG: i32 = 4;
const JOINED: i32 = 8;
const KIND_AND_JOINED: i32 = 15;
const NAME_SHIFT: i32 = 4;

const TAB: i32 = 0x09;
const LF: i32 = 0x0a;
const CR: i32 = 0x0d;
const SPACE: i32 = 0x20;
const DOUBLE_QUOTE: i32 = 0x22;
const HASH: i32 = 0x23;
const SINGLE_QUOTE: i32 = 0x27;
const SLASH: i32 = 0x2f;
const LESS: i32 = 0x3c;
const GREATER: i32 = 0x3e;
const BACKSLASH: i32 = 0x5c;

/** The number of the next new word. */
let wordCount: i32 = 1;
/** How many sections are open. */
let depth: i32 = 0;
let rowsEnd: i32 = 0;
/** Lines before the window. */
let lineCount: i32 = 0;
/** Behind the text in the window; a line feed stands there. */
let end: i32 = 0;

/** A new text begins. */
export function begin(): void {
  memory.fill(SLOTS, 0, SLOT_COUNT * 2);
  memory.fill(LINES, 0, LINE_SLOTS * 64);
  lineCount = 0;
  wordCount = 1;
  depth = 0;
}

/** Numbers in the rows that the last `scan` has written. */
export function written(): i32 {
  return (rowsEnd - ROWS) >> 2;
}

/** Words found since `begin`, and one for number 0. */
export function words(): i32 {
  return wordCount;
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
  let row = ROWS;
  let at = TEXT;
  while (at < end && row < ROWS_END) {
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
      const nameEnd = first === HASH ? nameStart : wordEnd(nameStart);
      if (nameEnd < 0) return REFUSED;
      stop = lineEnd(nameEnd);
      if (stop < 0) return REFUSED;
      contentEnd = trimmedEnd(nameStart, stop);
      if (continues(contentEnd, stop)) {
        // The name may go on in the next line.
        if (nameEnd >= contentEnd - 1) return REFUSED;
        stop = joinedEnd(stop, last);
        if (stop < 0) return REFUSED;
        contentEnd = trimmedEnd(nameStart, stop);
        flags = JOINED;
      }
      if (first === HASH) flags |= COMMENT;
      else {
        // Of a line that is not whole the tag must not be taken.
        if (stop === end && !last) break;
        const kind = first === LESS ? tagKind(nameStart, nameEnd, contentEnd) : directiveKind(first);
        if (kind < 0) return REFUSED;
        flags |= ((nameEnd - nameStart) << NAME_SHIFT) | kind;
        word = numberOf(nameStart, nameEnd - nameStart, nameStart + shift);
        if ((flags & KIND_AND_JOINED) === DIRECTIVE) like = likeOf(nameStart, contentEnd - nameStart, row);
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
    at = min(stop + 1, end);
  }
  rowsEnd = row;
  lineCount += (row - ROWS) / ROW_BYTES;
  return last && at === end && depth > 0 ? REFUSED : at - TEXT;
}

function isBlank(code: i32): bool {
  return code === SPACE || <u32>(code - TAB) <= <u32>(CR - TAB);
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

/** Where the last of the lines that continue the one before `stop` ends: each must have something to it. */
function joinedEnd(stop: i32, last: bool): i32 {
  let start = stop + 1;
  while (start < end) {
    const lf = lineEnd(start);
    if (lf < 0 || (lf === end && !last)) return lf;
    const contentEnd = trimmedEnd(start, lf);
    if (contentEnd === start) return REFUSED;
    if (!continues(contentEnd, lf)) return lf;
    if (contentEnd === start + 1) return REFUSED;
    start = lf + 1;
  }
  return last ? REFUSED : end;
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

function directiveKind(first: i32): i32 {
  return first === DOUBLE_QUOTE || first === SINGLE_QUOTE ? REFUSED : DIRECTIVE;
}

/** Opens a section, or closes the innermost: what is wrong with a tag is for the scanner to say. */
function tagKind(nameStart: i32, nameEnd: i32, contentEnd: i32): i32 {
  for (let at = nameStart; at < nameEnd; at++) if (load<u8>(at) === BACKSLASH) return REFUSED;
  const hasBracket = load<u8>(nameEnd - 1) === GREATER;
  const sectionEnd = hasBracket ? nameEnd - 1 : nameEnd;
  if (load<u8>(nameStart + 1) === SLASH) {
    if (!hasBracket || depth === 0) return REFUSED;
    depth--;
    const section = nameStart + 2;
    const open = OPEN + (depth << 6);
    const length = sectionEnd - section;
    return load<u8>(open, LONGEST) === length && isSameName(open, section, length) ? CLOSE_TAG : REFUSED;
  }
  const section = nameStart + 1;
  const length = sectionEnd - section;
  if (load<u8>(contentEnd - 1) !== GREATER || length > LONGEST || depth === DEEPEST || isLua(section)) return REFUSED;
  const open = OPEN + (depth << 6);
  memory.copy(open, section, length);
  store<u8>(open, length, LONGEST);
  depth++;
  return OPEN_TAG;
}

/** Bodies of the containers of mod_lua are no lines of a configuration. */
function isLua(section: i32): bool {
  return (
    lower(load<u8>(section)) === 0x6c && lower(load<u8>(section + 1)) === 0x75 && lower(load<u8>(section + 2)) === 0x61
  );
}

function lower(code: i32): i32 {
  return <u32>(code - 0x41) < 26 ? code + 0x20 : code;
}

/** httpd compares the names of sections without case. */
function isSameName(left: i32, right: i32, length: i32): bool {
  if (isSame(left, right, length)) return true;
  for (let at = 0; at < length; at++) if (lower(load<u8>(left + at)) !== lower(load<u8>(right + at))) return false;
  return true;
}

function isSame(left: i32, right: i32, length: i32): bool {
  let rest = length;
  let at = 0;
  for (; rest >= 16; rest -= 16) {
    if (i8x16.bitmask(i8x16.eq(v128.load(left + at), v128.load(right + at))) !== 0xffff) return false;
    at += 16;
  }
  const wanted = (1 << rest) - 1;
  return (i8x16.bitmask(i8x16.eq(v128.load(left + at), v128.load(right + at))) & wanted) === wanted;
}

/**
 * The number of a word, in the order in which they first come; 0 when it is too long or there are too many.
 * @param offset where it stands in the whole text
 */
function numberOf(start: i32, length: i32, offset: i32): i32 {
  if (length > LONGEST) return 0;
  let slot = hash(start, length);
  for (let tries = 0; tries < TRIES; tries++) {
    const found: i32 = load<u16>(SLOTS + (slot << 1));
    if (found === 0) {
      if (wordCount === WORD_LIMIT) return 0;
      const word = wordCount++;
      store<u16>(SLOTS + (slot << 1), word);
      memory.copy(WORDS + (word << 6), start, length);
      store<u8>(WORDS + (word << 6), length, LONGEST);
      store<i32>(PLACES + (word << 3), offset);
      store<i32>(PLACES + (word << 3), length, 4);
      return word;
    }
    const word = WORDS + (found << 6);
    if (load<u8>(word, LONGEST) === length && isSame(word, start, length)) return found;
    slot = (slot + 1) & (SLOT_COUNT - 1);
  }
  return 0;
}

/** A slot of the words. */
function hash(start: i32, length: i32): i32 {
  let sum: u64 = length;
  if (length < 8) {
    sum += load<u64>(start) & (((<u64>1) << ((<u64>length) << 3)) - 1);
  } else {
    const last = start + length - 8;
    for (let at = start; at < last; at += 8) sum = (sum + load<u64>(at)) * 31;
    sum += load<u64>(last);
  }
  return <i32>((sum * 0x1e3779b97f4a7d) >> 52);
}

/** Index of an earlier line with the same text; -1 when none is known. */
function likeOf(start: i32, length: i32, row: i32): i32 {
  if (length > LONGEST) return -1;
  const slot = hash(start, length) & (LINE_SLOTS - 1);
  const line = LINES + (slot << 6);
  const index = INDEXES + (slot << 2);
  if (load<u8>(line, LONGEST) === length && isSame(line, start, length)) return load<i32>(index);
  memory.copy(line, start, length);
  store<u8>(line, length, LONGEST);
  store<i32>(index, lineCount + (row - ROWS) / ROW_BYTES);
  return -1;
}
