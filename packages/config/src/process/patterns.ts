/**
 * Compiles regular expressions as httpd does; given from outside, because PCRE2 is a quarter of a megabyte that only
 * configurations with patterns need. `@httpd-lint/pcre2` has one.
 */
export interface PatternCompiler {
  /** What PCRE2 has against the pattern, as `ap_regcomp` compiles it; undefined when it compiles. */
  compile(pattern: string, options: { readonly ignoreCase: boolean }): PatternFault | undefined;
}

export interface PatternFault {
  /** PCRE2's words. */
  readonly message: string;
  /** Offset in bytes. */
  readonly offset: number;
}
