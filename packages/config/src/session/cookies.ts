import { askedFor, type EffectiveConfig } from "../merge/effective.ts";
import { atol } from "../process/numbers.ts";
import type { ConfigNode } from "../tree.ts";
import { editedCookies, mayEditCookies, type TableCookie } from "./header-edits.ts";
import type { CookieLine, Storage } from "./model.ts";
import { trackingCookie } from "./tracking.ts";

/** What `ap_cookie_write` adds when a directive gives a name alone. */
const DEFAULT_ATTRIBUTES = "HttpOnly;Secure;Version=1";

/**
 * The cookies of a response that writes the session: mod_usertrack's, mod_session's, and what mod_headers makes of them
 * and adds. httpd sends what is in the table of `Header always` before what is in the other.
 *
 * @param storage undefined: the response does not write the session
 * @param isError httpd itself answers with an error or a redirection
 */
export function sentCookies(
  config: EffectiveConfig,
  storage: Storage | undefined,
  maxAge: number,
  isError = false,
): readonly CookieLine[] {
  // mod_usertrack does nothing in the subrequest for an index file.
  const tracking = trackingCookie(askedFor(config));
  const cookies = writtenCookies(config, storage, maxAge);
  if (tracking === undefined) return editedCookies(config, cookies, isError);
  const own: TableCookie = { table: "always", line: tracking.line, separator: "; ", isEarly: true };
  return editedCookies(config, [own, ...cookies], isError);
}

const NO_COOKIES: readonly TableCookie[] = [];

function writtenCookies(config: EffectiveConfig, storage: Storage | undefined, maxAge: number): readonly TableCookie[] {
  // mod_session_cookie writes into the table that is sent with errors, too.
  if (storage === "cookie") return written(config, IN_COOKIE, maxAge).map((line) => ({ table: "always", line }));
  if (storage !== "database cookie") return NO_COOKIES;
  return written(config, IN_DATABASE, maxAge).flatMap((line): readonly TableCookie[] => [
    { table: "onsuccess", line },
    { table: "always", line },
  ]);
}

/**
 * What a response carries for a cookie that one directive names, when its module keeps the session: empty when
 * mod_headers takes it away.
 *
 * @param node SessionCookieName, SessionDBDCookieName, or one of the two with a 2
 */
export function cookiesNamedBy(config: EffectiveConfig, node: ConfigNode): readonly CookieLine[] {
  if (!mayEditCookies(config)) return namedLine(node, maxAgeOf(config)).sent;
  let ofConfig = NAMED.get(config);
  if (ofConfig === undefined) {
    ofConfig = new Map();
    NAMED.set(config, ofConfig);
  }
  let lines = ofConfig.get(node);
  if (lines === undefined) {
    lines = linesNamedBy(config, node);
    ofConfig.set(node, lines);
  }
  return lines;
}

/** Many rules look at the same cookies. */
const NAMED = new WeakMap<EffectiveConfig, Map<ConfigNode, readonly CookieLine[]>>();

function linesNamedBy(config: EffectiveConfig, node: ConfigNode): readonly CookieLine[] {
  const { line } = namedLine(node, maxAgeOf(config));
  const cookies: TableCookie[] = [{ table: "always", line }];
  if (line.by === "mod_session_dbd") cookies.unshift({ table: "onsuccess", line });
  return editedCookies(config, cookies).filter(({ from }) => from.includes(node));
}

/** As nearly all are written; others take bigints. */
const SHORT_NUMBER = /^\d{1,9}$/;

/** SessionMaxAge in seconds; 0 without one. */
export function maxAgeOf(config: EffectiveConfig): number {
  const value = config.value("SessionMaxAge") ?? "0";
  return SHORT_NUMBER.test(value) ? Number(value) : Number(atol(value));
}

/** The directives that name a cookie, the first for `Set-Cookie`, the other for `Set-Cookie2`. */
type Names = readonly [string, string];

const IN_COOKIE: Names = ["SessionCookieName", "SessionCookieName2"];
const IN_DATABASE: Names = ["SessionDBDCookieName", "SessionDBDCookieName2"];

function written(config: EffectiveConfig, [first, second]: Names, maxAge: number): readonly CookieLine[] {
  const one = config.node(first);
  const other = config.node(second);
  if (one !== undefined && other === undefined) return [namedLine(one, maxAge).line];
  return [one, other].flatMap((node) => (node === undefined ? [] : [namedLine(node, maxAge).line]));
}

/** What a directive makes of a session with a limit. */
interface NamedLine {
  readonly maxAge: number;
  readonly line: CookieLine;
  /** As a response has it when no Header edits it: mod_session_dbd writes it into both tables. */
  readonly sent: readonly CookieLine[];
}

/** The last one of each directive: most places that have its cookie have the same limit. */
const LINES = new WeakMap<ConfigNode, NamedLine>();

function namedLine(node: ConfigNode, maxAge: number): NamedLine {
  let named = LINES.get(node);
  if (named?.maxAge !== maxAge) {
    const line = cookieLine(node, maxAge);
    named = { maxAge, line, sent: line.by === "mod_session_dbd" ? [line, line] : [line] };
    LINES.set(node, named);
  }
  return named;
}

/** Name and attributes as `set_cookie_name` cuts them, and `ap_cookie_write` joins them. */
function cookieLine(node: ConfigNode, maxAge: number): CookieLine {
  const { name, attributes } = nameAndAttributes(node.argumentText);
  const age = maxAge === 0 ? "" : `Max-Age=${maxAge};`;
  return {
    header: node.key.endsWith("2") ? "Set-Cookie2" : "Set-Cookie",
    name,
    attributes: `${age}${attributes === "" ? DEFAULT_ATTRIBUTES : attributes}`,
    by: node.key.startsWith("sessiondbd") ? "mod_session_dbd" : "mod_session_cookie",
    from: [node],
    keepsValue: true,
    isCertain: true,
  };
}

/** The name is what stands before the first space or tab, with any quotes; the rest of the line is sent as it is. */
export function nameAndAttributes(text: string): { readonly name: string; readonly attributes: string } {
  let end = 0;
  while (end < text.length && text[end] !== " " && text[end] !== "\t") end++;
  return { name: text.slice(0, end), attributes: text.slice(end).trimStart() };
}
