import { type ConfigNode, locationOf, locationOfArgument } from "@httpd-lint/config";
import { moduleBySymbol } from "@httpd-lint/directives";
import { isEditable } from "../../../model/edits.ts";
import { possibleChanges } from "../../../model/effective.ts";
import { showsModules } from "../../../modules/load-module.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { loginOf } from "../../../session/clear-sessions.ts";
import { lookUp, type SessionPlace, sessionPlaces } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/exposed-in-environment",
    aliases: ["SES090"],
    summary: "Every program that httpd runs can read the session.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "CWE", id: "CWE-526" },
      { kind: "CVE", id: "CVE-2018-1283" },
      { kind: "httpd", id: "SessionEnv", url: "https://httpd.apache.org/docs/2.4/mod/mod_session.html#sessionenv" },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    password: () =>
      "SessionEnv On hands the decrypted session to every program that runs here, and form login keeps the user's password in it. Set SessionEnv Off; programs get the user's name in REMOTE_USER.",
    unread: () =>
      "SessionEnv On puts the decrypted session into the variable HTTP_SESSION, and no module is loaded that could hand it to anyone. Set SessionEnv Off.",
    exposed: () =>
      "SessionEnv On hands the decrypted session to every program that runs here, in HTTP_SESSION. Leave it Off unless they need it.",
  },

  check(context, messages) {
    if (!context.whole || context.directives("SessionEnv").length === 0) return;
    const exposed = new Map<ConfigNode, SessionPlace[]>();
    for (const place of sessionPlaces(context)) {
      const { config } = place;
      const node = config.node("SessionEnv");
      if (node === undefined || config.value("SessionEnv")?.toLowerCase() !== "on") continue;
      if (possibleChanges(config, "SessionEnv", "Session").length > 0) continue;
      const known = exposed.get(node);
      if (known === undefined) exposed.set(node, [place]);
      else known.push(place);
    }
    for (const [node, places] of exposed) {
      const login = places.map((place) => passwordIn(context, place)).find((found) => found !== undefined);
      const isUnread = login === undefined && hasNoReader(context);
      const location = locationOfArgument(node, 0);
      context.report({
        message: login !== undefined ? messages.password() : isUnread ? messages.unread() : messages.exposed(),
        location: locationOf(node),
        severity: login !== undefined || isUnread ? "warning" : "info",
        related: login === undefined ? [] : [{ message: "puts the password into it", location: locationOf(login) }],
        fixes: isEditable(node)
          ? [{ title: "Switch it off", safe: false, edits: [{ ...location, newText: "Off" }] }]
          : [],
      });
    }
  },
});

/** Form login here, or anywhere with the same cookie, as the session is the same there. */
function passwordIn(context: RuleContext, place: SessionPlace): ConfigNode | undefined {
  const name = cookieName(place);
  const others = sessionPlaces(context).filter(
    (other) => other.host === place.host && name !== undefined && cookieName(other) === name,
  );
  return [place, ...others].map(loginOf).find((login) => login !== undefined);
}

function cookieName(place: SessionPlace): string | undefined {
  const node = lookUp(place, "SessionCookieName", "SessionDBDCookieName");
  return node === undefined ? undefined : /^[^ \t]*/.exec(node.argumentText)?.[0];
}

/** Modules that run programs, hand them variables, or show these in pages. */
const READERS =
  /^(?:cgid?|include|lua|ext_filter|proxy_(?:fcgi|scgi|uwsgi|ajp)|authnz_fcgi|log_debug|isapi|imagemap)_module$/;

function hasNoReader(context: RuleContext): boolean {
  if (!showsModules(context)) return false;
  const mayRead = context.tree.modules.some(({ symbol, loadedBy }) => {
    const info = moduleBySymbol(symbol);
    return READERS.test(symbol) || (loadedBy !== undefined && (info === undefined || info.thirdParty));
  });
  return !mayRead && ![...context.tree.files.values()].some(({ text }) => text.includes("HTTP_SESSION"));
}
