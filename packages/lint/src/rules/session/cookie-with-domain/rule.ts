import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { isHeld } from "../../../session/cookie-checks.ts";
import { usedCookies } from "../../../session/session-cookie.ts";
import { relatedHost } from "../../../session/sessions.ts";

type Options = { readonly allow: readonly string[] };

export const rule: Rule = defineRule({
  meta: {
    name: "session/cookie-with-domain",
    aliases: ["SES044"],
    summary: "A session cookie is shared with every host of a domain.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session", "stig-unix-server"],
    references: [
      { kind: "STIG", id: "V-214251" },
      { kind: "OWASP", id: "Session Management: Domain and Path Attributes" },
    ],
    fixable: "suggestion",
    since: "0.1.0",
    options: {
      allow: {
        description: "Domains that hosts are meant to share a session in.",
        schema: { type: "array", items: { type: "string" } },
        default: [],
      },
    },
  },

  messages: {
    shared: (cookie: string, domain: string) =>
      `Session cookie '${cookie}' is sent to every host below ${domain}, and each of them can set it. Leave Domain out, so that only the host that made the session gets it.`,
  },

  check(context: RuleContext<Options>, messages) {
    const allowed = context.options.allow.map((domain) => domain.replace(/^\./, "").toLowerCase());
    for (const { cookie, places } of usedCookies(context)) {
      const domain = cookie.parts.find((part) => part.name === "domain");
      const value = domain?.value?.replace(/^\./, "").toLowerCase() ?? "";
      if (domain === undefined || value === "" || allowed.includes(value)) continue;
      const location = cookie.locate(domain);
      const text = cookie.attributes;
      const end = text[domain.end] === ";" ? domain.end + 1 : domain.end;
      const rest = (text.slice(0, domain.start) + text.slice(end)).trim();
      context.report({
        message: messages.shared(cookie.name, value),
        location,
        related: places.flatMap((place) => relatedHost(context, place, cookie.node)),
        // Without any attribute httpd sets its own, so the last one is not taken away unseen.
        fixes:
          cookie.editable && rest !== "" && isHeld(text)
            ? [
                {
                  title: "Remove Domain",
                  safe: false,
                  edits: [{ ...cookie.locate({ start: domain.start, end }), newText: "" }],
                },
              ]
            : [],
      });
    }
  },
});
