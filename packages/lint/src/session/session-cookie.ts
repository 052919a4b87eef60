import { type ConfigNode, isOfMacro, locationOf, wordsOf } from "@httpd-lint/config";
import type { Location, Range } from "@httpd-lint/diagnostics";
import { foundOnce } from "../model/memory.ts";
import type { RuleContext } from "../rule.ts";
import { lookUp, mayApply, mayHaveSession, type SessionPlace, sessionPlaces } from "./sessions.ts";

/** One attribute of a cookie as written; the range is into `SessionCookie.attributes`. */
export interface CookieAttribute extends Range {
  /** In lower case. */
  readonly name: string;
  readonly value: string | undefined;
}

/** What SessionCookieName or SessionDBDCookieName says. */
export interface SessionCookie {
  readonly node: ConfigNode;
  readonly name: string;
  /** As sent; empty when the directive has only a name, and then httpd adds `HttpOnly;Secure;Version=1`. */
  readonly attributes: string;
  readonly parts: readonly CookieAttribute[];
  /** The cookie is kept in the browser, or is a key into a database. */
  readonly storage: "cookie" | "database";
  readonly nameLocation: Location;
  /** Where a range of `attributes` is written; the whole directive when variables or continuations moved it. */
  locate(range: Range): Location;
  /** False when edits to name and attributes cannot be placed. */
  readonly editable: boolean;
}

/**
 * Both directives take raw arguments: the name is what stands before the first space or tab, with any quotes
 * (mod_session_cookie's `set_cookie_name`), and the rest of the line is sent as it is.
 */
export function sessionCookie(node: ConfigNode): SessionCookie {
  let cookie = knownCookies.get(node);
  if (cookie === undefined) {
    cookie = readCookie(node);
    knownCookies.set(node, cookie);
  }
  return cookie;
}

/** Many rules look at the same cookies. */
const knownCookies = new WeakMap<ConfigNode, SessionCookie>();

function readCookie(node: ConfigNode): SessionCookie {
  const text = node.argumentText;
  const name = /^[^ \t]*/.exec(text)?.[0] ?? "";
  const attributes = text.slice(name.length).trim();
  const { file } = node.frame;
  const start = node.line.contentEnd - text.length;
  const exact = file.text.slice(start, node.line.contentEnd) === text;
  const attributesStart = start + text.indexOf(attributes, name.length);
  const whole = locationOf(node);
  return {
    node,
    name,
    attributes,
    parts: splitAttributes(attributes),
    storage: node.key.startsWith("sessiondbd") ? "database" : "cookie",
    nameLocation: exact && name !== "" ? { ...whole, start, end: start + name.length } : whole,
    locate: (range) =>
      exact ? { ...whole, start: attributesStart + range.start, end: attributesStart + range.end } : whole,
    editable: exact && node.frame.kind !== "option" && !isOfMacro(node),
  };
}

/** Attributes between semicolons, as browsers cut them. */
export function splitAttributes(text: string): readonly CookieAttribute[] {
  const parts: CookieAttribute[] = [];
  for (let from = 0; from < text.length; ) {
    const semicolon = text.indexOf(";", from);
    const to = semicolon < 0 ? text.length : semicolon;
    const part = attributeIn(text, from, to);
    if (part !== undefined) parts.push(part);
    from = to + 1;
  }
  return parts;
}

function attributeIn(text: string, from: number, to: number): CookieAttribute | undefined {
  const piece = text.slice(from, to);
  const trimmed = piece.trim();
  if (trimmed === "") return undefined;
  const start = from + piece.indexOf(trimmed);
  const equals = trimmed.indexOf("=");
  const name = (equals < 0 ? trimmed : trimmed.slice(0, equals)).trim().toLowerCase();
  const value = equals < 0 ? undefined : trimmed.slice(equals + 1).trim();
  return { name, value, start, end: start + trimmed.length };
}

/** A cookie together with the places that send it. */
export interface UsedCookie {
  readonly cookie: SessionCookie;
  /** Empty when the file is looked at without its server. */
  readonly places: readonly SessionPlace[];
}

const NAMES: readonly string[] = ["SessionCookieName", "SessionDBDCookieName"];

/** The cookies that sessions are sent with; without the whole server, every cookie that a directive names. */
export const usedCookies: (context: RuleContext) => readonly UsedCookie[] = foundOnce(findUsedCookies);

function findUsedCookies(context: RuleContext): readonly UsedCookie[] {
  const used = new Map<ConfigNode, SessionPlace[]>();
  const add = (node: ConfigNode, place: SessionPlace): void => {
    const places = used.get(node);
    if (places === undefined) used.set(node, [place]);
    else places.push(place);
  };
  for (const place of sessionPlaces(context)) {
    for (const name of NAMES) {
      const inherited = lookUp(place, name);
      const nodes = inherited === undefined ? lastOfEachScope(context, mayApply(context, place, name)) : [inherited];
      for (const node of nodes) add(node, place);
    }
  }
  if (!context.whole) {
    for (const node of lastOfEachScope(context, context.directives(...NAMES)))
      if (mayHaveSession(context, node) && !used.has(node)) used.set(node, []);
  }
  return [...used]
    .map(([node, places]) => ({ cookie: sessionCookie(node), places }))
    .filter(({ cookie }) => cookie.name !== "");
}

function lastOfEachScope(context: RuleContext, nodes: readonly ConfigNode[]): readonly ConfigNode[] {
  return nodes.filter((node) => context.scopeOf(node).directives(node.key).at(-1) === node);
}

/** True when the cookie is sent with the attribute; a bare name gets HttpOnly and Secure from httpd. */
export function hasFlag(cookie: SessionCookie, flag: "httponly" | "secure"): boolean {
  return cookie.attributes === "" || cookie.parts.some((part) => part.name === flag);
}

export interface HeaderEdits {
  /** Header directives that may give the cookie the attribute after mod_session wrote it. */
  readonly effective: readonly ConfigNode[];
  /** Those that would, were they not for the table that session cookies are not in. */
  readonly wrongTable: readonly ConfigNode[];
}

/**
 * mod_session_cookie writes to the headers that `Header always` edits, and only to them; mod_session_dbd writes the
 * cookie to both tables. Conditions and patterns are taken as met.
 */
export function headerEdits(context: RuleContext, used: UsedCookie, attribute: string): HeaderEdits {
  const nodes =
    used.places.length === 0
      ? context.directives("Header")
      : [...new Set(used.places.flatMap((place) => mayApply(context, place, "Header")))];
  const always: ConfigNode[] = [];
  const onSuccess: ConfigNode[] = [];
  for (const node of nodes) {
    const words = wordsOf(node);
    const table = /^(always|onsuccess)$/i.test(words[0] ?? "") ? (words[0] as string).toLowerCase() : undefined;
    const [action = "", header = "", ...values] = table === undefined ? words : words.slice(1);
    if (!/^(edit\*?|set)$/i.test(action) || !/^set-cookie:?$/i.test(header)) continue;
    const last = values
      .slice(/^edit/i.test(action) ? 1 : 0)
      .join(" ")
      .toLowerCase();
    if (!last.includes(attribute) && !/%\{|\$\{|^expr=/.test(last)) continue;
    (table === "always" ? always : onSuccess).push(node);
  }
  const reaches = used.cookie.storage === "cookie" ? always.length > 0 : always.length > 0 && onSuccess.length > 0;
  if (reaches) return { effective: always, wrongTable: [] };
  return { effective: [], wrongTable: used.cookie.storage === "cookie" ? onSuccess : [...always, ...onSuccess] };
}
