/*
 * httpd's regular expressions: PCRE2 itself, so that verdict, message and offset are those of httpd.
 *
 *     const compiled = httpdPattern("^/(shop|cart)/(.*)$");
 *     if ("message" in compiled) console.log(compiled.message, compiled.offset);
 *     else console.log(compiled.match("/shop/list")?.groups);
 */
export { type HttpdPatternOptions, httpdPattern, httpdPatterns } from "./httpd-patterns.ts";
export type { Pattern, PatternFailure, PatternMatch, PatternOptions } from "./pattern.ts";
export { compilePattern } from "./pattern.ts";
