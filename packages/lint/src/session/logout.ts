import { type ConfigNode, type EffectiveConfig, wordsOf } from "@httpd-lint/config";
import type { Place } from "../model/places.ts";
import type { RuleContext } from "../rule.ts";
import { urlPathOf } from "./cookie-path.ts";
import { KEY_DIRECTIVES, keysOf } from "./crypto.ts";
import { readMaxAge } from "./max-age.ts";
import { headerLines } from "./response-headers.ts";
import { type SessionCookie, sessionCookie } from "./session-cookie.ts";
import { lookUp } from "./sessions.ts";

/** Why a logout leaves a session as it is. */
export type LogoutGap =
  | { readonly kind: "cookie" | "path" | "domain" | "realm"; readonly logout: string; readonly area: string }
  | { readonly kind: "key" };

/**
 * What form-logout-handler does: it loads the session, takes the user of its AuthName out, and sends the session back.
 * The browser gives up the cookie only when name, Path and Domain are the same.
 */
export function logoutGap(context: RuleContext, logout: Place, area: Place): LogoutGap | undefined {
  const own = cookieAt(logout);
  const other = cookieAt(area);
  if (own === undefined || other === undefined) return undefined;
  if (own.storage !== other.storage || own.name !== other.name) {
    return { kind: "cookie", logout: own.name, area: other.name };
  }
  const place = [logout, area].some(({ config }) => headerLines(config, "set-cookie").sure.length > 0)
    ? undefined
    : placeGap(logout, own, other);
  if (place !== undefined) return place;
  // A session that ends at once takes everything with it, whatever could be read of it before.
  const { seconds } = readMaxAge(logout.config.value("SessionMaxAge") ?? "0");
  if (seconds > 0 && seconds <= SHORT) return undefined;
  const realm = logout.config.value("AuthName") ?? "";
  const login = area.config.value("AuthName") ?? "";
  if (realm !== login) return { kind: "realm", logout: realm, area: login };
  return seconds === 0 && hasOtherKey(context, logout, area) ? { kind: "key" } : undefined;
}

/** Seconds within which nobody goes on with the session that was logged out. */
const SHORT = 10;

function cookieAt(place: Place): SessionCookie | undefined {
  const node = lookUp(place, "SessionCookieName", "SessionDBDCookieName");
  return node === undefined ? undefined : sessionCookie(node);
}

function placeGap(logout: Place, own: SessionCookie, other: SessionCookie): LogoutGap | undefined {
  const domain = attribute(own, "domain") ?? "";
  const wanted = attribute(other, "domain") ?? "";
  if (bare(domain) !== bare(wanted)) return { kind: "domain", logout: domain, area: wanted };
  const path = attribute(own, "path") ?? defaultPath(logout);
  const needed = attribute(other, "path");
  if (path === undefined || needed === undefined || path === needed) return undefined;
  return { kind: "path", logout: path, area: needed };
}

/** Browsers leave out a leading dot (RFC 6265, section 5.2.3). */
function bare(domain: string): string {
  return domain.replace(/^\./, "").toLowerCase();
}

function attribute(cookie: SessionCookie, name: string): string | undefined {
  return cookie.parts.findLast((part) => part.name === name)?.value;
}

/** What browsers take when there is no Path: the URL's folder (RFC 6265, section 5.1.4). */
function defaultPath({ scope }: Place): string | undefined {
  const path = urlPathOf(scope);
  return path === undefined ? undefined : path.slice(0, path.lastIndexOf("/")) || "/";
}

/** True when both have keys and none is the same; without a key on either side the text cannot be read either. */
function hasOtherKey(context: RuleContext, logout: Place, area: Place): boolean {
  const own = keys(context, logout.config);
  const other = keys(context, area.config);
  if (own === undefined || other === undefined || own.length === 0 || other.length === 0) return false;
  return !own.some((key) => other.includes(key));
}

function keys(context: RuleContext, config: EffectiveConfig): readonly string[] | undefined {
  const nodes = keyNodes(config);
  const lists = nodes.map((node) => keysOf(context, node));
  return lists.includes(undefined) ? undefined : lists.flatMap((list) => (list ?? []).map(({ key }) => key));
}

/** The directives of the list of keys in effect; outside of mod_session_crypto each name has one of its own. */
export function keyNodes(config: EffectiveConfig): readonly ConfigNode[] {
  return [...new Set(KEY_DIRECTIVES.flatMap((name) => config.setting(name)?.setBy ?? []))];
}

/** The SetHandler that ends logins. */
export function logoutHandler({ config }: Pick<Place, "config">): ConfigNode | undefined {
  const handler = config.node("SetHandler");
  return handler !== undefined && wordsOf(handler)[0] === "form-logout-handler" ? handler : undefined;
}
