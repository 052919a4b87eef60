import { decodeSource, encodeSource } from "@httpd-lint/grammar";
import { abandonEngine, type Engine, engine } from "./engine.ts";

/** Bits of PCRE2's compile options. */
const OPTION = { caseless: 0x8, dollarEndOnly: 0x10, dotAll: 0x20, dupNames: 0x40, extended: 0x80, multiLine: 0x400 };

export interface PatternOptions {
  readonly ignoreCase?: boolean;
  readonly multiLine?: boolean;
  readonly dotAll?: boolean;
  readonly dollarEndOnly?: boolean;
  readonly extended?: boolean;
  readonly duplicateNames?: boolean;
}

/** Why a pattern does not compile. */
export interface PatternFailure {
  /** PCRE2's own words. */
  readonly message: string;
  /** In bytes from the beginning of the pattern. */
  readonly offset: number;
  /** PCRE2's number of the message. */
  readonly code: number;
}

export interface PatternMatch {
  /** In bytes of the subject. */
  readonly index: number;
  readonly length: number;
  /** The whole match first; undefined for a group that took no part. */
  readonly groups: readonly (string | undefined)[];
}

export interface Pattern {
  readonly captureCount: number;
  /** Names of groups, in PCRE2's order. */
  readonly names: readonly string[];
  /**
   * The first match, or undefined when there is none, or when PCRE2 gave up at its own limits.
   *
   * @param from byte to begin at
   */
  match(subject: string, from?: number): PatternMatch | undefined;
}

/** PCRE2_ERROR_HEAPLIMIT: what is said of a pattern that exhausted the stack or memory while it was compiled. */
const EXHAUSTED: PatternFailure = { message: "the pattern is too large", offset: 0, code: -63 };

/**
 * Compiles a pattern on bytes (no UTF mode), as all of httpd does.
 *
 * @param pattern as `decodeSource` gives text: a byte that is not UTF-8 is a lone surrogate
 */
export function compilePattern(pattern: string, options: PatternOptions = {}): Pattern | PatternFailure {
  const bits =
    (options.ignoreCase ? OPTION.caseless : 0) |
    (options.multiLine ? OPTION.multiLine : 0) |
    (options.dotAll ? OPTION.dotAll : 0) |
    (options.dollarEndOnly ? OPTION.dollarEndOnly : 0) |
    (options.extended ? OPTION.extended : 0) |
    (options.duplicateNames ? OPTION.dupNames : 0);
  const compiled = withCode(pattern, bits, (wasm, code) => ({
    captureCount: wasm.capture_count(code),
    names: namesOf(wasm, code),
  }));
  if ("message" in compiled) return compiled;
  return { ...compiled, match: (subject, from = 0) => matchOf(pattern, bits, compiled.captureCount, subject, from) };
}

/** Compiles, uses and frees: nothing stays behind in the engine's memory, however many patterns there are. */
function withCode<T extends object>(
  pattern: string,
  bits: number,
  use: (wasm: Engine, code: number) => T,
): T | PatternFailure {
  try {
    const wasm = engine();
    return withBytes(wasm, encodeSource(pattern), (address, length) => {
      const code = wasm.compile(address, length, bits);
      if (code === 0) return failureOf(wasm);
      try {
        return use(wasm, code);
      } finally {
        wasm.release(code);
      }
    });
  } catch (error) {
    // A trap of WebAssembly; everything else is a defect of ours.
    if (!(error instanceof WebAssembly.RuntimeError) && !(error instanceof RangeError)) throw error;
    abandonEngine();
    return EXHAUSTED;
  }
}

function withBytes<T>(wasm: Engine, bytes: Uint8Array, use: (address: number, length: number) => T): T {
  const address = wasm.malloc(bytes.length + 1);
  if (address === 0) throw new RangeError("out of memory");
  new Uint8Array(wasm.memory.buffer).set(bytes, address);
  const result = use(address, bytes.length);
  wasm.free(address);
  return result;
}

const MESSAGE_ROOM = 256;

function failureOf(wasm: Engine): PatternFailure {
  const [code, offset] = [wasm.error_code(), wasm.error_offset()];
  const buffer = wasm.malloc(MESSAGE_ROOM);
  const length = wasm.message(code, buffer, MESSAGE_ROOM);
  const message = decodeSource(new Uint8Array(wasm.memory.buffer, buffer, Math.max(0, length)).slice());
  wasm.free(buffer);
  return { message, offset, code };
}

/** Entries of the name table: two bytes of group number, then the name, then a zero. */
function namesOf(wasm: Engine, code: number): string[] {
  const [count, size, table] = [wasm.name_count(code), wasm.name_entry_size(code), wasm.name_table(code)];
  return Array.from({ length: count }, (_, at) => {
    const entry = new Uint8Array(wasm.memory.buffer, table + at * size + 2, size - 2).slice();
    return decodeSource(entry.subarray(0, entry.indexOf(0)));
  });
}

const UNSET = 0xffffffff;

function matchOf(
  pattern: string,
  bits: number,
  captureCount: number,
  subject: string,
  from: number,
): PatternMatch | undefined {
  const bytes = encodeSource(subject);
  if (from > bytes.length) return undefined;
  const result = withCode(pattern, bits, (wasm, code) =>
    withBytes(wasm, bytes, (address, length) => {
      const room = captureCount + 1;
      const pairs = wasm.malloc(room * 8);
      const count = wasm.match(code, address, length, from, pairs, room);
      const vector = new Uint32Array(wasm.memory.buffer, pairs, Math.max(0, count) * 2).slice();
      wasm.free(pairs);
      return { vector };
    }),
  );
  if (!("vector" in result) || result.vector.length === 0) return undefined;
  return matchOfVector(bytes, result.vector, captureCount);
}

function matchOfVector(bytes: Uint8Array, vector: Uint32Array, captureCount: number): PatternMatch {
  const groups = Array.from({ length: captureCount + 1 }, (_, at) => {
    const [start, end] = [vector[at * 2], vector[at * 2 + 1]];
    return start === undefined || end === undefined || start === UNSET
      ? undefined
      : decodeSource(bytes.subarray(start, end));
  });
  const [start = 0, end = 0] = vector;
  return { index: start, length: end - start, groups };
}
