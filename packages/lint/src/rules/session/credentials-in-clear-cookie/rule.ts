import { locationOf } from "@httpd-lint/config";
import { insertLineAfter, isEditable } from "../../../model/edits.ts";
import { nameOfScope } from "../../../model/scope.ts";
import { stig } from "../../../references.ts";
import { defineRule, type Rule } from "../../../rule.ts";
import { clearSessions } from "../../../session/clear-sessions.ts";
import { sessionCookie } from "../../../session/session-cookie.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/credentials-in-clear-cookie",
    aliases: ["SES021"],
    summary: "Form login keeps user name and password unencrypted in a cookie.",
    severity: "error",
    profiles: ["recommended", "strict", "owasp-session", "stig-unix-server", "stig-windows-site"],
    references: [
      ...stig("V-214252", "V-214395"),
      { kind: "OWASP", id: "Session Management: Session ID Content (or Value)" },
      { kind: "CWE", id: "CWE-315" },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    clear: (scope: string, cookie: string) =>
      `Form login for ${scope} puts the user's name and password unencrypted into the cookie '${cookie}'. Encrypt the session with SessionCryptoPassphraseFile.`,
  },

  check(context, messages) {
    for (const { place, cookie, login } of clearSessions(context)) {
      if (login === undefined) continue;
      context.report({
        message: messages.clear(nameOfScope(context.scopeOf(login)), sessionCookie(cookie).name),
        location: locationOf(place.on),
        related: [
          { message: "form login", location: locationOf(login) },
          { message: "the cookie", location: locationOf(cookie) },
        ],
        fixes: isEditable(place.on)
          ? [
              {
                title: "Encrypt the session",
                safe: false,
                edits: [insertLineAfter(place.on, "SessionCryptoPassphraseFile conf/session.key")],
              },
            ]
          : [],
      });
    }
  },
});
