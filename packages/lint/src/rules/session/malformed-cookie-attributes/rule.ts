import { defineRule, type Rule } from "../../../rule.ts";
import { attributeAsName, attributeProblem, rewrittenAttributes } from "../../../session/cookie-checks.ts";
import { usedCookies } from "../../../session/session-cookie.ts";
import { isUnknownText } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/malformed-cookie-attributes",
    aliases: ["SES047"],
    summary: "Browsers read the attributes of a session cookie differently from what was meant.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "RFC", id: "RFC 6265, section 4.1" },
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
    comma: () =>
      "httpd sends this text as it stands, and a comma does not separate attributes: browsers take it all as one, and flags in it are not set. Separate them with ';'.",
    quote: () =>
      "httpd sends the quotes along with the text, so browsers do not know the attribute. Write the list without quotes.",
    blank: () =>
      "httpd sends this text as it stands, and a blank does not separate attributes: browsers take it all as one, and flags in it are not set. Separate them with ';'.",
    "flag value": (name: string) =>
      `'${name}' takes no value: browsers switch it on whatever stands behind '='. Leave it out if it should be off.`,
    repeated: (name: string) => `'${name}' is there twice, and browsers only use the last one. Keep one of them.`,
    unknown: (name: string) => `'${name}' is not a cookie attribute that browsers know, and they ignore it.`,
  },

  check(context, messages) {
    for (const { cookie } of usedCookies(context)) {
      if (isUnknownText(cookie.attributes) || attributeAsName(cookie.name) !== undefined) continue;
      const problem = attributeProblem(cookie);
      if (problem === undefined) continue;
      const { kind, part } = problem;
      const all = { start: 0, end: cookie.attributes.length };
      const isSeparation = kind === "comma" || kind === "quote" || kind === "blank";
      const hasDate = cookie.parts.some(({ name }) => name === "expires" || name === "comment");
      context.report({
        message: messages[kind](part.name),
        location: cookie.locate(part),
        ...(kind === "unknown" ? { severity: "info" as const } : {}),
        fixes:
          isSeparation && !hasDate && cookie.editable
            ? [
                {
                  title: "Separate with ';'",
                  safe: true,
                  edits: [{ ...cookie.locate(all), newText: rewrittenAttributes(cookie.attributes) }],
                },
              ]
            : [],
      });
    }
  },
});
