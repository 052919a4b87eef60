import { Buffer } from "node:buffer";
import { Transform, type TransformCallback } from "node:stream";

/** Bytes of the largest message: a file as large as is read, escaped, and some room. */
const MAX_MESSAGE = 256 * 1024 * 1024;
/** Bytes in which a header ends; more than that is no header. */
const MAX_HEADER = 8 * 1024;

const END_OF_HEADER = "\r\n\r\n";
const START_OF_HEADER = /content-length:/gi;
/** Bytes of a start that may have come in part. */
const PART_OF_START = 14;

/**
 * Lets whole messages pass. A header that tells no sensible length would make the reader behind wait for ever: it is
 * left out, and the next header is looked for.
 */
export function frameGuard(refused: (header: string) => void): Transform {
  let pending: Uint8Array = new Uint8Array();
  let bodyLeft = 0;

  function pass(stream: Transform, chunk: Uint8Array): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (bodyLeft > 0) {
        const body = rest.subarray(0, bodyLeft);
        bodyLeft -= body.length;
        rest = rest.subarray(body.length);
        stream.push(body);
        continue;
      }
      pending = joined(pending, rest);
      const end = endOfHeader(pending);
      if (end < 0 && pending.length <= MAX_HEADER) return;
      const length = end < 0 ? undefined : lengthIn(text(pending.subarray(0, end)));
      if (length === undefined) {
        refused(text(pending.subarray(0, Math.min(end < 0 ? MAX_HEADER : end, 200))));
        rest = afterRefused(pending, end);
      } else {
        stream.push(pending.subarray(0, end));
        bodyLeft = length;
        rest = pending.subarray(end);
      }
      pending = new Uint8Array();
      // What may be the beginning of a header is looked at with what follows.
      if (length === undefined && rest.length < PART_OF_START) {
        pending = rest;
        return;
      }
    }
  }

  return new Transform({
    transform(chunk: Uint8Array, _encoding: string, done: TransformCallback) {
      pass(this, chunk);
      done();
    },
  });
}

/** The next header in bytes that begin with none, or all that may become one. */
function afterRefused(bytes: Uint8Array, end: number): Uint8Array {
  START_OF_HEADER.lastIndex = 1;
  const start = START_OF_HEADER.exec(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1"));
  if (start !== null) return bytes.subarray(start.index);
  return bytes.subarray(Math.max(end, bytes.length - PART_OF_START + 1));
}

/** The length that a header tells; undefined when it tells none. */
function lengthIn(header: string): number | undefined {
  const lines = header.trimEnd().split("\r\n");
  if (!lines.every((line) => /^[\w-]+:/.test(line))) return undefined;
  const told = lines.map((line) => /^content-length: *(\d+)$/i.exec(line)?.[1]).find((value) => value !== undefined);
  const length = Number(told ?? Number.NaN);
  return length > 0 && length <= MAX_MESSAGE ? length : undefined;
}

function endOfHeader(bytes: Uint8Array): number {
  const at = text(bytes.subarray(0, MAX_HEADER)).indexOf(END_OF_HEADER);
  return at < 0 ? -1 : at + END_OF_HEADER.length;
}

function text(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
