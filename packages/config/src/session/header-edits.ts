import type { EffectiveConfig } from "../merge/effective.ts";
import { compiled } from "../merge/matching.ts";
import { wordsOf } from "../node.ts";
import type { ConfigNode } from "../tree.ts";
import { headerCondition } from "./header-conditions.ts";
import type { CookieLine } from "./model.ts";

/** A cookie in one of httpd's two tables of response headers. */
export interface TableCookie {
  readonly table: Table;
  readonly line: CookieLine;
  /** What stands between the value and the attributes. */
  readonly separator?: string;
  /** Set before the response was made, and not when it is sent. */
  readonly isEarly?: boolean;
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
  /** False: it has a condition of which it is not known whether it holds. */
  readonly isCertain: boolean;
}

/** A line as it stands in a table. */
interface TextLine extends Pick<CookieLine, "header" | "by" | "from" | "isCertain"> {
  readonly text: string;
}

/**
 * What the Header directives in effect make of cookies (`do_headers_fixup`): first those of the table that is sent with
 * errors, then the other; and the lines in the order of the response.
 *
 * @param isError httpd itself answers with an error or a redirection
 */
export function editedCookies(
  config: EffectiveConfig,
  cookies: readonly TableCookie[],
  isError = false,
): readonly CookieLine[] {
  const headers = headersOf(config);
  if (headers.length === 0 && !isError) {
    const of = (wanted: Table): readonly CookieLine[] =>
      cookies.filter(({ table }) => table === wanted).map(({ line }) => line);
    return [...of("always"), ...of("onsuccess")];
  }
  const edit = (table: Table, lines: readonly TextLine[]): readonly TextLine[] =>
    headers.filter((header) => header.table === table).reduce((edited, header) => applied(header, edited), lines);
  const of = (wanted: Table, among = cookies): TextLine[] =>
    among.filter(({ table }) => table === wanted).map(textLine);
  if (!isError) return [...edit("always", of("always")), ...edit("onsuccess", of("onsuccess"))].map(cookieLine);
  // `ap_send_error_response` makes the table of errors the other one, which it forgets, and begins a new one; then only
  // the directives for errors are looked at.
  const [early, late] = [cookies.filter((each) => each.isEarly), cookies.filter((each) => !each.isEarly)];
  return [...edit("always", of("always", late)), ...of("always", early), ...of("onsuccess", late)].map(cookieLine);
}

function headersOf(config: EffectiveConfig): readonly Header[] {
  const { setBy = [], possible = [] } = config.setting("Header") ?? {};
  const all = [...setBy.map((node) => [node, true] as const), ...possible.map((node) => [node, false] as const)];
  return all.flatMap(([node, isInEffect]) => headerOf(config, node, isInEffect) ?? []);
}

function headerOf(config: EffectiveConfig, node: ConfigNode, isInEffect: boolean): Header | undefined {
  let words = wordsOf(node);
  const [first = ""] = words;
  const table = /^always$/i.test(first) ? "always" : "onsuccess";
  if (/^(?:always|onsuccess)$/i.test(first)) words = words.slice(1);
  const [action = "", name = "", ...rest] = words;
  if (!/^set-cookie2?:?$/i.test(name)) return undefined;
  const isEdit = /^edit\*?$/i.test(action);
  const condition = rest[isEdit ? 2 : /^(?:unset|echo)$/i.test(action) ? 0 : 1];
  const holds = headerCondition(config, condition);
  if (holds === false) return undefined;
  const isCertain = isInEffect && holds === true;
  return { node, table, action: action.toLowerCase(), words: [name.replace(/:$/, ""), ...rest], isCertain };
}

/** Lines that a directive adds or changes move behind the others, except where it replaces the first one's text. */
function applied(header: Header, lines: readonly TextLine[]): readonly TextLine[] {
  const [name = "", value = "", replacement = ""] = header.words;
  const mine = (line: TextLine): boolean => line.header.toLowerCase() === name.toLowerCase();
  const others = lines.filter((line) => !mine(line));
  if (!header.isCertain) return lines.map((line) => (mine(line) ? { ...line, isCertain: false } : line));
  const first = lines.find(mine);
  switch (header.action) {
    case "unset":
      return others;
    case "set":
      if (first === undefined) return [...lines, given(header, name, value)];
      return lines.flatMap((line) => (line === first ? given(header, name, value) : mine(line) ? [] : line));
    case "setifempty":
      return first === undefined ? [...lines, given(header, name, value)] : lines;
    case "add":
      return [...lines, given(header, name, value)];
    case "append":
    case "merge":
      if (first === undefined) return [...lines, given(header, name, value)];
      if (header.action === "merge" && hasToken(first.text, literal(value))) return lines;
      return lines.map((line) => (line === first ? joined(header, line, value) : line));
    case "edit":
    case "edit*":
      return [...others, ...lines.filter(mine).map((line) => edited(header, line, value, replacement))];
    default:
      return lines;
  }
}

function given(header: Header, name: string, text: string): TextLine {
  return {
    header: name,
    text: literal(text),
    by: "mod_headers",
    from: [header.node],
    isCertain: !isFormat(text),
  };
}

/** `apr_table_mergen`: only the first line of the name is made longer. */
function joined({ node }: Header, line: TextLine, text: string): TextLine {
  const isCertain = line.isCertain && !isFormat(text);
  return { ...line, text: `${line.text}, ${literal(text)}`, from: [...line.from, node], isCertain };
}

/** Whether `Header merge` finds the text between the commas, of which those in quotes do not count. */
function hasToken(text: string, token: string): boolean {
  return [...text.matchAll(/\s*((?:"[^"]*(?:"|$)|[^",])*)(?:,|$)/g)].some(([, found]) => found === token);
}

function edited(header: Header, line: TextLine, pattern: string, replacement: string): TextLine {
  const regex = compiled(pattern);
  if (regex === undefined || isFormat(replacement)) return { ...line, isCertain: false };
  const replace = header.action === "edit*" ? replaceAll : replaceOnce;
  const text = replace(line.text, regex, replacement);
  return text === line.text ? line : { ...line, text, from: [...line.from, header.node] };
}

function isFormat(text: string): boolean {
  return /%[^%]|^expr=/.test(text);
}

function literal(text: string): string {
  return text.replaceAll("%%", "%");
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

function textLine({ line, separator = ";" }: TableCookie): TextLine {
  const { header, by, from, isCertain } = line;
  return { header, by, from, isCertain, text: `${line.name}=${VALUE}${separator}${line.attributes}` };
}

/** The name ends at the first equals sign, the value at the first semicolon behind it. */
function cookieLine({ text, ...rest }: TextLine): CookieLine {
  const equals = text.indexOf("=");
  const name = equals < 0 ? text : text.slice(0, equals);
  const end = text.indexOf(";", Math.max(equals, 0));
  return { ...rest, name, attributes: end < 0 ? "" : text.slice(end + 1).trimStart() };
}
