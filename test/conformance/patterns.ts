import type { PatternCompiler } from "@httpd-lint/config";

/** PCRE2, as the command line uses it. */
export const patterns: PatternCompiler | undefined = undefined;
