import { patternFault } from "../pattern-fault.ts";
import type { Check, Fault, ModuleChecks } from "../types.ts";

/** Directives of mod_substitute. */
export function substituteChecks(): ModuleChecks {
  return { directives: { substitute, substitutemaxlinelength: maxLineLength } };
}

/** `set_pattern`: `s`, a delimiter, pattern and replacement, flags. Nothing escapes the delimiter. */
const substitute: Check = (call) => {
  const [text = ""] = call.words;
  const fault = (message: string): Fault => ({ code: "httpd/value", message: `${call.name}: ${message}`, word: 0 });
  if (!/^s/i.test(text)) return fault(`'${text}' must have the form s/pattern/replacement/flags`);
  const delimiter = text[1];
  if (delimiter === undefined) return fault("pattern and replacement are missing behind the s");
  const [pattern = "", replacement, flags = "", ...more] = text.slice(2).split(delimiter);
  if (pattern === "" || replacement === undefined)
    return fault(`'${text}' is not complete: s/pattern/replacement/flags`);
  const all = [flags, ...more].join(delimiter);
  const unknown = /[^infq]/i.exec(all)?.[0];
  if (unknown !== undefined)
    return fault(`'${unknown}' is no flag: i, n, f and q are; '${delimiter}' cannot be escaped`);
  return /n/i.test(all) ? undefined : patternFault(call, pattern, 0, /i/i.test(all));
};

const UNITS: Readonly<Record<string, bigint>> = { b: 1n, k: 1024n, m: 1024n ** 2n, g: 1024n ** 3n };
const MOST = 2n ** 63n - 1n;

/** `set_max_line_length` */
const maxLineLength: Check = ({ name, words: [word = ""] }) => {
  // Without digits the number is 0, and the unit alone is taken.
  const match = /^(?:[\t-\r ]*\+?(\d+)([bkmg]?)|([bkmg]))$/i.exec(word);
  if (match === null) {
    const message = `${name}: '${word}' must be a number of bytes, with b, k, m or g behind it if need be`;
    return { code: "httpd/value", message, word: 0 };
  }
  const bytes = BigInt(match[1] ?? 0) * (UNITS[(match[2] ?? "").toLowerCase()] ?? 1n);
  return bytes <= MOST ? undefined : { code: "httpd/value", message: `${name}: '${word}' is too large`, word: 0 };
};
