// What grammar/src/section-balance.ts does, for sections that are not too deep.
import { BACKSLASH, GREATER, has, isExact, isSame, keep, lower, SLASH } from "./bytes";
import {
  BRACKET,
  CLOSE_TAG,
  DEEPEST,
  FLAW_BYTES,
  FLAWS,
  FLAWS_FULL,
  HIDDEN,
  LONGEST,
  MALFORMED,
  NOT_CLOSED,
  OPEN,
  OPEN_TAG,
  OUTER,
  REFUSED,
  STRAY,
  TAGS,
} from "./layout";

/** How many sections are open. */
let depth: i32 = 0;
/** Which of them is the innermost macro; -1 when none is. */
let macro: i32 = -1;
let flawsEnd: i32 = FLAWS;

export function forgetSections(): void {
  depth = 0;
  macro = -1;
}

export function forgetFlaws(): void {
  flawsEnd = FLAWS;
}

/** Numbers in the flaws that the last `scan` has written. */
export function flawed(): i32 {
  return (flawsEnd - FLAWS) >> 2;
}

/** Whether there is room for what may be wrong with one more line. */
export function hasRoom(): bool {
  return flawsEnd < FLAWS_FULL;
}

/**
 * Opens a section or closes some; returns the kind of the line.
 * @param line its index
 */
export function tagKind(nameStart: i32, nameEnd: i32, contentEnd: i32, line: i32): i32 {
  const hasBracket = load<u8>(nameEnd - 1) === GREATER;
  const isClose = load<u8>(nameStart + 1) === SLASH;
  const section = nameStart + (isClose ? 2 : 1);
  const length = nameEnd - (hasBracket ? 1 : 0) - section;
  if (!isClose) return opens(section, length, load<u8>(contentEnd - 1) === GREATER, line);
  return hasBracket && closesInnermost(section, length) ? CLOSE_TAG : closes(section, length, hasBracket, line);
}

function opens(section: i32, length: i32, hasBracket: bool, line: i32): i32 {
  if (length > LONGEST || depth === DEEPEST || isLua(section) || has(BACKSLASH, section, length)) return REFUSED;
  if (!keep(OPEN + (depth << 6), section, length)) return REFUSED;
  if (!hasBracket) flaw(BRACKET, line, -1);
  store<i32>(TAGS + (depth << 2), line);
  if (isMacro(section, length)) {
    store<i32>(OUTER + (depth << 2), macro);
    macro = depth;
  }
  depth++;
  return OPEN_TAG;
}

/** As nearly every closing tag does. */
function closesInnermost(section: i32, length: i32): bool {
  const open = OPEN + ((depth - 1) << 6);
  if (depth === 0 || load<u8>(open, LONGEST) !== length || !isSame(open, section, length)) return false;
  end();
  return true;
}

/** A closing tag closes the innermost section of its name, and all in it, but nothing around a macro. */
function closes(section: i32, length: i32, hasBracket: bool, line: i32): i32 {
  let found = depth - 1;
  while (found > macro && !isNamed(found, section, length)) found--;
  if (found === macro && !isMacro(section, length)) found = -1;
  if (found < 0) {
    if (has(BACKSLASH, section, length) || !isExact(section, length)) return REFUSED;
    flaw(STRAY, line, depth === 0 ? -1 : load<i32>(TAGS + ((depth - 1) << 2)));
    return MALFORMED;
  }
  while (depth - 1 > found) endWithout(line);
  end();
  if (!hasBracket) flaw(BRACKET, line, -1);
  return CLOSE_TAG;
}

/** The text is over. */
export function endAll(): void {
  while (depth > 0) endWithout(-1);
}

/** @param instead line of the closing tag in its place; -1 at the end of the text */
function endWithout(instead: i32): void {
  const last = depth - 1;
  const isInMacro = macro >= 0 && (macro < last || load<i32>(OUTER + (macro << 2)) >= 0);
  write(isInMacro ? HIDDEN : NOT_CLOSED, load<i32>(TAGS + (last << 2)), instead);
  end();
}

function end(): void {
  depth--;
  if (macro === depth) macro = load<i32>(OUTER + (macro << 2));
}

/** Macro bodies need not balance. */
function flaw(kind: i32, tag: i32, other: i32): void {
  if (macro < 0) write(kind, tag, other);
}

function write(kind: i32, tag: i32, other: i32): void {
  store<i32>(flawsEnd, kind);
  store<i32>(flawsEnd, tag, 4);
  store<i32>(flawsEnd, other, 8);
  flawsEnd += FLAW_BYTES;
}

/** httpd compares the names of sections without case. */
function isNamed(index: i32, section: i32, length: i32): bool {
  const open = OPEN + (index << 6);
  if (load<u8>(open, LONGEST) !== length) return false;
  if (isSame(open, section, length)) return true;
  for (let at = 0; at < length; at++) if (lower(load<u8>(open + at)) !== lower(load<u8>(section + at))) return false;
  return true;
}

function isMacro(section: i32, length: i32): bool {
  return length === 5 && (load<u32>(section) | 0x20202020) === 0x7263616d && (load<u8>(section + 4) | 0x20) === 0x6f;
}

/** Bodies of the containers of mod_lua are no lines of a configuration. */
function isLua(section: i32): bool {
  return (
    lower(load<u8>(section)) === 0x6c && lower(load<u8>(section + 1)) === 0x75 && lower(load<u8>(section + 2)) === 0x61
  );
}
