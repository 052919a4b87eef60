import { locationOf } from "@httpd-lint/config";
import type { TextEdit } from "@httpd-lint/diagnostics";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { fixesOf, secureTracking } from "../../../session/attribute-fixes.ts";
import { isHeld } from "../../../session/cookie-checks.ts";
import { attributeOf, type SentCookie, sentForms, sentTracking } from "../../../session/sent-cookie.ts";
import { type SessionCookie, usedCookies } from "../../../session/session-cookie.ts";
import { relatedHost } from "../../../session/sessions.ts";

interface Messages {
  readonly broken: (cookie: string, prefix: string, needs: string, problem: string) => string;
}

export const rule: Rule = defineRule({
  meta: {
    name: "session/cookie-prefix-not-kept",
    aliases: ["SES051"],
    summary: "Browsers refuse a cookie because its attributes do not keep what its name promises.",
    severity: "error",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "RFC", id: "RFC 6265bis, section 4.1.3" },
      { kind: "OWASP", id: "Session Management: Cookies" },
    ],
    fixable: "safe",
    since: "0.1.0",
  },

  messages: {
    broken: (cookie: string, prefix: string, needs: string, problem: string) =>
      `Browsers refuse cookie '${cookie}': a name that begins with ${prefix} needs ${needs}, and this cookie ${problem}.`,
  },

  check(context, messages) {
    checkSessions(context, messages);
    checkTracking(context, messages);
  },
});

function checkSessions(context: RuleContext, messages: Messages): void {
  for (const used of usedCookies(context)) {
    const { cookie, places } = used;
    const forms = sentForms(context, used);
    const problem = forms.map(problemOf).find((each) => each !== undefined);
    if (problem === undefined) continue;
    context.report({
      message: sentence(messages, cookie.name, problem),
      location: cookie.nameLocation,
      related: places.flatMap((place) => relatedHost(context, place, cookie.node)),
      fixes: forms.some(({ isEdited }) => isEdited) ? [] : fixesOf("Keep the promise", true, mended(cookie)),
    });
  }
}

function checkTracking(context: RuleContext, messages: Messages): void {
  for (const { place, cookie } of sentTracking(context)) {
    const problem = problemOf(cookie);
    const node = place.config.node("CookieName");
    if (problem === undefined || node === undefined) continue;
    context.report({
      message: sentence(messages, cookie.name, problem),
      location: locationOf(node),
      fixes: problem === "has no Secure" ? secureTracking(context, node) : [],
    });
  }
}

/** Browsers do not mind the case of the prefix. */
function prefixOf(name: string): "__Host-" | "__Secure-" | undefined {
  if (/^__host-/i.test(name)) return "__Host-";
  return /^__secure-/i.test(name) ? "__Secure-" : undefined;
}

function problemOf(sent: SentCookie): string | undefined {
  const prefix = prefixOf(sent.name);
  if (prefix === undefined) return undefined;
  if (attributeOf(sent, "secure") === undefined) return "has no Secure";
  if (prefix === "__Secure-") return undefined;
  const domain = attributeOf(sent, "domain")?.value ?? "";
  if (domain !== "") return `has Domain=${domain}`;
  const path = attributeOf(sent, "path")?.value;
  if (path === "/") return undefined;
  return path === undefined ? "has no Path" : `has Path=${path}`;
}

function sentence(messages: Messages, cookie: string, problem: string): string {
  const prefix = prefixOf(cookie) ?? "";
  return messages.broken(cookie, prefix, prefix === "__Host-" ? "Secure, Path=/ and no Domain" : "Secure", problem);
}

/** Browsers do not keep the cookie as it is, so no session is spoilt by what they now do with it. */
function mended(cookie: SessionCookie): TextEdit | undefined {
  const { attributes, nameLocation } = cookie;
  if (!cookie.editable || !isHeld(attributes)) return undefined;
  const isHost = prefixOf(cookie.name) === "__Host-";
  if (attributes === "") return { ...nameLocation, start: nameLocation.end, newText: " path=/;HttpOnly;Secure;" };
  const dropped = isHost ? ["path", "domain", "secure"] : ["secure"];
  const kept = cookie.parts
    .filter(({ name }) => !dropped.includes(name))
    .map(({ start, end }) => attributes.slice(start, end));
  const all = [...(isHost ? ["path=/"] : []), ...kept, "Secure"];
  return { ...cookie.locate({ start: 0, end: attributes.length }), newText: `${all.join(";")};` };
}
