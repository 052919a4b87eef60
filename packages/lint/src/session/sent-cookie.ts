import { type CookieLine, cookiesNamedBy, wordsOf } from "@httpd-lint/config";
import { foundOnce } from "../model/memory.ts";
import type { Place } from "../model/places.ts";
import type { RuleContext } from "../rule.ts";
import { attributeAsName } from "./cookie-checks.ts";
import { type CookieAttribute, type SessionCookie, splitAttributes, type UsedCookie } from "./session-cookie.ts";
import { isUnknownText, type SessionPlace } from "./sessions.ts";
import { trackingPlaces } from "./tracking.ts";

/** A cookie as browsers get it, after mod_headers. */
export interface SentCookie {
  readonly name: string;
  readonly parts: readonly CookieAttribute[];
  /** A Header directive had a hand in it. */
  readonly isEdited: boolean;
}

/** Every form in which a session cookie is sent; empty when something that is not known decides. */
export function sentForms(context: RuleContext, used: UsedCookie): readonly SentCookie[] {
  const known = knownFormsOf(context);
  let forms = known.get(used);
  if (forms === undefined) {
    forms = findForms(context, used.cookie, used.places);
    known.set(used, forms);
  }
  return forms;
}

/** The same for one of its places alone. */
export function sentFormsAt(context: RuleContext, used: UsedCookie, place: SessionPlace): readonly SentCookie[] {
  return used.places.length === 1 ? sentForms(context, used) : findForms(context, used.cookie, [place]);
}

const knownFormsOf: (context: RuleContext) => Map<UsedCookie, readonly SentCookie[]> = foundOnce(() => new Map());

function findForms(
  context: RuleContext,
  cookie: SessionCookie,
  places: readonly SessionPlace[],
): readonly SentCookie[] {
  if (isUnknownText(cookie.attributes) || isUnknownText(cookie.name) || attributeAsName(cookie.name) !== undefined) {
    return [];
  }
  if (places.length === 0) return touchesCookies(context) ? [] : [asWritten(cookie)];
  // Of nearly every cookie there is one.
  let lines: CookieLine[] | undefined;
  let last: CookieLine | undefined;
  for (const { config } of places) {
    for (const line of cookiesNamedBy(config, cookie.node)) {
      // Places with the same settings share it.
      if (line === last) continue;
      last = line;
      if (!isKnown(line)) return [];
      if (lines === undefined) lines = [line];
      else if (!has(lines, line)) lines.push(line);
    }
  }
  return (lines ?? []).map(formOf);
}

function has(lines: readonly CookieLine[], { name, attributes }: CookieLine): boolean {
  for (const line of lines) if (line.name === name && line.attributes === attributes) return true;
  return false;
}

function isKnown(line: CookieLine): boolean {
  return line.isCertain && !isUnknownText(line.attributes) && !isUnknownText(line.name);
}

/** A file without its server: other files may change what is sent, too, but this is what its author sees. */
function touchesCookies(context: RuleContext): boolean {
  return context.directives("Header").some((node) => wordsOf(node).some((word) => /^set-cookie:?$/i.test(word)));
}

const DEFAULTS = "HttpOnly;Secure;Version=1";

function asWritten({ name, attributes }: SessionCookie): SentCookie {
  return { name, parts: splitAttributes(attributes === "" ? DEFAULTS : attributes), isEdited: false };
}

const knownForms = new WeakMap<CookieLine, SentCookie>();

function formOf(line: CookieLine): SentCookie {
  let form = knownForms.get(line);
  if (form === undefined) {
    const { name, attributes, from } = line;
    form = { name, parts: splitAttributes(attributes), isEdited: from.some(({ key }) => key === "header") };
    knownForms.set(line, form);
  }
  return form;
}

/** The attribute that counts: of several the last one (RFC 6265, section 5.3). */
export function attributeOf(cookie: Pick<SentCookie, "parts">, name: string): CookieAttribute | undefined {
  return cookie.parts.findLast((part) => part.name === name);
}

/** Text that browsers do not read as a list of attributes is another rule's. */
export function isOneWord(value: string | undefined): boolean {
  return value === undefined || !/[,"'\s]/.test(value);
}

export interface SentTracking {
  readonly place: Place;
  readonly cookie: SentCookie;
}

/** The cookie of mod_usertrack in every place that has its own form of it. */
export function sentTracking(context: RuleContext): readonly SentTracking[] {
  return trackingPlaces(context).flatMap(({ place, line }) => (isKnown(line) ? [{ place, cookie: formOf(line) }] : []));
}
