import type { EffectiveConfig } from "../merge/effective.ts";
import { compiled } from "../merge/matching.ts";
import { wordsOf } from "../node.ts";
import type { ConfigNode } from "../tree.ts";
import { headerCondition } from "./header-conditions.ts";
import { headersMentioning } from "./header-mentions.ts";
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

/**
 * Stand for a cookie's value while the line is edited: more than one where it is not known, because what becomes of the
 * line may depend on it. A session in the clear has equals signs, an encrypted one may end with them.
 */
const SAMPLES: Readonly<Record<CookieLine["by"], readonly string[]>> = {
  mod_session_cookie: ["user=bob&expiry=1795000000000000", "Zm9vYmFyL3F1eHg+mGhlbGxvd29ybGQ=", "a=1"],
  mod_session_dbd: ["0f8fad5b-d9cb-469f-a165-70867728950e", "7c9e6679-7425-40de-944b-e07fc1f90ae7"],
  mod_usertrack: ["3b9aca00.5f5e1", "7d2b7500.61a80"],
  mod_headers: [""],
};

interface Header {
  readonly node: ConfigNode;
  readonly table: Table;
  readonly action: string;
  readonly words: readonly string[];
  /** False: it has a condition of which it is not known whether it holds. */
  readonly isCertain: boolean;
  /** Done when the request has been read: there is nothing yet that it could change. */
  readonly isEarly: boolean;
}

/** A line as it stands in a table. */
interface TextLine extends Pick<CookieLine, "header" | "by" | "from" | "isCertain"> {
  /** One for each sample of the value. */
  readonly texts: readonly string[];
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
    if (cookies.length < 2) return cookies.map(({ line }) => line);
    const of = (wanted: Table): readonly CookieLine[] =>
      cookies.filter(({ table }) => table === wanted).map(({ line }) => line);
    return [...of("always"), ...of("onsuccess")];
  }
  const edit = (table: Table, lines: readonly TextLine[], isEarly = false): readonly TextLine[] =>
    headers
      .filter((header) => header.table === table && header.isEarly === isEarly)
      .reduce((edited, header) => applied(header, edited), lines);
  const of = (wanted: Table, among = cookies): TextLine[] =>
    among.filter(({ table }) => table === wanted).map(textLine);
  const [always, onsuccess] = [edit("always", [], true), edit("onsuccess", [], true)];
  if (!isError) {
    const withErrors = edit("always", [...always, ...of("always")]);
    return [...withErrors, ...edit("onsuccess", [...onsuccess, ...of("onsuccess")])].map(cookieLine);
  }
  // `ap_send_error_response` makes the table of errors the other one, which it forgets, and begins a new one; then only
  // the directives for errors are looked at.
  const [early, late] = [cookies.filter((each) => each.isEarly), cookies.filter((each) => !each.isEarly)];
  const kept = [...always, ...of("always", early), ...of("onsuccess", late)];
  return [...edit("always", of("always", late)), ...kept].map(cookieLine);
}

/** Whether no Header about cookies depends on what is not known. */
export function headersAreKnown(config: EffectiveConfig): boolean {
  return headersOf(config).every(({ isCertain }) => isCertain);
}

/** Many lines are looked at under the same directives. */
const HEADERS = new WeakMap<EffectiveConfig, readonly Header[]>();

const NO_HEADERS: readonly Header[] = [];

/** Whether a Header in effect may be about cookies. */
export function mayEditCookies(config: EffectiveConfig): boolean {
  // What a .htaccess has is not among the tree's own.
  return (
    headersMentioning(config.tree, "set-cookie").length > 0 || config.layers.some(({ section }) => section.isOfHtaccess)
  );
}

function headersOf(config: EffectiveConfig): readonly Header[] {
  if (!mayEditCookies(config)) return NO_HEADERS;
  const known = HEADERS.get(config);
  if (known !== undefined) return known;
  const { setBy = [], possible = [] } = config.setting("Header") ?? {};
  const headers: Header[] = [];
  for (const [nodes, isInEffect] of [
    [setBy, true],
    [possible, false],
  ] as const) {
    for (const node of nodes) {
      const header = isAboutCookies(node) ? headerOf(config, node, isInEffect) : undefined;
      if (header !== undefined) headers.push(header);
    }
  }
  HEADERS.set(config, headers);
  return headers;
}

/** Most are not. */
function isAboutCookies(node: ConfigNode): boolean {
  const words = wordsOf(node);
  const at = isTable(words[0] ?? "") ? 2 : 1;
  return /^set-cookie2?:?$/i.test(words[at] ?? "");
}

function isTable(word: string): boolean {
  return /^(?:always|onsuccess)$/i.test(word);
}

