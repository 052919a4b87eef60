/** Numbers as C's functions read them, which is how httpd's handlers see them. */

const SHORT = /^\d{1,9}$/;
const LEADING = /^[\t-\r ]*([+-]?\d+)/;
const WHOLE = /^[\t-\r ]*[+-]?\d+$/;
const MIN64 = -(2n ** 63n);
const MAX64 = 2n ** 63n - 1n;

/** `atoi`: leading digits, 0 without any; glibc reads 64 bits and keeps the lower 32. */
export function atoi(word: string): number {
  if (SHORT.test(word)) return Number(word);
  return Number(BigInt.asIntN(32, atol(word)));
}

/** `atol`, `apr_atoi64` and the value of `strtol`: leading digits, 0 without any, clamped to 64 bits. */
export function atol(word: string): bigint {
  const digits = LEADING.exec(word)?.[1];
  if (digits === undefined) return 0n;
  const value = BigInt(digits.startsWith("+") ? digits.slice(1) : digits);
  return value < MIN64 ? MIN64 : value > MAX64 ? MAX64 : value;
}

/** Whether `strtol` reads all of the word. */
export function isWhole(word: string): boolean {
  return WHOLE.test(word);
}

/** `strtol` with tests of the end of the word and of ERANGE; undefined when httpd would complain. */
export function wholeNumber(word: string): bigint | undefined {
  if (!WHOLE.test(word)) return undefined;
  const value = BigInt(word.trim().replace(/^\+/, ""));
  return value < MIN64 || value > MAX64 ? undefined : value;
}

const DURATION_UNITS: readonly (readonly [prefix: string, milliseconds: bigint])[] = [
  ["ms", 1n],
  ["mi", 60_000n],
  ["s", 1000n],
  ["h", 3_600_000n],
];

/** The unit that `ap_timeout_parameter_parse` takes the word's end for; undefined without one, or with one it refuses. */
export function durationUnit(word: string): string | undefined {
  const rest = word.replace(/^[\t-\r ]*[+-]?\d*/, "");
  return DURATION_UNITS.find(([prefix]) => rest.startsWith(prefix))?.[0];
}

/**
 * `ap_timeout_parameter_parse`: a number and a unit, of which only the beginning counts (`5sxx` is five seconds).
 *
 * @param defaultUnit for a number alone: `s`, `ms`, `mi` or `h`
 * @returns milliseconds, or undefined for what httpd refuses
 */
export function durationMilliseconds(word: string, defaultUnit: string): bigint | undefined {
  const digits = /^[\t-\r ]*[+-]?\d*/.exec(word)?.[0] ?? "";
  const rest = word.slice(digits.length);
  const number = wholeNumber(digits) ?? (/\d/.test(digits) ? undefined : 0n);
  if (number === undefined) return undefined;
  // Without digits strtol leaves everything, also blanks and a sign, to the unit.
  const unit = (/\d/.test(digits) ? rest : word) || defaultUnit;
  const factor = DURATION_UNITS.find(([prefix]) => unit.startsWith(prefix))?.[1];
  if (factor === undefined) return undefined;
  const value = number * factor;
  // The limit is that of microseconds in 64 bits.
  return value * 1000n > MAX64 || value * 1000n < MIN64 ? undefined : value;
}
