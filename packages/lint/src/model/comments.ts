import type { SourceFile } from "@httpd-lint/config";
import { KIND, ROW_FLAGS, ROW_JOINED, ROW_KIND_MASK, ROW_NAME_START, ROW_WIDTH } from "@httpd-lint/grammar";

const HASH = 0x23;
const SPACE = 0x20;
const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
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
    const flags = rows[index * ROW_WIDTH + ROW_FLAGS] as number;
    if ((flags & ROW_KIND_MASK) !== comment) continue;
    let at = rows[index * ROW_WIDTH + ROW_NAME_START] as number;
    let code = text.charCodeAt(at);
    while (code === HASH || code === SPACE || (code >= TAB && code <= CR && code !== LF)) code = text.charCodeAt(++at);
    // A continuation may come before the first letter.
    if ((code | LOWER) !== wanted && code <= LAST_ASCII && (flags & ROW_JOINED) === 0) continue;
    found ??= [];
    found.push(index);
  }
  return found ?? NONE;
}
