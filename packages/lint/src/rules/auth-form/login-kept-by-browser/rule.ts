import { locationOfArgument, wordsOf } from "@httpd-lint/config";
import { isEditable } from "../../../model/edits.ts";
import { defineRule, type Rule } from "../../../rule.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "auth-form/login-kept-by-browser",
    aliases: ["SES107"],
    summary: "Browsers may keep a login and send it again.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "OWASP", id: "Session Management: Web Content Caching" },
      { kind: "CWE", id: "CWE-525" },
      {
        kind: "httpd",
        id: "AuthFormDisableNoStore",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_auth_form.html#authformdisablenostore",
      },
    ],
    fixable: "safe",
    since: "0.1.0",
  },

  messages: {
    kept: () =>
      "AuthFormDisableNoStore On takes 'Cache-Control: no-store' off the login page, so whoever uses the browser next can go back and send name and password again. Set it to Off, which is the default.",
  },

  check(context, messages) {
    for (const node of context.directives("AuthFormDisableNoStore")) {
      if (wordsOf(node)[0]?.toLowerCase() !== "on") continue;
      if (context.scopeOf(node).directives("AuthFormDisableNoStore").at(-1) !== node) continue;
      const location = locationOfArgument(node, 0);
      context.report({
        message: messages.kept(),
        location,
        fixes: isEditable(node)
          ? [{ title: "Switch it off", safe: true, edits: [{ ...location, newText: "Off" }] }]
          : [],
      });
    }
  },
});
