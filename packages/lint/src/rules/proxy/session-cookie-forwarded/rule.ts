import { type ConfigNode, type EffectiveConfig, locationOf, locationOfArgument, wordsOf } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { insertLineAfter, isEditable } from "../../../model/edits.ts";
import { possibleChanges } from "../../../model/effective.ts";
import { defineRule, type Rule } from "../../../rule.ts";
import { type BackendPlace, backendPlaces } from "../../../session/backends.ts";
import { hasSession } from "../../../session/presence.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "proxy/session-cookie-forwarded",
    aliases: ["SES093"],
    summary: "A proxied server gets the session cookie.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "CWE", id: "CWE-200" },
      {
        kind: "httpd",
        id: "SessionCookieRemove",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session_cookie.html#sessioncookieremove",
      },
    ],
    fixable: "safe",
    since: "0.1.0",
  },

  messages: {
    forwarded: (cookie: string, backend: string) =>
      `The session cookie '${cookie}' goes on to ${backend}, where programs and logs can keep it and anyone who reads them can use it. Set SessionCookieRemove On; httpd still reads the session.`,
    keptOn: (backend: string) =>
      `SessionDBDCookieRemove Off lets the session cookie go on to ${backend}, where programs and logs can keep it and anyone who reads them can use it. Leave it On.`,
  },

  check(context, messages) {
    if (!context.whole) return;
    const causes = new Map<ConfigNode, BackendPlace[]>();
    for (const place of backendPlaces(context)) {
      const cause = forwardedBy(place.config);
      if (cause === undefined) continue;
      const known = causes.get(cause);
      if (known === undefined) causes.set(cause, [place]);
      else known.push(place);
    }
    for (const [cause, places] of causes) {
      const backend = places[0]?.backend ?? "";
      const isSwitch = cause.key === "sessiondbdcookieremove";
      const name = /^[^ \t]*/.exec(cause.argumentText)?.[0] ?? "";
      context.report({
        message: isSwitch ? messages.keptOn(backend) : messages.forwarded(name, backend),
        location: locationOf(cause),
        related: places.map(({ node }) => ({ message: "requests go to the other server", location: locationOf(node) })),
        fixes: isEditable(cause) ? [isSwitch ? switchOn(cause) : remove(cause)] : [],
      });
    }
  },
});

/** The directive to mend: the cookie's name, or for a key into a database the switch that leaves it in the request. */
function forwardedBy(config: EffectiveConfig): ConfigNode | undefined {
  if (!hasSession(config) || touchesCookies(config)) return undefined;
  const cookie = config.node("SessionCookieName");
  const database = config.node("SessionDBDCookieName");
  const remove = cookie === undefined ? "SessionDBDCookieRemove" : "SessionCookieRemove";
  // With both kinds of storage the module loaded first keeps the session, and removes its cookie only.
  if (cookie !== undefined && database !== undefined) return undefined;
  if (possibleChanges(config, "SessionCookieName", "SessionDBDCookieName", remove).length > 0) return undefined;
  const value = config.value(remove)?.toLowerCase();
  if (cookie !== undefined) return value === "on" ? undefined : cookie;
  return database !== undefined && value === "off" ? config.node(remove) : undefined;
}

function touchesCookies(config: EffectiveConfig): boolean {
  const { setBy = [], overrode = [], possible = [] } = config.setting("RequestHeader") ?? {};
  return [...setBy, ...overrode, ...possible].some((node) =>
    wordsOf(node)
      .slice(0, 3)
      .some((word) => /^cookie:?$/i.test(word)),
  );
}

function remove(cookie: ConfigNode): Fix {
  return { title: "Take the cookie out", safe: true, edits: [insertLineAfter(cookie, "SessionCookieRemove On")] };
}

function switchOn(node: ConfigNode): Fix {
  return { title: "Take the cookie out", safe: false, edits: [{ ...locationOfArgument(node, 0), newText: "On" }] };
}
