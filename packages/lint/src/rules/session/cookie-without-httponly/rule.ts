import { everyProfile } from "../../../profile.ts";
import { stig } from "../../../references.ts";
import { defineRule, type Rule } from "../../../rule.ts";
import { checkFlag } from "../../../session/cookie-flag.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/cookie-without-httponly",
    aliases: ["SES040"],
    summary: "Scripts can read a session cookie.",
    severity: "warning",
    profiles: everyProfile,
    references: [
      ...stig("V-214251", "V-214268", "V-214288", "V-214332", "V-214376", "V-214394"),
      { kind: "OWASP", id: "Session Management: HttpOnly Attribute" },
      { kind: "CWE", id: "CWE-1004" },
    ],
    fixable: "safe",
    since: "0.1.0",
  },

  messages: {
    missing: (cookie: string) =>
      `Session cookie '${cookie}' is sent without HttpOnly, so any script in a page can read it. Attributes on this line replace the HttpOnly and Secure that httpd sets by itself: add ;HttpOnly; to them.`,
    wrongTable: (cookie: string, place: string) =>
      `Session cookie '${cookie}' is sent without HttpOnly, so any script in a page can read it. The Header directive ${place} does not change that: session cookies are only reached by 'Header always edit'. Add ;HttpOnly; to the attributes here.`,
  },

  check(context, messages) {
    checkFlag(context, "HttpOnly", messages);
  },
});
