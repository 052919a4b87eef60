import { type ConfigNode, type CookieLine, sessionState } from "@httpd-lint/config";
import { type Place, placesOf } from "../model/places.ts";
import type { RuleContext } from "../rule.ts";

/** Directives of mod_usertrack that are settings of a section. CookieExpires is one of the server. */
export const TRACKING: readonly string[] = [
  "CookieTracking",
  "CookieName",
  "CookieDomain",
  "CookieStyle",
  "CookieSameSite",
  "CookieSecure",
  "CookieHTTPOnly",
];

/** A set of requests whose visitors get a tracking cookie. */
export interface TrackingPlace {
  readonly place: Place;
  /** The `CookieTracking On` in effect. */
  readonly on: ConfigNode;
  /** As sent, after mod_headers. */
  readonly line: CookieLine;
}

/** Places with a tracking cookie of which all is known, those that differ in TLS apart. */
export function trackingPlaces(context: RuleContext): readonly TrackingPlace[] {
  if (context.directives("CookieTracking").length === 0) return [];
  return placesOf(context, ...TRACKING, "SSLEngine").flatMap((place) => {
    const { config } = place;
    const on = config.node("CookieTracking");
    // Without a merge function any directive of a section that may apply puts all of them aside.
    if (on === undefined || TRACKING.some((name) => config.setting(name)?.possible.length)) return [];
    const line = sessionState(config).setCookie.find(({ by }) => by === "mod_usertrack");
    return line === undefined || !line.isCertain ? [] : [{ place, on, line }];
  });
}
