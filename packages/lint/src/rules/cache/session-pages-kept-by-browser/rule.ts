import { type ConfigNode, locationOf, wordsOf } from "@httpd-lint/config";
import { insertLineAfter, isEditable } from "../../../model/edits.ts";
import { nameOfScope } from "../../../model/scope.ts";
import { isLoaded } from "../../../modules/load-module.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { isFormHandler } from "../../../session/login.ts";
import { headerLine } from "../../../session/response-headers.ts";
import { lookUp, mayApply, relatedHost, type SessionPlace, sessionPlaces } from "../../../session/sessions.ts";

const NO_STORE = 'Header always set Cache-Control "no-store"';

export const rule: Rule = defineRule({
  meta: {
    name: "cache/session-pages-kept-by-browser",
    aliases: ["SES081"],
    summary: "Browsers may keep pages of a session on disk.",
    severity: "info",
    profiles: ["strict", "owasp-session"],
    references: [
      { kind: "OWASP", id: "Session Management: Web Content Caching" },
      { kind: "CWE", id: "CWE-525" },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    kept: (scope: string) =>
      `Browsers may keep pages of ${scope} after the session has ended: mod_session sends 'no-cache, private', which allows it. Add ${NO_STORE} unless the program sends no-store itself.`,
  },

  check(context, messages) {
    if (!context.whole) return;
    for (const place of sessionPlaces(context)) {
      // What keeps the session writes the header; without it other rules speak.
      if (lookUp(place, "SessionCookieName", "SessionDBDCookieName", "SessionDBDPerUser") === undefined) continue;
      if (isFormHandler(place) || place.state.isIncluded === false || setsCacheControl(context, place)) continue;
      context.report({
        message: messages.kept(nameOfScope(context.scopeOf(place.on))),
        location: locationOf(place.on),
        related: relatedHost(context, place, place.on),
        fixes:
          isEditable(place.on) && isLoaded(context, "headers_module")
            ? [{ title: "Forbid to keep it", safe: false, edits: [insertLineAfter(place.on, NO_STORE)] }]
            : [],
      });
    }
  },
});

/** Any directive that sets no-store, or something that is not known; what takes the protection away is another rule's. */
function setsCacheControl(context: RuleContext, place: SessionPlace): boolean {
  return mayApply(context, place, "Header").some((node) => isCacheControl(node));
}

function isCacheControl(node: ConfigNode): boolean {
  const { name, action, value, replacement } = headerLine(node);
  if (name !== "cache-control" || action === "unset" || action === "echo") return false;
  return action === "set" || /no-store|[%$]/i.test(`${value} ${replacement} ${wordsOf(node).at(-1)}`);
}
