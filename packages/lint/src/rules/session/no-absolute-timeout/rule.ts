import { locationOf } from "@httpd-lint/config";
import { defineRule, type Rule } from "../../../rule.ts";
import { isFormHandler } from "../../../session/login.ts";
import { relatedHost, sessionPlaces } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/no-absolute-timeout",
    aliases: ["SES065"],
    summary: "A session that is used never ends.",
    severity: "info",
    profiles: ["strict", "owasp-session"],
    references: [
      { kind: "OWASP", id: "Session Management: Absolute Timeout" },
      { kind: "CWE", id: "CWE-613" },
    ],
    fixable: "no",
    since: "0.1.0",
  },

  messages: {
    sliding: (seconds: number) =>
      `Every request renews the session for ${seconds} seconds, so one that is used never ends, a stolen one neither. mod_session has no other limit: let the application end sessions after some hours.`,
  },

  check(context, messages) {
    if (!context.whole) return;
    for (const place of sessionPlaces(context)) {
      // A logout handler often has a short SessionMaxAge of its own, to end the session.
      if (isFormHandler(place)) continue;
      const node = place.config.node("SessionMaxAge");
      const { maxAge, expiryUpdateInterval } = place.state;
      // An interval that is not below SessionMaxAge lets every session end after it.
      if (node === undefined || maxAge <= 0 || expiryUpdateInterval >= maxAge) continue;
      context.report({
        message: messages.sliding(maxAge),
        location: locationOf(node),
        related: relatedHost(context, place, node),
      });
    }
  },
});
