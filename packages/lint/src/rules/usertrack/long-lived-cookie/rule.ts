import { cookieExpiresSeconds, locationOf, wordsOf } from "@httpd-lint/config";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";

type Options = { readonly maxDays: number };

const DAY = 86_400;

export const rule: Rule = defineRule({
  meta: {
    name: "usertrack/long-lived-cookie",
    aliases: ["SES122"],
    summary: "A tracking cookie is kept for years, or is sent to every host of a domain.",
    severity: "info",
    profiles: ["strict", "owasp-session"],
    references: [
      { kind: "OWASP", id: "Session Management: Expire and Max-Age Attributes" },
      { kind: "OWASP", id: "Session Management: Domain and Path Attributes" },
    ],
    fixable: "no",
    since: "0.1.0",
    options: {
      maxDays: { description: "Days a visitor may be known.", schema: { type: "integer", minimum: 0 }, default: 365 },
    },
  },

  messages: {
    long: (days: number, limit: number) =>
      `Browsers keep the tracking cookie for ${days} days; the limit is ${limit}. A visitor can be told apart all that time, which laws may want consent for. Lower CookieExpires.`,
    domain: (domain: string) =>
      `The tracking cookie is sent to every host below ${domain}, and each of them learns which visits belong together. Leave CookieDomain out, so that only the host that sets it gets it.`,
  },

  check(context: RuleContext<Options>, messages) {
    const { maxDays } = context.options;
    const tracks = context.directives("CookieTracking").some((node) => wordsOf(node)[0]?.toLowerCase() === "on");
    if (!tracks && context.whole) return;
    for (const node of context.directives("CookieExpires")) {
      const days = Math.floor(cookieExpiresSeconds(node) / DAY);
      if (days > maxDays) context.report({ message: messages.long(days, maxDays), location: locationOf(node) });
    }
    for (const node of context.directives("CookieDomain")) {
      const domain = (wordsOf(node)[0] ?? "").replace(/^\./, "");
      if (context.scopeOf(node).directives("CookieDomain").at(-1) !== node || domain === "") continue;
      context.report({ message: messages.domain(domain), location: locationOf(node) });
    }
  },
});
