import { type ConfigNode, type EffectiveConfig, sessionState, wordsOf } from "@httpd-lint/config";
import { effectiveAt } from "../model/effective.ts";
import { type Place, placesOf } from "../model/places.ts";
import { hostOf } from "../model/scope.ts";
import { isTls } from "../model/tls.ts";
import type { RuleContext } from "../rule.ts";
import { type CookieFlag, flagsOfEdit, mayAddFlag } from "./cookie-edits.ts";
import { type ProxiedPath, proxiedPaths } from "./proxied.ts";
import { type HeaderLine, linesAbout } from "./response-headers.ts";
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

/** Where cookies come from, looked for once for all edits. */
export interface CookieSources {
  /** The places that differ in cookies, in Header directives or in TLS. */
  readonly places: readonly Place[];
  /** RewriteRules that set cookies. */
  readonly rewrites: readonly ConfigNode[];
  readonly proxied: readonly ProxiedPath[];
}

export function cookieSources(context: RuleContext): CookieSources {
  return {
    places: placesOf(context, "Header", "SSLEngine", ...OWN),
    rewrites: context.directives("RewriteRule").filter((node) => rewriteCookies(node).length > 0),
    proxied: hasCookieModule(context) ? [] : proxiedPaths(context),
  };
}

/** What of it is part of the server that an edit stands in; an edit of the main server is for all. */
export function sourcesFor(context: RuleContext, edit: HeaderLine, sources: CookieSources): CookieSources {
  const host = hostOf(context.scopeOf(edit.node));
  if (host.kind !== "virtual host") return sources;
  return {
    places: sources.places.filter((place) => place.host === host),
    rewrites: sources.rewrites.filter((node) => hostOf(context.scopeOf(node)) === host),
    proxied: sources.proxied.filter((path) => path.host === host),
  };
}

/** Over plain HTTP a cookie with Secure does not come back, so there the edit may not do what is meant. */
export function isHarmless(edit: HeaderLine, flags: readonly CookieFlag[], { places }: CookieSources): boolean {
  return !flags.includes("Secure") || places.every((place) => isTls(place) || !isInEffect(edit, place));
}

function isInEffect({ node }: HeaderLine, { config }: Place): boolean {
  return config.setting("Header")?.setBy.includes(node) === true;
}

/** Cookies of httpd's modules that an edit leaves as they are, because they stand in the other table of headers. */
export function missedOwnCookies(
  edit: HeaderLine,
  flags: readonly CookieFlag[],
  { places }: CookieSources,
): readonly MissedCookie[] {
  const affected = places.filter((place) => isInEffect(edit, place));
  return affected.flatMap(({ config }) => {
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
  edit: HeaderLine,
  flags: readonly CookieFlag[],
  { rewrites }: CookieSources,
): readonly MissedCookie[] {
  if (edit.table === "always") return [];
  return rewrites.flatMap((node) => {
    const scope = context.scopeOf(node);
    const config = effectiveAt(context.tree, hostOf(scope), scope);
    if (!config.setting("Header")?.setBy.includes(edit.node) || config.value("RewriteEngine")?.toLowerCase() !== "on") {
      return [];
    }
    return rewriteCookies(node).flatMap(({ name, isSecure, isHttpOnly, hasSameSite }) => {
      const has = { Secure: isSecure, HttpOnly: isHttpOnly, SameSite: hasSameSite };
      const missing = flags.filter((flag) => !has[flag] && !mayAddFlag(config, "always", flag));
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
  edit: HeaderLine,
  flags: readonly CookieFlag[],
  sources: CookieSources,
): readonly MissedCookie[] {
  if (edit.table === "onsuccess" || sources.rewrites.length > 0) return [];
  return sources.proxied.flatMap((proxied) => {
    const config = effectiveAt(context.tree, proxied.host, proxied.scope);
    const isMeant = isAll(context, edit.node, proxied) && config.setting("Header")?.setBy.includes(edit.node) === true;
    if (!isMeant || !isHttp(context, proxied.backend) || sessionState(config).setCookie.length > 0) return [];
    const missing = flags.filter((flag) => !mayAddFlag(config, "onsuccess", flag));
    if (missing.length === 0 || changesCookies(config)) return [];
    return [{ name: undefined, from: proxied.node, source: "backend" as const, flags: missing }];
  });
}

/** Other protocols have ways of their own to read headers; of a balancer its members decide. */
function isHttp(context: RuleContext, backend: string): boolean {
  if (!/^balancer:/i.test(backend)) return /^https?:/i.test(backend);
  const members = context
    .directives("BalancerMember")
    .map((node) => wordsOf(node).find((word) => word.includes("://")));
  return members.length > 0 && members.every((url) => url !== undefined && /^https?:/i.test(url));
}

function isAll(context: RuleContext, edit: ConfigNode, { scope, path }: ProxiedPath): boolean {
  if (context.scopeOf(edit) === scope && scope.kind === "location") return true;
  return path === "/" && (scope.kind === "server" || scope.kind === "virtual host");
}

/** Modules of others that set cookies in the headers that errors have as well. */
function hasCookieModule({ tree }: RuleContext): boolean {
  return tree.modules.some(
    ({ symbol }) =>
      /oidc|openid|mellon|shib|cas_|gssapi|tkt|pubtkt|cookie|php/.test(symbol) && !/^session_/.test(symbol),
  );
}

/** ProxyPassReverseCookiePath may add attributes, too; whoever writes `; HttpOnly` there has thought of them. */
function changesCookies(config: EffectiveConfig): boolean {
  const nodes = config.setting("ProxyPassReverseCookiePath")?.setBy ?? [];
  return nodes.some((node) => wordsOf(node).some((word) => /;/.test(word)));
}

/** The edits of Set-Cookie that are meant to add attributes. */
export function cookieEdits(context: RuleContext): readonly (readonly [HeaderLine, readonly CookieFlag[]])[] {
  return linesAbout(context, "set-cookie").flatMap((edit) => {
    const flags = flagsOfEdit(edit);
    return flags.length === 0 ? [] : [[edit, flags] as const];
  });
}
