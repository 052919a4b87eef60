import type { Call, Fault } from "./types.ts";

/** A provider of the directive's kind; the modules' own checks know which there are. */
export function providerFault(_call: Call, _word: string): Fault | undefined {
  return undefined;
}
