// What stands where in the memory, which never grows, and what the numbers in it mean.

/** Slots of a hash table: for each the number of a word, or 0. */
export const SLOTS: i32 = 0;
export const SLOT_COUNT: i32 = 4096;
/** Room for a word, a line or a name, the last of the bytes is its length. */
export const LONGEST: i32 = 63;
const TEXT_BYTES: i32 = LONGEST + 1;
/** The words by their numbers. */
export const WORDS: i32 = SLOTS + SLOT_COUNT * 2;
export const WORD_LIMIT: i32 = 2048;
/** Lines that are directives or open tags, each where its hash tells, the last that came there. */
export const LINES: i32 = WORDS + WORD_LIMIT * TEXT_BYTES;
export const LINE_SLOTS: i32 = 2048;
/** Their indexes. */
export const INDEXES: i32 = LINES + LINE_SLOTS * TEXT_BYTES;
/** Names of the sections that are open, from the outside in. */
export const OPEN: i32 = INDEXES + LINE_SLOTS * 4;
export const DEEPEST: i32 = 256;
/** Indexes of their lines. */
export const TAGS: i32 = OPEN + DEEPEST * TEXT_BYTES;
/** For those that are macros, which macro is around. */
export const OUTER: i32 = TAGS + DEEPEST * 4;
/** What is wrong with tags: a kind and the indexes of two lines, as `Flaw` in section-balance.ts. */
export const FLAWS: i32 = OUTER + DEEPEST * 4;
export const FLAW_BYTES: i32 = 12;
/** From here on no further line is begun: it may end every section, and so may the end of the text behind it. */
export const FLAWS_FULL: i32 = FLAWS + 1000 * FLAW_BYTES;
const FLAWS_END: i32 = FLAWS_FULL + 2 * (DEEPEST + 1) * FLAW_BYTES;
/** For each word where it first stands in the whole text, and its length. */
export const PLACES: i32 = FLAWS_END;
export const ROWS: i32 = PLACES + WORD_LIMIT * 8;
export const ROW_BYTES: i32 = 24;
export const ROWS_END: i32 = ROWS + 4000 * ROW_BYTES;
export const TEXT: i32 = ROWS_END;
/** The memory has room for one byte more, and for 64 that are read ahead. */
export const WINDOW: i32 = 65536;

export const REFUSED: i32 = -1;

/** As in line-table.ts. */
export const COMMENT: i32 = 1;
export const DIRECTIVE: i32 = 2;
export const OPEN_TAG: i32 = 3;
export const CLOSE_TAG: i32 = 4;
export const MALFORMED: i32 = 5;
export const JOINED: i32 = 8;
export const NAME_SHIFT: i32 = 4;

/** As in native-scan.ts. */
export const NOT_CLOSED: i32 = 0;
export const STRAY: i32 = 1;
export const BRACKET: i32 = 2;
/** Not closed, of which nothing is said. */
export const HIDDEN: i32 = 3;
