import { hash, isSame, keep } from "./bytes";
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
  const slot = hash(start, length);
  const found: i32 = load<u16>(SLOTS + (slot << 1));
  return isWord(found, start, length) ? found : lookUp(slot, start, length, offset);
}

/** The same for words that are not in the first slot to look at: what every line runs through is small this way. */
function lookUp(first: i32, start: i32, length: i32, offset: i32): i32 {
  for (let tries = 0; tries < TRIES; tries++) {
    const slot = SLOTS + (((first + tries) & (SLOT_COUNT - 1)) << 1);
    const found: i32 = load<u16>(slot);
    if (found === 0) {
      if (wordCount === WORD_LIMIT || !keep(WORDS + (wordCount << 6), start, length)) return 0;
      const word = wordCount++;
      store<u16>(slot, word);
      store<i32>(PLACES + (word << 3), offset);
      store<i32>(PLACES + (word << 3), length, 4);
      return word;
    }
    if (isWord(found, start, length)) return found;
  }
  return 0;
}

/** Number 0 is none: nothing is kept there, and no word is empty. */
function isWord(number: i32, start: i32, length: i32): bool {
  const word = WORDS + (number << 6);
  return load<u8>(word, LONGEST) === length && isSame(word, start, length);
}

/** Index of an earlier line with the same text; -1 when none is known. */
export function likeOf(start: i32, length: i32, index: i32): i32 {
  if (length > LONGEST) return -1;
  const slot = hash(start, length) & (LINE_SLOTS - 1);
  const line = LINES + (slot << 6);
  const known = INDEXES + (slot << 2);
  if (load<u8>(line, LONGEST) === length && isSame(line, start, length)) return load<i32>(known);
  if (keep(line, start, length)) store<i32>(known, index);
  return -1;
}
