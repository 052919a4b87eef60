/*
 * Bounds that keep a configuration made to exhaust memory from doing so. None of them is httpd's: it would run out of
 * memory or time itself. What goes beyond is an error that says so.
 */

/** Directives and sections of one configuration, included files counted as often as they are included. */
export const MAX_NODES = 2_500_000;

/** Files included, the same file as often as it is included. */
export const MAX_INCLUSIONS = 100_000;

/** Uses of macros, those in macros included. */
export const MAX_MACRO_USES = 100_000;

/** Lines that macros may make. */
export const MAX_MACRO_LINES = 2_000_000;

/** AP_MAX_INCLUDE_DEPTH: httpd's own bound. */
export const MAX_INCLUDE_DEPTH = 128;

/** VARBUF_MAX_LEN: bytes of a logical line in server files. */
export const MAX_LINE_BYTES: number = 16 * 1024 * 1024;

/** HUGE_STRING_LEN: bytes of a logical line in .htaccess. */
export const MAX_HTACCESS_LINE_BYTES = 8192;
