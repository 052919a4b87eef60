import { LONGEST } from "./layout";

export const TAB: i32 = 0x09;
export const LF: i32 = 0x0a;
export const CR: i32 = 0x0d;
export const SPACE: i32 = 0x20;
export const DOUBLE_QUOTE: i32 = 0x22;
export const HASH: i32 = 0x23;
export const SINGLE_QUOTE: i32 = 0x27;
export const SLASH: i32 = 0x2f;
export const LESS: i32 = 0x3c;
export const GREATER: i32 = 0x3e;
export const BACKSLASH: i32 = 0x5c;
/** Stands for every unit of the text that is not ASCII: what has it cannot be told apart. */
const OTHER: i32 = 0xff;

/** Whether the text is not all ASCII, as far as it is known. */
let isMixed: bool = false;

export function forgetOthers(): void {
  isMixed = false;
}

export function isBlank(code: i32): bool {
  return code === SPACE || <u32>(code - TAB) <= <u32>(CR - TAB);
}

export function lower(code: i32): i32 {
  return <u32>(code - 0x41) < 26 ? code + 0x20 : code;
}

export function isSame(left: i32, right: i32, length: i32): bool {
  let rest = length;
  let at = 0;
  for (; rest >= 16; rest -= 16) {
    if (i8x16.bitmask(i8x16.eq(v128.load(left + at), v128.load(right + at))) !== 0xffff) return false;
    at += 16;
  }
  const wanted = (1 << rest) - 1;
  return (i8x16.bitmask(i8x16.eq(v128.load(left + at), v128.load(right + at))) & wanted) === wanted;
}

export function has(code: i32, start: i32, length: i32): bool {
  const wanted = i8x16.splat(<i8>code);
  let rest = length;
  let at = start;
  for (; rest >= 16; rest -= 16) {
    if (v128.any_true(i8x16.eq(v128.load(at), wanted))) return true;
    at += 16;
  }
  return (i8x16.bitmask(i8x16.eq(v128.load(at), wanted)) & ((1 << rest) - 1)) !== 0;
}

/** Whether so many bytes say all that stands there in the text. */
export function isExact(start: i32, length: i32): bool {
  return !isMixed || !has(OTHER, start, length);
}

/**
 * Copies up to 63 bytes, and writes behind them how many; what comes behind them in the room for them is of no account.
 * Does not when they do not say all that stands there in the text.
 */
export function keep(at: i32, start: i32, length: i32): bool {
  if (!isExact(start, length)) return false;
  v128.store(at, v128.load(start));
  v128.store(at, v128.load(start, 16), 16);
  v128.store(at, v128.load(start, 32), 32);
  v128.store(at, v128.load(start, 48), 48);
  store<u8>(at, length, LONGEST);
  return true;
}

/** Of the 4096 slots of a table the one for these bytes. */
export function hash(start: i32, length: i32): i32 {
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

/**
 * Makes UTF-8 what the scanner reads, in its place: one byte for every unit of a JavaScript string. A half of a pair of
 * surrogates that stands alone comes as U+FFFD.
 */
export function narrow(start: i32, length: i32): void {
  isMixed = true;
  const end = start + length;
  let at = start;
  let to = start;
  while (at < end) {
    if (at + 16 <= end) {
      const bytes = v128.load(at);
      if (i8x16.bitmask(bytes) === 0) {
        v128.store(to, bytes);
        at += 16;
        to += 16;
        continue;
      }
    }
    let code: i32 = load<u8>(at);
    for (; code < 0x80 && at < end; code = load<u8>(++at)) store<u8>(to++, code);
    if (at === end) return;
    store<u8>(to++, OTHER);
    if (code >= 0xf0) store<u8>(to++, OTHER);
    at += code >= 0xf0 ? 4 : code >= 0xe0 ? 3 : 2;
  }
}
