import { locationOf } from "@httpd-lint/config";
import { insertLineAfter, isEditable } from "../../../model/edits.ts";
import { nameOfScope } from "../../../model/scope.ts";
import { stig } from "../../../references.ts";
import { defineRule, type Rule } from "../../../rule.ts";
import { clearSessions } from "../../../session/clear-sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/unencrypted-in-browser",
    aliases: ["SES020"],
    summary: "A session is kept in the browser as readable text.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session", "stig-unix-server", "stig-windows-site"],
    references: [
      ...stig("V-214252", "V-214395"),
      { kind: "OWASP", id: "Session Management: Session ID Content (or Value)" },
      { kind: "CWE", id: "CWE-312" },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    clear: (scope: string) =>
      `The session of ${scope} is kept in the browser as readable text, which its user can read and change. Encrypt it with SessionCryptoPassphraseFile, or keep it on the server with mod_session_dbd.`,
  },

  check(context, messages) {
    const found = clearSessions(context);
    const withLogin = new Set(
      found.filter((session) => session.login !== undefined).map((session) => session.place.on),
    );
    for (const { place, cookie } of found) {
      if (withLogin.has(place.on)) continue;
      context.report({
        message: messages.clear(nameOfScope(context.scopeOf(place.on))),
        location: locationOf(place.on),
        related: [{ message: "the cookie it is kept in", location: locationOf(cookie) }],
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
