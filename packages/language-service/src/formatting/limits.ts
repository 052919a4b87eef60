import { type ConfigFile, encodeSource, type Line } from "@httpd-lint/grammar";

/**
 * Lines that are longer stay as they are: httpd refuses those of more than 8,191 bytes in macros and .htaccess, and
 * neither may indentation make one too long nor its removal make one short enough.
 */
export const LONGEST_LINE = 2000;

/** Bytes at which httpd's line buffer is full: a last line without line end of exactly that length is lost. */
const BUFFER_SIZES: ReadonlySet<number> = new Set([206, 414, 1246]);
const UNMEASURED = 8134;

/**
 * Whether what httpd reads of a file depends on the length of its lines, so that nothing in it may be changed: a NUL
 * makes httpd lose count of what is in its buffer, and so does a last line that fills the buffer.
 */
export function dependsOnLengths({ text, lines }: ConfigFile): boolean {
  if (text.includes("\0")) return true;
  const last = lines.at(-1);
  if (last === undefined || text.endsWith("\n")) return false;
  const bytes = encodeSource(text.slice(last.start).replace(/\\\r?\n/g, "")).length;
  return BUFFER_SIZES.has(bytes) || bytes >= UNMEASURED;
}

export function isLong({ start, end }: Line): boolean {
  return end - start > LONGEST_LINE;
}
