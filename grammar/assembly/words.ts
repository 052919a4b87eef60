import { has, hash, isSame, OTHER } from "./bytes";
import { INDEXES, LINE_SLOTS, LINES, LONGEST, PLACES, SLOT_COUNT, SLOTS, WORD_LIMIT, WORDS } from "./layout";

/** So many slots are tried for a word: words made to meet in one would cost the square of their number. */
const TRIES: i32 = 32;

/** The number of the next new word. */
let wordCount: i32 = 1;

export function forgetWords(): void {
  memory.fill(SLOTS, 0, SLOT_COUNT * 2);
  memory.fill(LINES, 0, LINE_SLOTS << 6);
  wordCount = 1;
}

/** Words found since `begin`, and one for number 0. */
export function words(): i32 {
  return wordCount;
}

/**
 * The number of a word, in the order in which they first come; 0 when it is too long, not ASCII, or there are too many.
 * @param offset where it stands in the whole text
 */
export function numberOf(start: i32, length: i32, offset: i32): i32 {
  if (length > LONGEST) return 0;
  let slot = hash(start, length);
  for (let tries = 0; tries < TRIES; tries++) {
    const found: i32 = load<u16>(SLOTS + (slot << 1));
    if (found === 0) {
      if (wordCount === WORD_LIMIT || has(OTHER, start, length)) return 0;
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

/** Index of an earlier line with the same text; -1 when none is known. */
export function likeOf(start: i32, length: i32, index: i32): i32 {
  if (length > LONGEST) return -1;
  const slot = hash(start, length) & (LINE_SLOTS - 1);
  const line = LINES + (slot << 6);
  const known = INDEXES + (slot << 2);
  if (load<u8>(line, LONGEST) === length && isSame(line, start, length)) return load<i32>(known);
  if (has(OTHER, start, length)) return -1;
  memory.copy(line, start, length);
  store<u8>(line, length, LONGEST);
  store<i32>(known, index);
  return -1;
}
