import { locationOf } from "@httpd-lint/config";
import { nameOfScope } from "../../../model/scope.ts";
import { defineRule, type Rule } from "../../../rule.ts";
import { loginOf } from "../../../session/clear-sessions.ts";
import { KEY_DIRECTIVES } from "../../../session/crypto.ts";
import { databaseSessions } from "../../../session/database.ts";
import { someMayApply } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/credentials-in-database",
    aliases: ["SES114"],
    summary: "Form login keeps user name and password unencrypted in a database.",
    severity: "info",
    profiles: ["strict", "owasp-session"],
    references: [
      { kind: "OWASP", id: "Session Management: Session ID Content (or Value)" },
      { kind: "CWE", id: "CWE-312" },
    ],
    fixable: "no",
    since: "0.1.0",
  },

  messages: {
    clear: (scope: string) =>
      `Form login for ${scope} writes the user's name and password unencrypted into the table of sessions, and so into its backups. Encrypt sessions with SessionCryptoPassphraseFile.`,
  },

  check(context, messages) {
    if (!context.whole) return;
    for (const { place, storage } of databaseSessions(context)) {
      const login = loginOf(place);
      if (login === undefined || someMayApply(context, place, KEY_DIRECTIVES)) continue;
      context.report({
        message: messages.clear(nameOfScope(context.scopeOf(login))),
        location: locationOf(storage),
        related: [
          { message: "form login", location: locationOf(login) },
          { message: "the session", location: locationOf(place.on) },
        ],
      });
    }
  },
});
