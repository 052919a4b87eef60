import type { Range } from "@httpd-lint/diagnostics";
import type { Cursor } from "./cursor.ts";

/** A part of a word that means something by itself. */
export interface WordPart extends Range {
  readonly text: string;
}

/** Directives with a list of flags in brackets, and the index of that word. */
export const FLAG_WORDS: Readonly<Record<string, number>> = { rewriterule: 2, rewritecond: 2 };

/** The flag, log item or part behind a comma that the cursor is in; else the whole word. */
export function wordPartAt(cursor: Cursor): WordPart {
  const { file, wordRange, key, index, offset } = cursor;
  const text = file.text.slice(wordRange.start, wordRange.end);
  const at = offset - wordRange.start;
  const whole = { ...wordRange, text };
  if (FLAG_WORDS[key] !== undefined && index >= 2 && text.startsWith("[")) {
    return partOf(text, at, /[^[\],]+/g, wordRange.start) ?? whole;
  }
  if (isLogFormat(key)) return partOf(text, at, LOG_ITEM, wordRange.start) ?? whole;
  return whole;
}

/** `%>s`, `%{Referer}i`, `%{name}^ti` */
export const LOG_ITEM: RegExp = /%(?:%|[!<>\d,]*(?:\{[^}]*\})?[!<>\d,]*(?:\^[A-Za-z]{2}|[A-Za-z]))/g;

export function isLogFormat(key: string): boolean {
  return /^(?:logformat|customlog|globallog|transferlog|errorlogformat)$/.test(key);
}

function partOf(text: string, at: number, pattern: RegExp, offset: number): WordPart | undefined {
  for (const match of text.matchAll(pattern)) {
    const start = match.index;
    const end = start + match[0].length;
    if (start <= at && at <= end) return { start: offset + start, end: offset + end, text: match[0] };
  }
  return undefined;
}
