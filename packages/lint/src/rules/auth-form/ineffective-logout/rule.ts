import { type ConfigNode, locationOf } from "@httpd-lint/config";
import { possibleChanges } from "../../../model/effective.ts";
import { type Place, placesOf } from "../../../model/places.ts";
import { nameOfScope } from "../../../model/scope.ts";
import { stig } from "../../../references.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { certainFormLogin, usesFormLogin } from "../../../session/login.ts";
import { type LogoutGap, logoutGap, logoutHandler } from "../../../session/logout.ts";
import { hasNoSession, hasSession } from "../../../session/presence.ts";

const RELEVANT: readonly string[] = [
  "SetHandler",
  "AuthType",
  "AuthName",
  "Require",
  "Session",
  "SessionMaxAge",
  "SessionCookieName",
  "SessionDBDCookieName",
  "SessionCryptoPassphrase",
  "SessionCryptoPassphraseFile",
];

export const rule: Rule = defineRule({
  meta: {
    name: "auth-form/ineffective-logout",
    aliases: ["SES105"],
    summary: "A logout leaves the user logged in.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session", "stig-windows-site"],
    references: [
      ...stig("V-214375"),
      { kind: "CWE", id: "CWE-613" },
      { kind: "httpd", id: "mod_auth_form", url: "https://httpd.apache.org/docs/2.4/mod/mod_auth_form.html" },
    ],
    fixable: "no",
    since: "0.1.0",
  },

  messages: {
    noSession: (scope: string) =>
      `The logout at ${scope} does nothing: no session is on there, so no cookie is sent that ends one. Set Session On with the cookie of the protected section.`,
    cookie: (scope: string, area: string, gap: { logout: string; area: string }) =>
      `The logout at ${scope} leaves users of ${area} logged in: it ends the session in the cookie '${gap.logout}', and theirs is in '${gap.area}'. Use the same SessionCookieName.`,
    path: (scope: string, area: string, gap: { logout: string; area: string }) =>
      `The logout at ${scope} leaves users of ${area} logged in: it replaces the cookie of the path ${gap.logout}, and theirs is for ${gap.area}, so browsers keep both. Use the same Path.`,
    domain: (scope: string, area: string) =>
      `The logout at ${scope} leaves users of ${area} logged in: the Domain of its cookie is not that of theirs, so browsers keep both. Use the same Domain.`,
    realm: (scope: string, area: string, gap: { logout: string; area: string }) =>
      `The logout at ${scope} leaves users of ${area} logged in: it forgets the login for AuthName '${gap.logout}', and theirs is for '${gap.area}'. Use the same AuthName, or SessionMaxAge 1.`,
    key: (scope: string, area: string) =>
      `The logout at ${scope} leaves users of ${area} logged in: it cannot decrypt their session with its own key (AH01817) and sends no cookie. Use the same key, or SessionMaxAge 1.`,
  },

  check(context, messages) {
    if (!context.whole || !usesFormLogin(context)) return;
    const places = placesOf(context, ...RELEVANT);
    const areas = places.filter((place) => certainFormLogin(place) !== undefined && hasSession(place.config));
    const known = new Map<ConfigNode, Finding[]>();
    for (const place of places) {
      const handler = logoutHandler(place);
      if (handler === undefined || context.scopeOf(handler) !== place.scope) continue;
      const own = areas.filter((area) => area.host === place.host && logoutHandler(area) === undefined);
      known.set(handler, [...(known.get(handler) ?? []), findingFor(context, place, own)]);
    }
    for (const [handler, findings] of known) {
      // A logout that several virtual hosts share is right when it is for one of them.
      const [finding] = findings;
      if (finding === undefined || findings.includes("fine")) continue;
      if (finding === "fine") continue;
      const scope = nameOfScope(context.scopeOf(handler));
      const { gap, area } = finding;
      context.report({
        message:
          gap === undefined || area === undefined ? messages.noSession(scope) : sentence(messages, scope, area, gap),
        location: locationOf(handler),
        related: area === undefined ? [] : related(area),
      });
    }
  },
});

type Finding = "fine" | { readonly gap: LogoutGap | undefined; readonly area: Place | undefined };

function findingFor(context: RuleContext, logout: Place, areas: readonly Place[]): Finding {
  if (hasNoSession(context, logout)) return { gap: undefined, area: undefined };
  if (!hasSession(logout.config) || possibleChanges(logout.config, ...RELEVANT).length > 0) return "fine";
  const gaps = areas.map((area) => ({ gap: logoutGap(context, logout, area), area }));
  // One of several logouts is for one of several logins.
  if (gaps.some(({ gap }) => gap === undefined)) return "fine";
  return gaps.find(({ gap }) => gap?.kind !== "cookie") ?? gaps[0] ?? "fine";
}

interface Sentences {
  readonly cookie: (scope: string, area: string, gap: { logout: string; area: string }) => string;
  readonly path: Sentences["cookie"];
  readonly domain: (scope: string, area: string) => string;
  readonly realm: Sentences["cookie"];
  readonly key: Sentences["domain"];
}

function sentence(messages: Sentences, scope: string, area: Place, gap: LogoutGap): string {
  const where = nameOfScope(area.scope);
  switch (gap.kind) {
    case "key":
      return messages.key(scope, where);
    case "domain":
      return messages.domain(scope, where);
    default:
      return messages[gap.kind](scope, where, gap);
  }
}

function related({ scope }: Place): { message: string; location: ReturnType<typeof locationOf> }[] {
  return scope.node === undefined ? [] : [{ message: "the protected section", location: locationOf(scope.node) }];
}
