import { stig } from "../../../references.ts";
import { defineRule, type Rule } from "../../../rule.ts";
import { attributeAsName } from "../../../session/cookie-checks.ts";
import { usedCookies } from "../../../session/session-cookie.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/attribute-as-cookie-name",
    aliases: ["SES049"],
    summary: "A session cookie is named after the attribute it was meant to have.",
    severity: "error",
    profiles: ["recommended", "strict", "owasp-session", "stig-unix-server", "stig-unix-site", "stig-windows-site"],
    references: [
      ...stig("V-214268", "V-214303"),
      {
        kind: "httpd",
        id: "SessionCookieName",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session_cookie.html#sessioncookiename",
      },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    name: (word: string) =>
      `The first word is the name of the cookie: this one is called '${word}' and does not get ${word} as an attribute. Put a name in front, as in 'SessionCookieName id path=/;HttpOnly;Secure;'.`,
  },

  check(context, messages) {
    for (const { cookie } of usedCookies(context)) {
      const word = attributeAsName(cookie.name);
      if (word === undefined) continue;
      const { nameLocation } = cookie;
      const newText = `id ${[cookie.name, ...cookie.attributes.split(/[;\s]+/)]
        .map((part) => part.replace(/;+$/, ""))
        .filter((part) => part !== "")
        .join(";")};`;
      const whole = {
        ...nameLocation,
        end:
          cookie.attributes === "" ? nameLocation.end : cookie.locate({ start: 0, end: cookie.attributes.length }).end,
      };
      context.report({
        message: messages.name(word),
        location: nameLocation,
        fixes: cookie.editable ? [{ title: "Name the cookie 'id'", safe: false, edits: [{ ...whole, newText }] }] : [],
      });
    }
  },
});
