import { defineRule, type Rule } from "../../../rule.ts";
import { fixesOf, replacedAttribute } from "../../../session/attribute-fixes.ts";
import { commonPath, cookiePathOf, isPlainPath, scopesByName, urlPathOf } from "../../../session/cookie-path.ts";
import { attributeOf, sentForms } from "../../../session/sent-cookie.ts";
import { usedCookies } from "../../../session/session-cookie.ts";
import { relatedHost } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/path-wider-than-application",
    aliases: ["SES045"],
    summary: "Browsers send a session cookie to the whole host although one path uses it.",
    severity: "info",
    profiles: ["strict", "owasp-session"],
    references: [
      { kind: "OWASP", id: "Session Management: Domain and Path Attributes" },
      { kind: "RFC", id: "RFC 6265, section 5.1.4" },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    wide: (cookie: string, path: string) =>
      `Session cookie '${cookie}' is sent with every request to this host, and only ${path} uses the session. Other applications of the host need not see it: write path=${path}.`,
  },

  check(context, messages) {
    if (!context.whole) return;
    const all = usedCookies(context);
    const scopes = scopesByName(all);
    for (const used of all) {
      const { cookie, places } = used;
      const written = attributeOf(cookie, "path");
      // Browsers refuse __Host- cookies with any other path.
      if (written === undefined || /^__host-/i.test(cookie.name)) continue;
      const forms = sentForms(context, used);
      if (forms.length === 0 || !forms.every((sent) => cookiePathOf(sent) === "")) continue;
      const paths = (scopes.get(cookie.name) ?? []).map(urlPathOf);
      const known = paths.filter((path) => path !== undefined);
      const common = commonPath(known);
      if (known.length < paths.length || !isPlainPath(common)) continue;
      context.report({
        message: messages.wide(cookie.name, common),
        location: cookie.locate(written),
        related: places.flatMap((place) => relatedHost(context, place, cookie.node)),
        fixes: fixesOf(`Limit it to ${common}`, false, replacedAttribute(cookie, written, `path=${common}`)),
      });
    }
  },
});
