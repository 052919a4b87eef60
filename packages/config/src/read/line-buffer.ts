import { encodeSource } from "@httpd-lint/grammar";

/** Bytes that fit before each time `ap_varbuf_cfg_getline` grows its buffer; measured with httpd 2.4.71. */
const SIZES: readonly number[] = [206, 414, 1246, 8134];

/** The buffer one `ap_build_config` or `ap_build_cont_config` reads its lines into; it only grows. */
export class LineBuffer {
  #index = 0;

  get size(): number {
    return SIZES[this.#index] ?? Number.POSITIVE_INFINITY;
  }

  /** Grows until a line of that many bytes fits; true when it fills the buffer to the last byte on the way. */
  take(bytes: number): boolean {
    while (this.size < bytes) this.#index++;
    return this.size === bytes;
  }
}

/**
 * httpd takes a last line without line end that exactly fills the buffer for an incomplete read; the next read says
 * end of file, and the line is lost without a word.
 */
export function isLastLineLost(buffer: LineBuffer, text: string, start: number, end: number): boolean {
  const raw = text.slice(start, end);
  const filled = buffer.take(encodeSource(raw.replace(/\\\r?\n/g, "")).length);
  return filled && end === text.length && !raw.endsWith("\n");
}
