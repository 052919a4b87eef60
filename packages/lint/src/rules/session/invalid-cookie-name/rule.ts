import type { Fix } from "@httpd-lint/diagnostics";
import { defineRule, type Rule } from "../../../rule.ts";
import { attributeAsName, isToken } from "../../../session/cookie-checks.ts";
import { type SessionCookie, usedCookies } from "../../../session/session-cookie.ts";
import { isUnknownText } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/invalid-cookie-name",
    aliases: ["SES048"],
    summary: "Browsers do not send a session cookie of this name back.",
    severity: "error",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "RFC", id: "RFC 6265, section 4.1.1" },
      {
        kind: "httpd",
        id: "SessionCookieName",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session_cookie.html#sessioncookiename",
      },
    ],
    fixable: "safe",
    since: "0.1.0",
  },

  messages: {
    quoted: (name: string) =>
      `The quotes are part of the name here: httpd sends a cookie called ${name}. Write the name without quotes.`,
    semicolon: (name: string) =>
      `The name reaches to the first blank: httpd sends a cookie called '${name}', and what stands behind its ';' is lost. Put a blank behind the name.`,
    invalid: (name: string) =>
      `'${name}' is not a valid cookie name: httpd sends it, browsers do not return it. Use letters, digits, '-' and '_'.`,
  },

  check(context, messages) {
    for (const { cookie } of usedCookies(context)) {
      const { name } = cookie;
      // httpd refuses these two itself.
      if (isToken(name) || isUnknownText(name) || /[=&]/.test(name) || attributeAsName(name) !== undefined) continue;
      const kind = /["']/.test(name) ? "quoted" : name.includes(";") ? "semicolon" : "invalid";
      context.report({ message: messages[kind](name), location: cookie.nameLocation, fixes: fixesFor(cookie) });
    }
  },
});

function fixesFor(cookie: SessionCookie): readonly Fix[] {
  const bare = /^"([^"]*)"$|^'([^']*)'$/.exec(cookie.name);
  const name = bare?.[1] ?? bare?.[2] ?? cookie.name;
  const semicolon = name.indexOf(";");
  const newText = semicolon < 0 ? name : `${name.slice(0, semicolon)} ${name.slice(semicolon + 1)}`.trimEnd();
  if (!cookie.editable || !isToken(newText.split(" ")[0] ?? "") || newText === cookie.name) return [];
  return [{ title: "Mend the name", safe: true, edits: [{ ...cookie.nameLocation, newText }] }];
}
