// The yardstick of the bench: one pass with charCodeAt that finds the kind of every line and the start and end of every
// word, and allocates nothing. What it finds goes into a number, so that the engine cannot leave it out.

const LF = 10;
const DOUBLE_QUOTE = 34;
const HASH = 35;
const SINGLE_QUOTE = 39;
const SLASH = 47;
const LESS = 60;
const BACKSLASH = 92;

export function rawScan(text) {
  const { length } = text;
  let found = 0;
  let at = 0;
  while (at < length) {
    let code = text.charCodeAt(at);
    while (code === 32 || (code >= 9 && code <= 13 && code !== LF)) code = ++at < length ? text.charCodeAt(at) : LF;
    let kind = 1;
    if (code === LF) kind = 0;
    else if (code === HASH) kind = 2;
    else if (code === LESS) kind = at + 1 < length && text.charCodeAt(at + 1) === SLASH ? 4 : 3;
    if (kind === 2) {
      while (at < length && text.charCodeAt(at) !== LF) at++;
    } else {
      while (at < length && text.charCodeAt(at) !== LF) {
        const start = at;
        code = text.charCodeAt(at);
        if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
          const quote = code;
          at++;
          while (at < length) {
            code = text.charCodeAt(at);
            if (code === quote || code === LF) break;
            at += code === BACKSLASH ? 2 : 1;
          }
          if (code === quote) at++;
        } else {
          while (at < length) {
            code = text.charCodeAt(at);
            if (code === 32 || (code >= 9 && code <= 13)) break;
            at++;
          }
        }
        found = (found + (start ^ at) + kind) | 0;
        while (at < length) {
          code = text.charCodeAt(at);
          if (code !== 32 && (code < 9 || code > 13 || code === LF)) break;
          at++;
        }
      }
    }
    found = (found + kind) | 0;
    at++;
  }
  return found;
}
