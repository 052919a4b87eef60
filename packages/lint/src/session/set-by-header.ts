import { type ConfigNode, sessionState, trackingCookie, writtenArguments } from "@httpd-lint/config";
import type { TextEdit } from "@httpd-lint/diagnostics";
import { isEditable } from "../model/edits.ts";
import { type Place, placesOf } from "../model/places.ts";
import { hostOf } from "../model/scope.ts";
import { isTls } from "../model/tls.ts";
import type { RuleContext } from "../rule.ts";
import { type CookieFlag, mayAddFlag } from "./cookie-edits.ts";
import { proxiedPaths } from "./proxied.ts";
import { type HeaderLine, linesAbout } from "./response-headers.ts";
import { splitAttributes } from "./session-cookie.ts";
import { isUnknownText } from "./sessions.ts";

/** A cookie that a Header directive writes out. */
export interface HeaderCookie {
  readonly line: HeaderLine;
  readonly name: string;
  /** Those it should have and does not, in the order in which they are added. */
  readonly missing: readonly CookieFlag[];
  /** It differs by request, so that it may tell users apart. */
  readonly varies: boolean;
  /** Only httpd's balancer reads it. */
  readonly isRoute: boolean;
  /** Browsers reach it by TLS wherever it is set. */
  readonly isOnlyTls: boolean;
  readonly places: readonly Place[];
}

/** Cookies of Header directives that are set for good; those that take a cookie away are not among them. */
export function headerCookies(context: RuleContext): readonly HeaderCookie[] {
  const lines = linesAbout(context, "set-cookie").filter(({ action }) =>
    /^(?:set|add|append|merge|setifempty)$/.test(action),
  );
  if (lines.length === 0) return [];
  const all = placesOf(context, "Header", "SSLEngine");
  return lines.flatMap((line) => {
    const text = line.value;
    const [pair = "", ...rest] = text.split(";");
    const name = pair.split("=", 1)[0]?.trim() ?? "";
    const attributes = rest.join(";");
    if (name === "" || !pair.includes("=") || isUnknownText(text) || /^expr=/i.test(text) || isRemoval(text)) return [];
    const host = hostOf(context.scopeOf(line.node));
    const near = host.kind === "virtual host" ? all.filter((place) => place.host === host) : all;
    const places = near.filter(({ config }) => config.setting("Header")?.setBy.includes(line.node));
    const parts = splitAttributes(attributes);
    const lacks = (flag: CookieFlag): boolean =>
      !parts.some((part) => part.name === flag.toLowerCase()) &&
      !places.some(({ config }) => mayAddFlag(config, line.table, flag));
    const missing: CookieFlag[] = [];
    if (lacks("HttpOnly")) missing.push("HttpOnly");
    if (places.some(isTls) && lacks("Secure")) missing.push("Secure");
    const isOnlyTls = places.length > 0 && places.every(isTls);
    return [{ line, name, missing, varies: /%\{/.test(pair), isRoute: /%\{BALANCER_/.test(pair), isOnlyTls, places }];
  });
}

function isRemoval(text: string): boolean {
  return /;\s*max-age=(?:0|-)|;\s*expires=\s*\w+,\s*0?1[ -]jan[ -]1970/i.test(text) || /^[^=;]+=\s*(?:;|$)/.test(text);
}

/** Adds to the end of the value, inside its quotes; undefined when it is not written in one piece. */
export function appendToValue({ node, valueIndex }: HeaderLine, text: string): TextEdit | undefined {
  const written = writtenArguments(node)[valueIndex];
  if (written === undefined || !isEditable(node) || written.raw.includes("${")) return undefined;
  const end = written.quote === undefined ? written.end : written.end - 1;
  return { file: node.frame.file.path, start: end, end, newText: text };
}

/** The cookies that `Header set` throws away where it is in effect, by the directive that makes them. */
export function replacedBy(context: RuleContext, { line, places }: HeaderCookie): ConfigNode | undefined {
  for (const place of places) {
    const { config } = place;
    const state = sessionState(config);
    const session = state.isOn && (state.storage === "cookie" || state.storage === "database cookie");
    const isSeen = line.table === "always" || state.storage === "database cookie";
    if (session && isSeen) return config.node("Session");
    if (line.table === "always" && trackingCookie(config) !== undefined) return config.node("CookieTracking");
    const proxied = proxiedPaths(context).find(
      ({ host, scope, backend }) =>
        host === place.host && (scope === place.scope || place.scope === host) && /^(?:https?|ajp):/i.test(backend),
    );
    if (line.table === "onsuccess" && proxied !== undefined) return proxied.node;
  }
  return undefined;
}
