import { locationOf } from "@httpd-lint/config";
import { moduleBySymbol } from "@httpd-lint/directives";
import { nameOfScope } from "../../../model/scope.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { relatedHost, sessionPlaces, someMayApply } from "../../../session/sessions.ts";

const STORAGE: readonly string[] = [
  "SessionCookieName",
  "SessionCookieName2",
  "SessionDBDCookieName",
  "SessionDBDCookieName2",
  "SessionDBDPerUser",
];

export const rule: Rule = defineRule({
  meta: {
    name: "session/no-storage",
    aliases: ["SES010"],
    summary: "Sessions are on, and nothing keeps them.",
    severity: "error",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "httpd", id: "Session", url: "https://httpd.apache.org/docs/2.4/mod/mod_session.html#session" },
    ],
    fixable: "no",
    since: "0.1.0",
  },

  messages: {
    none: (scope: string) =>
      `Session is on for ${scope} and nothing says where sessions are kept: httpd logs AH01815 for every request and keeps none. Set SessionCookieName or SessionDBDCookieName.`,
  },

  check(context, messages) {
    if (!context.whole) return;
    for (const place of sessionPlaces(context)) {
      if (someMayApply(context, place, STORAGE)) continue;
      context.report({
        message: messages.none(nameOfScope(context.scopeOf(place.on))),
        location: locationOf(place.on),
        severity: hasUnknownModule(context) ? "info" : "error",
        related: relatedHost(context, place, place.on),
      });
    }
  },
});

/** A module that we know nothing about may keep sessions. */
function hasUnknownModule(context: RuleContext): boolean {
  return context.tree.modules.some(
    ({ symbol, loadedBy }) => loadedBy !== undefined && moduleBySymbol(symbol) === undefined,
  );
}
