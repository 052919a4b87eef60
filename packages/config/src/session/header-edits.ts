import type { EffectiveConfig } from "../merge/effective.ts";
import { compiled } from "../merge/matching.ts";
import { wordsOf } from "../node.ts";
import type { ConfigNode } from "../tree.ts";
import type { CookieLine } from "./model.ts";

/** A cookie in one of httpd's two tables of response headers. */
export interface TableCookie {
  readonly table: Table;
  readonly line: CookieLine;
}

/** `always`: `err_headers_out`, sent with errors as well; `onsuccess`: `headers_out`. */
type Table = "always" | "onsuccess";

/** Stands for the cookie's value, of which nothing is known but that it has no semicolon. */
const VALUE = "value";

interface Header {
  readonly node: ConfigNode;
  readonly table: Table;
  readonly action: string;
  readonly words: readonly string[];
  /** False: it has a condition that depends on the request. */
  readonly isCertain: boolean;
}

/**
 * What the Header directives in effect make of cookies (`do_headers_fixup`): first those of the table that is sent with
 * errors, then the other; and the lines in the order of the response.
 */
export function editedCookies(config: EffectiveConfig, cookies: readonly TableCookie[]): readonly CookieLine[] {
  const headers = headersOf(config);
  const lines: CookieLine[] = [];
  for (const table of ["always", "onsuccess"] as const) {
    let inTable = cookies.filter((cookie) => cookie.table === table).map(({ line }) => line);
    for (const header of headers) if (header.table === table) inTable = applied(header, inTable);
    lines.push(...inTable);
  }
  return lines;
}

function headersOf(config: EffectiveConfig): readonly Header[] {
  const { setBy = [], possible = [] } = config.setting("Header") ?? {};
  const all = [...setBy.map((node) => [node, true] as const), ...possible.map((node) => [node, false] as const)];
  return all.flatMap(([node, isInEffect]) => {
    const header = headerOf(node, isInEffect);
    return header === undefined ? [] : [header];
  });
}

function headerOf(node: ConfigNode, isInEffect: boolean): Header | undefined {
  let words = wordsOf(node);
  const [first = ""] = words;
  const table = /^always$/i.test(first) ? "always" : "onsuccess";
  if (/^(?:always|onsuccess)$/i.test(first)) words = words.slice(1);
  const [action = "", name = "", ...rest] = words;
  if (!/^set-cookie2?:?$/i.test(name)) return undefined;
  const isEdit = /^edit\*?$/i.test(action);
  const condition = rest[isEdit ? 2 : /^(?:unset|echo)$/i.test(action) ? 0 : 1];
  const isCertain = isInEffect && (condition === undefined || condition === "" || isAlways(condition));
  return { node, table, action: action.toLowerCase(), words: [name.replace(/:$/, ""), ...rest], isCertain };
}

function isAlways(condition: string): boolean {
  return /^expr=\s*true\s*$/i.test(condition);
}

function applied(header: Header, lines: readonly CookieLine[]): CookieLine[] {
  const [name = "", value = "", replacement = ""] = header.words;
  const mine = (line: CookieLine): boolean => line.header.toLowerCase() === name.toLowerCase();
  if (!header.isCertain) return lines.map((line) => (mine(line) ? { ...line, isCertain: false } : line));
  switch (header.action) {
    case "unset":
      return lines.filter((line) => !mine(line));
    case "set":
      return [...lines.filter((line) => !mine(line)), given(header, name, value)];
    case "setifempty":
      return lines.some(mine) ? [...lines] : [...lines, given(header, name, value)];
    case "add":
      return [...lines, given(header, name, value)];
    case "append":
    case "merge":
      return joined(header, lines, mine, name, value);
    case "edit":
    case "edit*":
      return lines.map((line) => (mine(line) ? edited(header, line, value, replacement) : line));
    default:
      return [...lines];
  }
}

function given(header: Header, name: string, text: string): CookieLine {
  const line = parsed(text);
  return {
    header: name,
    ...line,
    by: "mod_headers",
    from: [header.node],
    isCertain: !isFormat(text),
  };
}

/** All lines become one, with commas between, and the new text behind them. */
function joined(
  header: Header,
  lines: readonly CookieLine[],
  mine: (line: CookieLine) => boolean,
  name: string,
  text: string,
): CookieLine[] {
  const own = lines.filter(mine);
  const [first] = own;
  if (first === undefined) return [...lines, given(header, name, text)];
  const attributes = [...own.map(({ attributes: each }) => each), text].join(", ");
  const line = { ...first, attributes, from: [...first.from, header.node], isCertain: own.length === 1 };
  return [...lines.filter((each) => !mine(each)), line];
}

function edited(header: Header, line: CookieLine, pattern: string, replacement: string): CookieLine {
  const regex = compiled(pattern);
  if (regex === undefined || isFormat(replacement)) return { ...line, isCertain: false };
  const before = `${line.name}=${VALUE};${line.attributes}`;
  const after =
    header.action === "edit*" ? replaceAll(before, regex, replacement) : replaceOnce(before, regex, replacement);
  if (after === before) return line;
  return { ...line, ...parsed(after), from: [...line.from, header.node] };
}

function isFormat(text: string): boolean {
  return /%[^%]|^expr=/.test(text);
}

function replaceOnce(text: string, regex: RegExp, replacement: string): string {
  const match = regex.exec(text);
  if (match === null) return text;
  return text.slice(0, match.index) + substituted(replacement, match) + text.slice(match.index + match[0].length);
}

function replaceAll(text: string, regex: RegExp, replacement: string): string {
  let done = "";
  let rest = text;
  for (;;) {
    const match = regex.exec(rest);
    if (match === null || match[0] === "") return done + rest;
    done += rest.slice(0, match.index) + substituted(replacement, match);
    rest = rest.slice(match.index + match[0].length);
  }
}

/** `ap_pregsub`: `$0` to `$9` and `&` stand for what was found; a backslash takes away their meaning. */
function substituted(replacement: string, match: RegExpExecArray): string {
  return replacement.replace(/\\([$&])|\$(\d)|&/g, (all, escaped: string | undefined, group: string | undefined) => {
    if (escaped !== undefined) return escaped;
    if (all === "&") return match[0];
    return match[Number(group)] ?? "";
  });
}

/** The name ends at the first equals sign, the value at the first semicolon behind it. */
function parsed(text: string): { readonly name: string; readonly attributes: string } {
  const plain = text.replaceAll("%%", "%");
  const equals = plain.indexOf("=");
  const name = equals < 0 ? plain : plain.slice(0, equals);
  const end = plain.indexOf(";", Math.max(equals, 0));
  return { name: name.trim(), attributes: end < 0 ? "" : plain.slice(end + 1).trim() };
}
