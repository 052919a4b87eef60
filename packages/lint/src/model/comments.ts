import type { SourceFile } from "@httpd-lint/config";
import {
  isBlank,
  KIND,
  ROW_CONTENT_END,
  ROW_FLAGS,
  ROW_JOINED,
  ROW_KIND_MASK,
  ROW_NAME_START,
  ROW_WIDTH,
} from "@httpd-lint/grammar";

const HASH = 0x23;
/** Blanks beyond ASCII are left to whoever looks closer. */
const LAST_ASCII = 0x7f;
/** What a letter in lower case has and one in upper case has not. */
const LOWER = 0x20;

const NONE: readonly number[] = [];

/**
 * The comments whose text may begin with a letter, in either case: a comment is seldom what a rule looks for, and this
 * tells so without making its text.
 *
 * @param letter in lower case
 * @returns indexes of lines
 */
export function commentsBeginningWith({ text, syntax: { table } }: SourceFile, letter: string): readonly number[] {
  const wanted = letter.charCodeAt(0);
  const { rows, count } = table;
  const { comment } = KIND;
  let found: number[] | undefined;
  for (let index = 0; index < count; index++) {
    const row = index * ROW_WIDTH;
    const flags = rows[row + ROW_FLAGS] as number;
    if ((flags & ROW_KIND_MASK) !== comment) continue;
    const end = rows[row + ROW_CONTENT_END] as number;
    let at = rows[row + ROW_NAME_START] as number;
    let code = text.charCodeAt(at);
    while (++at < end && (code === HASH || isBlank(code))) code = text.charCodeAt(at);
    // A continuation may come before the first letter.
    if ((code | LOWER) !== wanted && code <= LAST_ASCII && (flags & ROW_JOINED) === 0) continue;
    found ??= [];
    found.push(index);
  }
  return found ?? NONE;
}