function headerOf(config: EffectiveConfig, node: ConfigNode, isInEffect: boolean): Header | undefined {
  let words = wordsOf(node);
  const [first = ""] = words;
  const table = /^always$/i.test(first) ? "always" : "onsuccess";
  if (isTable(first)) words = words.slice(1);
  const [action = "", name = "", ...rest] = words;
  const isEdit = /^edit\*?$/i.test(action);
  const condition = rest[isEdit ? 2 : /^(?:unset|echo)$/i.test(action) ? 0 : 1];
  const isEarly = /^early$/i.test(condition ?? "");
  // By then no section has been looked at.
  if (isEarly && !isOfServer(config, node)) return undefined;
  const holds = isEarly || headerCondition(config, condition);
  if (holds === false) return undefined;
  const isCertain = isInEffect && holds === true;
  return { node, table, action: action.toLowerCase(), words: [name.replace(/:$/, ""), ...rest], isCertain, isEarly };
}

function isOfServer({ layers }: EffectiveConfig, node: ConfigNode): boolean {
  return layers.some(({ section }) => /server|host/.test(section.kind) && section.directives.includes(node));
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
      return lines.map((line) => (line === first ? joined(header, line, value) : line));
    case "edit":
    case "edit*":
      return [...others, ...lines.filter(mine).map((line) => edited(header, line, value, replacement))];
    default:
      return lines;
  }
}

function given(header: Header, name: string, text: string): TextLine {
  const isCertain = !isFormat(text);
  return { header: name, texts: [literal(text)], by: "mod_headers", from: [header.node], isCertain };
}

/** `apr_table_mergen`: only the first line of the name is made longer. */
function joined({ node, action }: Header, line: TextLine, text: string): TextLine {
  const token = literal(text);
  const longer = line.texts.map((each) => (action === "merge" && hasToken(each, token) ? each : `${each}, ${token}`));
  const isCertain = line.isCertain && !isFormat(text);
  return changed({ ...line, isCertain }, longer, node);
}

function changed(line: TextLine, texts: readonly string[], node: ConfigNode): TextLine {
  return texts.every((text, at) => text === line.texts[at]) ? line : { ...line, texts, from: [...line.from, node] };
}

/** Whether `Header merge` finds the text between the commas, of which those in quotes do not count. */
function hasToken(text: string, token: string): boolean {
  return [...text.matchAll(/\s*((?:"[^"]*(?:"|$)|[^",])*)(?:,|$)/g)].some(([, found]) => found === token);
}

function edited(header: Header, line: TextLine, pattern: string, replacement: string): TextLine {
  const regex = compiled(pattern);
  if (regex === undefined || isFormat(replacement)) return { ...line, isCertain: false };
  const replace = header.action === "edit*" ? replaceAll : replaceOnce;
  const texts = line.texts.map((text) => replace(text, regex, literal(replacement)));
  return changed(line, texts, header.node);
}

function isFormat(text: string): boolean {
  return /%./.test(text.replaceAll("%%", "")) || text.startsWith("expr=");
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

/** `ap_pregsub`: `$0` to `$9` stand for what was found; a backslash takes away their meaning. */
function substituted(replacement: string, match: RegExpExecArray): string {
  return replacement.replace(/\\([$&])|\$(\d)/g, (_, escaped: string | undefined, group: string | undefined) => {
    return escaped ?? match[Number(group)] ?? "";
  });
}

function textLine({ line, separator = ";" }: TableCookie): TextLine {
  const { header, by, from, isCertain } = line;
  const texts = SAMPLES[by].map((value) => `${line.name}=${value}${separator}${line.attributes}`);
  return { header, by, from, isCertain, texts };
}

function cookieLine({ texts, ...line }: TextLine): CookieLine {
  const [first = partsOf(""), ...others] = texts.map(partsOf);
  const isSame = others.every(({ name, attributes }) => name === first.name && attributes === first.attributes);
  const keepsValue = texts.every((text, at) => partsOf(text).value === SAMPLES[line.by][at]);
  const { name, attributes } = first;
  return { ...line, name, attributes, keepsValue, isCertain: line.isCertain && isSame };
}

interface Parts {
  readonly name: string;
  readonly value: string;
  readonly attributes: string;
}

/** The name ends at the first equals sign, whatever is in it; a line without one is a value without a name. */
function partsOf(text: string): Parts {
  const equals = text.indexOf("=");
  const rest = text.slice(equals + 1);
  const end = rest.includes(";") ? rest.indexOf(";") : rest.length;
  return {
    name: text.slice(0, Math.max(equals, 0)),
    value: rest.slice(0, end),
    attributes: rest.slice(end + 1).trimStart(),
  };
}
