import { encodeSource } from "@httpd-lint/grammar";

/**
 * Joins `path` to `root` unless it is absolute, and folds empty parts, `.` and `..` as text, as `apr_filepath_merge`
 * does for `ap_server_root_relative`: the part that `..` removes need not exist, and `..` at the root stays there.
 */
export function serverRootRelative(root: string, path: string): string {
  const joined = path.startsWith("/") ? path : `${root}/${path}`;
  if (!/\/\.{0,2}(?:\/|$)/.test(joined)) return joined;
  const parts: string[] = [];
  const segments = joined.split("/");
  let endsInDirectory = true;
  for (const segment of segments) {
    endsInDirectory = segment === "" || segment === "." || segment === "..";
    if (segment === "..") parts.pop();
    else if (!endsInDirectory) parts.push(segment);
  }
  const folded = `/${parts.join("/")}`;
  return endsInDirectory && parts.length > 0 ? `${folded}/` : folded;
}

/** `ap_make_full_path` */
export function fullPath(directory: string, name: string): string {
  return directory.endsWith("/") ? `${directory}${name}` : `${directory}/${name}`;
}

/** True when a pattern holds `*`, `?` or a `[` with a later `]` (`apr_fnmatch_test`). */
export function isWildcard(pattern: string): boolean {
  let openBrackets = 0;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === "?" || character === "*") return true;
    if (character === "\\") at++;
    else if (character === "[") openBrackets++;
    else if (character === "]" && openBrackets > 0) return true;
  }
  return false;
}

/** One character per byte: httpd's `?`, `[...]` and order work on bytes. */
export function asBytes(text: string): string {
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  let bytes = "";
  for (const byte of encodeSource(text)) bytes += String.fromCharCode(byte);
  return bytes;
}

/** In httpd's order, which is that of bytes. */
export function inByteOrder(texts: readonly string[]): string[] {
  // Of ASCII the order of bytes is that of characters, which V8 has at hand.
  return texts.every((text) => asBytes(text) === text) ? texts.toSorted() : texts.toSorted(compareBytes);
}

function compareBytes(a: string, b: string): number {
  const left = asBytes(a);
  const right = asBytes(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * Whether a file name matches one part of a pattern, as `apr_fnmatch` with APR_FNM_PERIOD: a leading dot only matches
 * a dot that is written out; `**` is `*`; a `[` without `]` stands for itself.
 */
export function matchesName(pattern: string, name: string): boolean {
  const wanted = asBytes(pattern);
  const given = asBytes(name);
  if (given.startsWith(".") && !/^\\?\./.test(wanted)) return false;
  let at = 0;
  let from = 0;
  let starAt = -1;
  let starFrom = 0;
  while (from < given.length) {
    if (wanted[at] === "*") {
      starAt = ++at;
      starFrom = from;
      continue;
    }
    const next = at < wanted.length ? matchOne(wanted, at, given, from) : -1;
    if (next >= 0) {
      at = next;
      from++;
    } else if (starAt >= 0) {
      at = starAt;
      from = ++starFrom;
    } else {
      return false;
    }
  }
  while (wanted[at] === "*") at++;
  return at === wanted.length;
}

/** Position in the pattern behind what matched one byte, or -1. */
function matchOne(pattern: string, at: number, name: string, from: number): number {
  const wanted = pattern[at];
  if (wanted === "?") return at + 1;
  if (wanted === "[") {
    const end = matchBracket(pattern, at, name.charCodeAt(from));
    if (end !== 0) return end;
  }
  if (wanted === "\\" && at + 1 < pattern.length) return pattern[at + 1] === name[from] ? at + 2 : -1;
  return wanted === name[from] ? at + 1 : -1;
}

/** Behind the `]` when the byte is in the class, -1 when it is not, 0 when there is no class here. */
function matchBracket(pattern: string, start: number, code: number): number {
  let at = start + 1;
  const negated = pattern[at] === "!" || pattern[at] === "^";
  if (negated) at++;
  let found = false;
  for (let first = true; at < pattern.length; first = false) {
    if (pattern[at] === "]" && !first) return found !== negated ? at + 1 : -1;
    if (pattern[at] === "\\" && at + 1 < pattern.length) at++;
    const low = pattern.charCodeAt(at);
    let high = low;
    if (pattern[at + 1] === "-" && at + 2 < pattern.length && pattern[at + 2] !== "]") {
      at += 2;
      if (pattern[at] === "\\" && at + 1 < pattern.length) at++;
      high = pattern.charCodeAt(at);
    }
    if (code >= low && code <= high) found = true;
    at++;
  }
  return 0;
}
