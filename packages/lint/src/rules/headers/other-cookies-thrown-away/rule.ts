import { locationOf, locationOfArgument } from "@httpd-lint/config";
import { isEditable } from "../../../model/edits.ts";
import { defineRule, type Rule } from "../../../rule.ts";
import { headerCookies, replacedBy } from "../../../session/set-by-header.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "headers/other-cookies-thrown-away",
    aliases: [],
    summary: "A Header directive sets a cookie in the place of all others.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [{ kind: "httpd", id: "Header", url: "https://httpd.apache.org/docs/2.4/mod/mod_headers.html#header" }],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    replaced: (cookie: string, action: string) =>
      `'Header ${action} Set-Cookie' puts '${cookie}' in the place of every cookie that is there already, and others are set here. Use 'add'.`,
    joined: (cookie: string, action: string) =>
      `'Header ${action} Set-Cookie' joins '${cookie}' to the cookies that are there with a comma, and browsers take the whole for one cookie. Use 'add'.`,
  },

  check(context, messages) {
    for (const cookie of headerCookies(context)) {
      const { line, name } = cookie;
      const { action, node } = line;
      const joins = action === "append" || action === "merge";
      if (!joins && action !== "set") continue;
      const other = replacedBy(context, cookie);
      if (other === undefined) continue;
      const location = locationOfArgument(node, line.valueIndex - 2);
      context.report({
        message: joins ? messages.joined(name, action) : messages.replaced(name, action),
        location,
        related: [{ message: "sets cookies, too", location: locationOf(other) }],
        fixes: isEditable(node) ? [{ title: "Use add", safe: false, edits: [{ ...location, newText: "add" }] }] : [],
      });
    }
  },
});
