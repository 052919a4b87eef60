import { compilePattern, type Pattern, type PatternFailure } from "./pattern.ts";

export interface HttpdPatternOptions {
  readonly ignoreCase?: boolean;
}

/**
 * Compiles as `ap_regcomp` (server/util_pcre.c) does with its defaults: names may repeat, a dot matches a line end, and
 * `$` only the very end. A NUL ends the pattern.
 */
export function httpdPattern(
  pattern: string,
  { ignoreCase = false }: HttpdPatternOptions = {},
): Pattern | PatternFailure {
  const nul = pattern.indexOf("\0");
  const text = nul < 0 ? pattern : pattern.slice(0, nul);
  return compilePattern(text, { ignoreCase, dotAll: true, dollarEndOnly: true, duplicateNames: true });
}

/** How many verdicts are kept: configurations repeat their patterns, and editors ask about the same file again. */
const MOST_KEPT = 5000;

const kept = new Map<string, PatternFailure | undefined>();

/** The compiler that `processConfig` of `@httpd-lint/config` takes as `patterns`. */
export const httpdPatterns: {
  readonly compile: (pattern: string, options: { readonly ignoreCase: boolean }) => PatternFailure | undefined;
} = {
  compile(pattern, { ignoreCase }) {
    const key = `${ignoreCase ? "i" : "-"}${pattern}`;
    if (kept.has(key)) return kept.get(key);
    const compiled = httpdPattern(pattern, { ignoreCase });
    const failure = "message" in compiled ? compiled : undefined;
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value as string);
    kept.set(key, failure);
    return failure;
  },
};
