import { defineRule, type Rule } from "../../../rule.ts";
import { fixesOf, withAttributes } from "../../../session/attribute-fixes.ts";
import { formLogin } from "../../../session/login.ts";
import { attributeOf, sentForms } from "../../../session/sent-cookie.ts";
import { usedCookies } from "../../../session/session-cookie.ts";
import { relatedHost } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/cookie-without-samesite",
    aliases: ["SES042"],
    summary: "Browsers are not told whether other sites may send requests with the session cookie.",
    severity: "info",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "OWASP", id: "Session Management: SameSite Attribute" },
      { kind: "RFC", id: "RFC 6265bis" },
      { kind: "CWE", id: "CWE-1275" },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    missing: (cookie: string) =>
      `Session cookie '${cookie}' has no SameSite, so it depends on the browser whether requests that other sites start carry it. Add ;SameSite=Lax; to the attributes.`,
  },

  check(context, messages) {
    for (const used of usedCookies(context)) {
      const { cookie, places } = used;
      if (/samesite/i.test(cookie.attributes)) continue;
      if (!sentForms(context, used).some((sent) => attributeOf(sent, "samesite") === undefined)) continue;
      const matters = places.some((place) => formLogin(place) !== undefined || place.state.header !== undefined);
      context.report({
        message: messages.missing(cookie.name),
        location: cookie.nameLocation,
        severity: matters ? "warning" : "info",
        related: places.flatMap((place) => relatedHost(context, place, cookie.node)),
        fixes: fixesOf("Add SameSite=Lax to the cookie", false, withAttributes(cookie, "SameSite=Lax")),
      });
    }
  },
});
