import { type ConfigNode, locationOf } from "@httpd-lint/config";
import { defineRule, type Rule } from "../../../rule.ts";
import { formLogin, isFormHandler } from "../../../session/login.ts";
import { mayApply, relatedHost, type SessionPlace, sessionPlaces } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "auth-form/login-not-revocable",
    aliases: ["SES066"],
    summary: "Logging out does not end a login of which somebody has a copy.",
    severity: "info",
    profiles: ["strict", "owasp-session"],
    references: [
      { kind: "OWASP", id: "Session Management: Session Expiration" },
      { kind: "STIG", id: "V-214250" },
      { kind: "CWE", id: "CWE-613" },
    ],
    fixable: "no",
    since: "0.1.0",
  },

  messages: {
    kept: (cookie: string) =>
      `The login is all in cookie '${cookie}', so logging out only takes the user's own copy away: another copy is good until the session expires. With mod_session_dbd the server can end it.`,
  },

  check(context, messages) {
    if (!context.whole) return;
    for (const place of sessionPlaces(context)) {
      const login = formLogin(place);
      const cookie = cookieOf(place);
      if (login === undefined || cookie === undefined || isFormHandler(place)) continue;
      if (mayApply(context, place, "SessionDBDCookieName", "SessionDBDPerUser").length > 0) continue;
      context.report({
        message: messages.kept(/^[^ \t]*/.exec(cookie.argumentText)?.[0] ?? ""),
        location: locationOf(login),
        related: [{ message: "the cookie", location: locationOf(cookie) }, ...relatedHost(context, place, login)],
      });
    }
  },
});

function cookieOf({ config }: SessionPlace): ConfigNode | undefined {
  return config.node("SessionCookieName");
}
