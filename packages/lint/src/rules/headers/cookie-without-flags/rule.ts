import { locationOf, locationOfArgument } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { defineRule, type Rule } from "../../../rule.ts";
import { appendToValue, type HeaderCookie, headerCookies } from "../../../session/set-by-header.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "headers/cookie-without-flags",
    aliases: ["SES131"],
    summary: "A cookie that a Header directive sets lacks HttpOnly, or Secure on a TLS server.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "OWASP", id: "Session Management: Cookies" },
      { kind: "CWE", id: "CWE-1004" },
      { kind: "CWE", id: "CWE-614" },
      {
        kind: "httpd",
        id: "mod_proxy_balancer",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_proxy_balancer.html#examples",
      },
    ],
    fixable: "safe",
    since: "0.1.0",
  },

  messages: {
    missing: (cookie: string, flags: string) =>
      `Cookie '${cookie}' is set without ${flags}, so scripts or listeners can read it. Add what is missing to the value.`,
  },

  check(context, messages) {
    for (const cookie of headerCookies(context)) {
      const { line, name, missing, varies } = cookie;
      if (missing.length === 0) continue;
      const written = locationOfArgument(line.node, line.valueIndex);
      context.report({
        message: messages.missing(name, missing.join(" and ")),
        location: written.end > written.start ? written : locationOf(line.node),
        // The same for everybody, so it tells nothing about anybody.
        ...(varies ? {} : { severity: "info" as const }),
        fixes: fixesFor(cookie),
      });
    }
  },
});

function fixesFor({ line, missing, isRoute, isOnlyTls }: HeaderCookie): readonly Fix[] {
  const edit = appendToValue(line, missing.map((flag) => `;${flag}`).join(""));
  if (edit === undefined || (missing.includes("Secure") && !isOnlyTls)) return [];
  // Other cookies may be there for scripts to read.
  return [{ title: `Add ${missing.join(" and ")}`, safe: isRoute, edits: [edit] }];
}
