import { locationOf } from "@httpd-lint/config";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { fixesOf, withoutAttribute } from "../../../session/attribute-fixes.ts";
import { attributeOf, isOneWord, sentForms } from "../../../session/sent-cookie.ts";
import { type UsedCookie, usedCookies } from "../../../session/session-cookie.ts";
import { relatedHost } from "../../../session/sessions.ts";

type Options = { readonly sessionMaxAgeToo: boolean };

interface Messages {
  readonly kept: (cookie: string, attribute: string) => string;
  readonly overrides: (cookie: string, attribute: string) => string;
  readonly gone: (cookie: string, attribute: string) => string;
  readonly byMaxAge: (cookie: string, seconds: number) => string;
}

export const rule: Rule = defineRule({
  meta: {
    name: "session/persistent-cookie",
    aliases: ["SES063"],
    summary: "Browsers keep the session cookie when they are closed.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "OWASP", id: "Session Management: Expire and Max-Age Attributes" },
      { kind: "CWE", id: "CWE-539" },
    ],
    fixable: "suggestion",
    since: "0.1.0",
    options: {
      sessionMaxAgeToo: {
        description: "Also find the Max-Age that httpd makes from SessionMaxAge.",
        schema: { type: "boolean" },
        default: false,
      },
    },
  },

  messages: {
    kept: (cookie: string, attribute: string) =>
      `With ${attribute} browsers write session cookie '${cookie}' to disk and keep it when they are closed. Leave it out, and limit the session with SessionMaxAge.`,
    overrides: (cookie: string, attribute: string) =>
      `${attribute} stands behind the Max-Age that httpd makes from SessionMaxAge, and browsers keep session cookie '${cookie}' for as long as this one says. Leave it out.`,
    gone: (cookie: string, attribute: string) =>
      `With ${attribute} browsers throw session cookie '${cookie}' away at once. Leave it out.`,
    byMaxAge: (cookie: string, seconds: number) =>
      `httpd writes SessionMaxAge into session cookie '${cookie}' as Max-Age=${seconds}, so browsers keep it when they are closed. Keep SessionMaxAge; to take only the attribute away use Header always edit Set-Cookie.`,
  },

  check(context: RuleContext<Options>, messages) {
    for (const used of usedCookies(context)) {
      const isWritten = checkAttributes(context, messages, used);
      if (!isWritten && context.options.sessionMaxAgeToo) checkMaxAge(context, messages, used);
    }
  },
});

function checkAttributes(context: RuleContext<Options>, messages: Messages, used: UsedCookie): boolean {
  const { cookie, places } = used;
  const written = attributeOf(cookie, "max-age") ?? attributeOf(cookie, "expires");
  if (written === undefined || (written.name === "max-age" && !isOneWord(written.value))) return false;
  const isSent = sentForms(context, used).some((sent) => attributeOf(sent, written.name)?.value === written.value);
  if (!isSent) return false;
  const text = cookie.attributes.slice(written.start, written.end);
  const isGone = written.name === "max-age" && Number(written.value) <= 0;
  const hasBoth = written.name === "max-age" && places.some(({ state }) => state.maxAge > 0);
  const message = isGone ? messages.gone : hasBoth ? messages.overrides : messages.kept;
  context.report({
    message: message(cookie.name, text),
    location: cookie.locate(written),
    related: places.flatMap((place) => relatedHost(context, place, cookie.node)),
    fixes: fixesOf("Remove the attribute", false, withoutAttribute(cookie, written)),
  });
  return true;
}

function checkMaxAge(context: RuleContext<Options>, messages: Messages, used: UsedCookie): void {
  if (!sentForms(context, used).some((sent) => attributeOf(sent, "max-age") !== undefined)) return;
  for (const place of used.places) {
    const node = place.config.node("SessionMaxAge");
    if (node === undefined || place.state.maxAge <= 0) continue;
    context.report({
      message: messages.byMaxAge(used.cookie.name, place.state.maxAge),
      location: locationOf(node),
      severity: "info",
      related: relatedHost(context, place, node),
    });
  }
}
