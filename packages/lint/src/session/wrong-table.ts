import { type ConfigNode, type EffectiveConfig, sessionState, wordsOf } from "@httpd-lint/config";
import { effectiveAt } from "../model/effective.ts";
import { type CookieFlag, flagsOfEdit, type HeaderDirective, headerDirective, mayAdd } from "../model/headers.ts";
import { type Place, placesOf } from "../model/places.ts";
import { hostOf } from "../model/scope.ts";
import type { RuleContext } from "../rule.ts";
import { type ProxiedPath, pathOfUrl, proxiedPaths } from "./proxied.ts";
import { rewriteCookies } from "./rewrite-cookie.ts";
import { splitAttributes } from "./session-cookie.ts";
import { TRACKING } from "./tracking.ts";

/** A cookie that an edit was meant for and does not reach. */
export interface MissedCookie {
  /** Undefined for those of a backend. */
  readonly name: string | undefined;
  readonly from: ConfigNode;
  readonly source: "mod_session_cookie" | "mod_session_dbd" | "mod_usertrack" | "mod_rewrite" | "backend";
  readonly flags: readonly CookieFlag[];
}

const OWN: readonly string[] = ["Session", "SessionCookieName", "SessionDBDCookieName", "SessionMaxAge", ...TRACKING];

/** The places that differ in cookies or in Header directives. */
export function cookiePlaces(context: RuleContext): readonly Place[] {
  return placesOf(context, "Header", ...OWN);
}

/** Cookies of httpd's modules that an edit leaves as they are, because they stand in the other table of headers. */
export function missedOwnCookies(
  edit: HeaderDirective,
  flags: readonly CookieFlag[],
  places: readonly Place[],
): readonly MissedCookie[] {
  const inEffect = places.filter(({ config }) => config.setting("Header")?.setBy.includes(edit.node));
  return inEffect.flatMap(({ config }) => {
    const lines = sessionState(config).setCookie.filter(({ by }) => by !== "mod_headers");
    return lines.flatMap(({ name, by, attributes, from, isCertain }) => {
      const [node] = from;
      const missing = missingFlags(attributes, flags);
      if (!isCertain || by === "mod_headers" || node === undefined || missing.length === 0) return [];
      // mod_session_dbd sends its cookie in both tables: only a copy that was reached tells that the edit matches.
      const isHalf = lines.some((other) => other.by === by && missingFlags(other.attributes, flags).length === 0);
      const isMissed = by === "mod_session_dbd" ? isHalf : edit.table === "onsuccess";
      return isMissed ? [{ name, from: node, source: by, flags: missing }] : [];
    });
  });
}

function missingFlags(attributes: string, flags: readonly CookieFlag[]): readonly CookieFlag[] {
  const parts = splitAttributes(attributes);
  return flags.filter((flag) => !parts.some(({ name }) => name === flag.toLowerCase()));
}

/** Cookies of RewriteRule stand in the table of `Header always`. */
export function missedRewriteCookies(
  context: RuleContext,
  edit: HeaderDirective,
  flags: readonly CookieFlag[],
): readonly MissedCookie[] {
  if (edit.table === "always") return [];
  return context.directives("RewriteRule").flatMap((node) => {
    const cookies = rewriteCookies(node);
    if (cookies.length === 0) return [];
    const scope = context.scopeOf(node);
    const config = effectiveAt(context.tree, hostOf(scope), scope);
    if (!config.setting("Header")?.setBy.includes(edit.node) || config.value("RewriteEngine")?.toLowerCase() !== "on") {
      return [];
    }
    return cookies.flatMap(({ name, isSecure, isHttpOnly, hasSameSite }) => {
      const has = { Secure: isSecure, HttpOnly: isHttpOnly, SameSite: hasSameSite };
      const missing = flags.filter((flag) => !has[flag] && !isAdded(config, "always", flag));
      return missing.length === 0 ? [] : [{ name, from: node, source: "mod_rewrite" as const, flags: missing }];
    });
  });
}

/**
 * Cookies of backends stand in the table that `Header always` does not reach. Reported where nothing else can be meant:
 * all of a server or of a location is proxied over HTTP, and httpd has no cookies of its own there.
 */
export function missedBackendCookies(
  context: RuleContext,
  edit: HeaderDirective,
  flags: readonly CookieFlag[],
): readonly MissedCookie[] {
  if (edit.table === "onsuccess" || hasCookieModule(context)) return [];
  return proxiedPaths(context).flatMap((proxied) => {
    const config = effectiveAt(context.tree, proxied.host, proxied.scope);
    const isMeant = isAll(context, edit.node, proxied) && config.setting("Header")?.setBy.includes(edit.node) === true;
    if (!isMeant || !/^https?:/i.test(proxied.backend) || sessionState(config).setCookie.length > 0) return [];
    if (context.directives("RewriteRule").some((node) => rewriteCookies(node).length > 0)) return [];
    const missing = flags.filter((flag) => !isAdded(config, "onsuccess", flag));
    if (missing.length === 0 || changesCookies(config)) return [];
    return [{ name: undefined, from: proxied.node, source: "backend" as const, flags: missing }];
  });
}

function isAll(context: RuleContext, edit: ConfigNode, { scope, path, backend }: ProxiedPath): boolean {
  if (context.scopeOf(edit) === scope && scope.kind === "location") return true;
  return path === "/" && pathOfUrl(backend) !== "" && (scope.kind === "server" || scope.kind === "virtual host");
}

/** Modules of others that set cookies in the headers that errors have as well. */
function hasCookieModule({ tree }: RuleContext): boolean {
  return tree.modules.some(
    ({ symbol }) =>
      /oidc|openid|mellon|shib|cas_|gssapi|tkt|pubtkt|cookie|php/.test(symbol) && !/^session_/.test(symbol),
  );
}

function headersOf(config: EffectiveConfig): readonly HeaderDirective[] {
  const { setBy = [], possible = [] } = config.setting("Header") ?? {};
  return [...setBy, ...possible].map(headerDirective);
}

function isAdded(config: EffectiveConfig, table: HeaderDirective["table"], flag: CookieFlag): boolean {
  return headersOf(config).some((header) => mayAdd(header, table, flag));
}

/** ProxyPassReverseCookiePath may add attributes, too; whoever writes `; HttpOnly` there has thought of them. */
function changesCookies(config: EffectiveConfig): boolean {
  const nodes = config.setting("ProxyPassReverseCookiePath")?.setBy ?? [];
  return nodes.some((node) => wordsOf(node).some((word) => /;/.test(word)));
}

/** The edits of Set-Cookie that are meant to add attributes. */
export function cookieEdits(context: RuleContext): readonly (readonly [HeaderDirective, readonly CookieFlag[]])[] {
  return context.directives("Header").flatMap((node) => {
    const edit = headerDirective(node);
    const flags = flagsOfEdit(edit) ?? [];
    return flags.length === 0 ? [] : [[edit, flags] as const];
  });
}
