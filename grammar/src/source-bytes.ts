/*
 * Configuration files are bytes to httpd. We decode them once, where they are read: valid UTF-8 becomes ordinary text,
 * and every byte that is not part of valid UTF-8 becomes the lone surrogate U+DC00 + byte (the scheme Python calls
 * "surrogateescape"). A lone surrogate cannot come out of valid UTF-8, so encoding gives back the same bytes.
 */

const ESCAPE = 0xdc00;
const CHUNK = 8192;

interface StrictDecoder {
  decode(bytes: Uint8Array): string;
}

interface EncodingGlobals {
  readonly TextDecoder?: new (label: string, options: { fatal: boolean; ignoreBOM: boolean }) => StrictDecoder;
}

/** Text of a file. `encodeSource(decodeSource(bytes))` equals `bytes` for every input; a byte order mark is kept. */
export function decodeSource(bytes: Uint8Array): string {
  const Decoder = (globalThis as EncodingGlobals).TextDecoder;
  if (Decoder === undefined) return decodeByteByByte(bytes);
  try {
    return new Decoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return decodeByteByByte(bytes);
  }
}

function decodeByteByByte(bytes: Uint8Array): string {
  const parts: string[] = [];
  let units: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      units.push(ESCAPE + (bytes[at] as number));
      at++;
    } else {
      pushCodePoint(units, codePoint(bytes, at, length));
      at += length;
    }
    if (units.length >= CHUNK) {
      parts.push(String.fromCharCode.apply(null, units));
      units = [];
    }
  }
  parts.push(String.fromCharCode.apply(null, units));
  return parts.join("");
}

/** Bytes of a text. A lone surrogate that does not stand for a byte is encoded as U+FFFD. */
export function encodeSource(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) as number;
    if (point > 0xffff) at++;
    length = writeCodePoint(bytes, length, point);
  }
  return bytes.subarray(0, length);
}

function writeCodePoint(bytes: Uint8Array, at: number, point: number): number {
  if (point < 0x80) {
    bytes[at++] = point;
  } else if (point >= ESCAPE + 0x80 && point <= ESCAPE + 0xff) {
    bytes[at++] = point - ESCAPE;
  } else if (point < 0x800) {
    bytes[at++] = 0xc0 | (point >> 6);
    bytes[at++] = 0x80 | (point & 0x3f);
  } else if (point >= 0xd800 && point <= 0xdfff) {
    at = writeCodePoint(bytes, at, 0xfffd);
  } else if (point < 0x10000) {
    bytes[at++] = 0xe0 | (point >> 12);
    bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
    bytes[at++] = 0x80 | (point & 0x3f);
  } else {
    bytes[at++] = 0xf0 | (point >> 18);
    bytes[at++] = 0x80 | ((point >> 12) & 0x3f);
    bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
    bytes[at++] = 0x80 | (point & 0x3f);
  }
  return at;
}

/** Bytes of the well-formed UTF-8 sequence at `at` (Unicode table 3-7), or 0 when there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number;
  if (first < 0x80) return 1;
  const second = bytes[at + 1] ?? 0;
  if (first >= 0xc2 && first <= 0xdf) return isTail(second) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    const low = first === 0xe0 ? 0xa0 : 0x80;
    const high = first === 0xed ? 0x9f : 0xbf;
    return second >= low && second <= high && isTail(bytes[at + 2] ?? 0) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const low = first === 0xf0 ? 0x90 : 0x80;
    const high = first === 0xf4 ? 0x8f : 0xbf;
    const rest = isTail(bytes[at + 2] ?? 0) && isTail(bytes[at + 3] ?? 0);
    return second >= low && second <= high && rest ? 4 : 0;
  }
  return 0;
}

function isTail(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

function codePoint(bytes: Uint8Array, at: number, length: number): number {
  const first = bytes[at] as number;
  if (length === 1) return first;
  let point = first & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) point = (point << 6) | ((bytes[at + i] as number) & 0x3f);
  return point;
}

function pushCodePoint(units: number[], point: number): void {
  if (point < 0x10000) {
    units.push(point);
  } else {
    units.push(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + ((point - 0x10000) & 0x3ff));
  }
}
