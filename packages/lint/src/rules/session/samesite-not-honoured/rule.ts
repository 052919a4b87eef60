import { locationOf } from "@httpd-lint/config";
import { hostOf } from "../../../model/scope.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { fixesOf, secureTracking, withAttributes } from "../../../session/attribute-fixes.ts";
import { attributeOf, isOneWord, sentForms, sentTracking } from "../../../session/sent-cookie.ts";
import { usedCookies } from "../../../session/session-cookie.ts";
import { relatedHost } from "../../../session/sessions.ts";

interface Messages {
  readonly insecure: (cookie: string) => string;
  readonly unknown: (cookie: string, value: string) => string;
  readonly tracking: (cookie: string) => string;
}

export const rule: Rule = defineRule({
  meta: {
    name: "session/samesite-not-honoured",
    aliases: ["SES043"],
    summary: "Browsers refuse a cookie for its SameSite, or do not know the value.",
    severity: "error",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "OWASP", id: "Session Management: SameSite Attribute" },
      { kind: "RFC", id: "RFC 6265bis" },
      {
        kind: "httpd",
        id: "CookieSameSite",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_usertrack.html#cookiesamesite",
      },
    ],
    fixable: "safe",
    since: "0.1.0",
  },

  messages: {
    insecure: (cookie: string) =>
      `Session cookie '${cookie}' has SameSite=None without Secure, and browsers refuse such cookies: every request begins without a session. Add ;Secure; to the attributes.`,
    unknown: (cookie: string, value: string) =>
      `Session cookie '${cookie}' has SameSite${value === "" ? " without a value" : `=${value}`}, which browsers do not know, and they take it as left out. Write Strict, Lax or None.`,
    tracking: (cookie: string) =>
      `mod_usertrack's cookie '${cookie}' has SameSite=None without Secure, and browsers refuse such cookies, so every request gets a new one. Add CookieSecure On.`,
  },

  check(context, messages) {
    checkSessions(context, messages);
    checkTracking(context, messages);
  },
});

function checkSessions(context: RuleContext, messages: Messages): void {
  for (const used of usedCookies(context)) {
    const { cookie, places } = used;
    for (const sent of sentForms(context, used)) {
      const sameSite = attributeOf(sent, "samesite");
      if (sameSite === undefined || !isOneWord(sameSite.value)) continue;
      const value = sameSite.value ?? "";
      const isKnown = /^(?:strict|lax|none)$/i.test(value);
      if (isKnown && (!/^none$/i.test(value) || attributeOf(sent, "secure") !== undefined)) continue;
      const written = attributeOf(cookie, "samesite");
      context.report({
        message: isKnown ? messages.insecure(cookie.name) : messages.unknown(cookie.name, value),
        location: written === undefined ? cookie.nameLocation : cookie.locate(written),
        severity: isKnown ? "error" : "warning",
        related: places.flatMap((place) => relatedHost(context, place, cookie.node)),
        // Browsers do not keep the cookie as it is, so there is nothing that Secure could spoil.
        fixes: isKnown ? fixesOf("Add Secure to the cookie", true, withAttributes(cookie, "Secure")) : [],
      });
      break;
    }
  }
}

function checkTracking(context: RuleContext, messages: Messages): void {
  for (const { place, cookie } of sentTracking(context)) {
    const node = place.config.node("CookieSameSite");
    if (node === undefined || !/^none$/i.test(attributeOf(cookie, "samesite")?.value ?? "")) continue;
    if (attributeOf(cookie, "secure") !== undefined) continue;
    const elsewhere = hostOf(context.scopeOf(node)) !== place.host && place.host.node !== undefined;
    context.report({
      message: messages.tracking(cookie.name),
      location: locationOf(node),
      related:
        elsewhere && place.host.node !== undefined
          ? [{ message: "applies here", location: locationOf(place.host.node) }]
          : [],
      fixes: secureTracking(context, node),
    });
  }
}
