import { encodeSource } from "@httpd-lint/grammar";

/** Bytes that fit before each time `ap_varbuf_cfg_getline` grows its buffer; measured with httpd 2.4.71. */
const SIZES: readonly number[] = [206, 414, 1246, 8134];

/**
 * What the buffer holds that one `ap_build_config` or `ap_build_cont_config` reads its lines into; it only grows.
 *
 * @param grown how often it has grown
 */
export function bufferSize(grown: number): number {
  return SIZES[grown] ?? Number.POSITIVE_INFINITY;
}

/**
 * httpd takes a last line without line end that exactly fills the buffer for an incomplete read; the next read says
 * end of file, and the line is lost without a word.
 */
export function isLastLineLost(reading: { bufferGrown: number }, text: string, start: number, end: number): boolean {
  const raw = text.slice(start, end);
  const bytes = encodeSource(raw.replace(/\\\r?\n/g, "")).length;
  while (bufferSize(reading.bufferGrown) < bytes) reading.bufferGrown++;
  return bufferSize(reading.bufferGrown) === bytes && end === text.length && !raw.endsWith("\n");
}
