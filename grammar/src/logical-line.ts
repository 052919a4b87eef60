import { BACKSLASH, CR, isBlank } from "./characters.ts";

/** Pieces of the source that make one logical line: start and end offsets in turn. */
export type Pieces = readonly number[];

export interface JoinedLine {
  readonly pieces: Pieces;
  /** Behind the line end of the last physical line. */
  readonly end: number;
}

/**
 * Joins physical lines from `start` on as `ap_cfg_getline_core` does: a line whose last character before LF (or CR LF)
 * is a backslash goes on with the next one; backslash and line end vanish. A NUL hides the rest of its physical line,
 * because httpd looks for the line end with `strlen`.
 *
 * @param limit end of the text, or of the line when it is known
 * @param bufferSize how many characters `ap_varbuf_cfg_getline` can take before it grows its buffer; matters only
 *   when a NUL hides the line end, because what did not fit into the buffer then comes back as a line of its own
 */
export function joinLines(text: string, start: number, limit: number, bufferSize: number): JoinedLine {
  const pieces: number[] = [];
  let at = start;
  let length = 0;
  for (;;) {
    const lf = text.indexOf("\n", at);
    const lineEnd = lf < 0 || lf >= limit ? limit : lf;
    const nul = text.slice(at, lineEnd).indexOf("\0");
    if (nul >= 0) {
      const read = at + bufferedLength(length, nul, bufferSize);
      push(pieces, at, at + nul);
      const next = lineEnd === limit ? limit : lineEnd + 1;
      return { pieces, end: Math.min(next, Math.max(read, at + nul + 1)) };
    }
    push(pieces, at, lineEnd);
    length += lineEnd - at;
    if (lineEnd === limit) return { pieces, end: limit };
    const mark = continuationMark(text, pieces);
    if (mark === 0) return { pieces, end: lineEnd + 1 };
    drop(pieces, mark);
    length -= mark;
    at = lineEnd + 1;
    if (at >= limit) return { pieces, end: limit };
  }
}

function push(pieces: number[], start: number, end: number): void {
  if (start < end) pieces.push(start, end);
}

/** Characters of this physical line that fit into the buffer in which the NUL arrives. */
function bufferedLength(joined: number, untilNul: number, bufferSize: number): number {
  let size = bufferSize;
  while (size <= joined + untilNul) size = grownBufferSize(size);
  return size - joined;
}

/** Characters that fit before `ap_varbuf_cfg_getline` first grows its buffer; measured with httpd 2.4.71. */
export const FIRST_BUFFER_SIZE = 206;

/** How `ap_varbuf_grow` enlarges the buffer; the sizes up to 8134 were measured with httpd 2.4.71, later ones at least double. */
export function grownBufferSize(size: number): number {
  if (size < 414) return 414;
  if (size < 1246) return 1246;
  return size < 8134 ? 8134 : size * 2;
}

/**
 * Length of the continuation mark at the end of `pieces`: 1, 2 with a CR behind the backslash, 0 for none. httpd tests
 * the last characters of what it has joined so far, so an empty line behind `\\\\` LF meets the backslash that was left
 * over and continues again.
 */
function continuationMark(text: string, pieces: Pieces): number {
  const skip = fromEnd(text, pieces, 0) === CR ? 1 : 0;
  return fromEnd(text, pieces, skip) === BACKSLASH ? skip + 1 : 0;
}

function fromEnd(text: string, pieces: Pieces, back: number): number {
  let rest = back;
  for (let i = pieces.length - 2; i >= 0; i -= 2) {
    const end = pieces[i + 1] as number;
    const length = end - (pieces[i] as number);
    if (rest < length) return text.charCodeAt(end - 1 - rest);
    rest -= length;
  }
  return -1;
}

function drop(pieces: number[], count: number): void {
  for (let rest = count; rest > 0 && pieces.length > 0; rest--) {
    const last = pieces.length - 1;
    pieces[last] = (pieces[last] as number) - 1;
    if (pieces[last] === pieces[last - 1]) pieces.length -= 2;
  }
}

/** What httpd sees of the pieces, blanks at both ends removed as `cfg_trim_line` does. */
export function trimPieces(text: string, pieces: Pieces): Pieces {
  let first = 0;
  let last = pieces.length - 2;
  let start = pieces[first] ?? 0;
  let end = pieces[last + 1] ?? 0;
  while (first <= last) {
    const pieceEnd = pieces[first + 1] as number;
    while (start < pieceEnd && isBlank(text.charCodeAt(start))) start++;
    if (start < pieceEnd) break;
    first += 2;
    start = pieces[first] ?? 0;
  }
  while (first <= last) {
    const pieceStart = first === last ? start : (pieces[last] as number);
    while (end > pieceStart && isBlank(text.charCodeAt(end - 1))) end--;
    if (end > pieceStart) break;
    last -= 2;
    end = pieces[last + 1] ?? 0;
  }
  if (first > last) return [];
  const trimmed = pieces.slice(first, last + 2);
  trimmed[0] = start;
  trimmed[trimmed.length - 1] = end;
  return trimmed;
}

/** An empty physical line behind a continuation: httpd then looks at the end of what it has joined once more. */
const EMPTY_CONTINUATION = /\n\r?\n/;

/**
 * Text of a logical line with continuations in it.
 * @param start of the line; `end` likewise behind its line end
 * @param first its first character that is not blank; `last` likewise behind the last one
 */
export function joinedText(text: string, start: number, end: number, first: number, last: number): string {
  const written = text.slice(first, last);
  if (!EMPTY_CONTINUATION.test(written)) return written.replace(/\\\r?\n/g, "");
  return textOfPieces(text, trimPieces(text, joinLines(text, start, end, FIRST_BUFFER_SIZE).pieces));
}

export function textOfPieces(text: string, pieces: Pieces): string {
  let joined = "";
  for (let i = 0; i < pieces.length; i += 2) joined += text.slice(pieces[i], pieces[i + 1]);
  return joined;
}

/**
 * The source offset of a character of the joined text.
 * @param edge `start`: of the character at `offset`; `end`: behind the character before it
 */
export function sourceOffset(pieces: Pieces, offset: number, edge: "start" | "end"): number {
  let rest = offset;
  for (let i = 0; i < pieces.length; i += 2) {
    const start = pieces[i] as number;
    const length = (pieces[i + 1] as number) - start;
    if (rest < length || (edge === "end" && rest === length && length > 0)) return start + rest;
    rest -= length;
  }
  return pieces.at(-1) ?? 0;
}
