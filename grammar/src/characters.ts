export const TAB = 0x09;
export const CR = 0x0d;
export const SPACE = 0x20;
export const DOUBLE_QUOTE = 0x22;
export const HASH = 0x23;
export const SINGLE_QUOTE = 0x27;
export const SLASH = 0x2f;
export const LESS = 0x3c;
export const GREATER = 0x3e;
export const BACKSLASH = 0x5c;

/** `isspace` of the C locale: SP, TAB, LF, VT, FF, CR. Non-ASCII spaces are data to httpd. */
export function isBlank(code: number): boolean {
  return code === SPACE || (code >= TAB && code <= CR);
}
