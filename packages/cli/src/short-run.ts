import { type ConfigHost, isFailure } from "@httpd-lint/config";

/** Characters of a configuration from which on V8 compiles anything much before a run is over. */
const MEDIUM = 100_000;
/** From here on the run is long enough for compiled code to pay soon. */
const LARGE = 4_000_000;

/**
 * A host for a run whose process ends with it. V8 compiles what runs often in the background, with more threads than a
 * small machine has processors: of a megabyte of configuration the run is over before that pays, and has waited for it.
 *
 * @param postpone lets V8 compile only what runs very often; called once at most
 */
export function forShortRun(host: ConfigHost, postpone: () => void): ConfigHost {
  let characters = 0;
  let isDecided = false;
  return {
    ...host,
    readFile(path) {
      const text = host.readFile(path);
      if (isDecided || isFailure(text)) return text;
      characters += text.length;
      isDecided = characters >= MEDIUM;
      if (isDecided && characters < LARGE) postpone();
      return text;
    },
  };
}
