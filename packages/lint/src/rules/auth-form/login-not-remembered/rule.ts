import { type ConfigNode, locationOf } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { insertLineAfter, isEditable } from "../../../model/edits.ts";
import { type Place, placesOf } from "../../../model/places.ts";
import { nameOfScope } from "../../../model/scope.ts";
import { defineRule, type Rule } from "../../../rule.ts";
import { certainFormLogin, loginHandler, usesFormLogin } from "../../../session/login.ts";
import { hasNoSession } from "../../../session/presence.ts";
import { lookUp } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "auth-form/login-not-remembered",
    aliases: ["SES100"],
    summary: "Form login without a session asks for the password again and again.",
    severity: "error",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "httpd", id: "mod_auth_form", url: "https://httpd.apache.org/docs/2.4/mod/mod_auth_form.html" },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    area: (scope: string) =>
      `Form login at ${scope} is not remembered: no session is on there, so httpd takes the password and asks for it again at the next request. Set Session On and SessionCookieName.`,
    handler: (scope: string) =>
      `The login that ${scope} takes is not remembered: no session is on there, so nothing tells the next request who the user is. Set Session On and SessionCookieName.`,
  },

  check(context, messages) {
    if (!context.whole || !usesFormLogin(context)) return;
    const logins = new Map<ConfigNode, Place[]>();
    for (const place of placesOf(context, "AuthType", "Require", "Session", "SetHandler")) {
      const node = loginHandler(place) ?? certainFormLogin(place);
      if (node === undefined) continue;
      const known = logins.get(node);
      if (known === undefined) logins.set(node, [place]);
      else known.push(place);
    }
    for (const [node, places] of logins) {
      // A section that several virtual hosts share may be meant for the one with the session.
      if (!places.every((place) => hasNoSession(context, place))) continue;
      const message = node.key === "sethandler" ? messages.handler : messages.area;
      context.report({
        message: message(nameOfScope(context.scopeOf(node))),
        location: locationOf(node),
        fixes: isEditable(node) ? [remember(node, places)] : [],
      });
    }
  },
});

function remember(node: ConfigNode, places: readonly Place[]): Fix {
  const hasCookie = places.every((place) => lookUp(place, "SessionCookieName", "SessionDBDCookieName") !== undefined);
  const lines = ["Session On", ...(hasCookie ? [] : ["SessionCookieName session path=/;HttpOnly;Secure;"])];
  return { title: "Remember the login", safe: false, edits: [insertLineAfter(node, ...lines)] };
}
