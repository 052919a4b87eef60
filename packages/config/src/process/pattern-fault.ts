import type { Call, Fault } from "./types.ts";

/** A regular expression, compiled as httpd does (`ap_pregcomp`). Without a compiler it is taken as right. */
export function patternFault(call: Call, pattern: string, word: number, ignoreCase = false): Fault | undefined {
  const fault = call.walk.patternProblem(pattern, ignoreCase);
  if (fault === undefined) return undefined;
  const message = `${call.name}: the regular expression '${pattern}' cannot be compiled: ${fault.message} (at offset ${fault.offset})`;
  return { code: "httpd/pattern", message, word };
}
