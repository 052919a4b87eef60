/** Letters, digits and underscore, as httpd's scanner knows them (ASCII only). */
export function isNameStart(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

export function isNamePart(code: number): boolean {
  return isNameStart(code) || isDigit(code) || code === 0x5f;
}

/** How many bytes one UTF-16 unit takes in the file; a lone low surrogate stands for one byte (`decodeSource`). */
export function byteLength(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  if (code < 0xd800 || code > 0xdfff) return 3;
  if (code >= 0xdc00) return at > 0 && isHighSurrogate(text.charCodeAt(at - 1)) ? 2 : 1;
  return 2;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

/** The first byte of the character at `at`. */
function firstByte(text: string, at: number): number {
  const code = text.codePointAt(at) ?? 0;
  if (code < 0x80) return code;
  if (code < 0x800) return 0xc0 | (code >> 6);
  if (code >= 0xdc80 && code <= 0xdcff) return code - 0xdc00;
  return code < 0x10000 ? 0xe0 | (code >> 12) : 0xf0 | (code >> 18);
}

const logEscapes: Readonly<Record<number, string>> = {
  8: "\\b",
  9: "\\t",
  10: "\\n",
  11: "\\v",
  13: "\\r",
  92: "\\\\",
};

/** The first byte of a character as it shows in httpd's log (`ap_escape_errorlog_item`). */
export function shownByte(text: string, at: number): string {
  const byte = firstByte(text, at);
  const escaped = logEscapes[byte];
  if (escaped !== undefined) return escaped;
  return byte < 0x20 || byte > 0x7e ? `\\x${byte.toString(16).padStart(2, "0")}` : String.fromCharCode(byte);
}
