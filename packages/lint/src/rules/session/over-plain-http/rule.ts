import { type ConfigNode, locationOf } from "@httpd-lint/config";
import { nameOfScope, type Scope } from "../../../model/scope.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { turnsPlainAway } from "../../../session/https-redirect.ts";
import { attributeOf, sentFormsAt } from "../../../session/sent-cookie.ts";
import { usedCookies } from "../../../session/session-cookie.ts";
import { answeringServers, type SessionPlace } from "../../../session/sessions.ts";
import { isPlain, lineOfServer, tlsOffload } from "../../../session/transport.ts";

type Options = { readonly tlsOffload: boolean };

export const rule: Rule = defineRule({
  meta: {
    name: "session/over-plain-http",
    aliases: ["SES071"],
    summary: "Sessions cross the network in clear.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "OWASP", id: "Session Management: Transport Layer Security" },
      { kind: "CIS", id: "7.9" },
      { kind: "STIG", id: "V-214230" },
      { kind: "CWE", id: "CWE-319" },
    ],
    fixable: "no",
    since: "0.1.0",
    options: { tlsOffload },
  },

  messages: {
    clear: (server: string) =>
      `${server} speaks plain HTTP, so everybody on the way can read and use this session. Serve it over TLS (SSLEngine On); if a load balancer does, set the option tlsOffload.`,
  },

  check(context: RuleContext<Options>, messages) {
    if (!context.whole || context.options.tlsOffload) return;
    for (const [on, hosts] of clearServers(context)) {
      const [first] = hosts;
      if (first === undefined) continue;
      context.report({
        message: messages.clear(nameOfScope(first)),
        location: locationOf(on),
        related: hosts.flatMap((host) => {
          const line = lineOfServer(host);
          return line === undefined ? [] : [{ message: "speaks plain HTTP", location: locationOf(line) }];
        }),
      });
    }
  },
});

/** Servers with a session in clear by the first `Session On` that makes one: a server is one cause. */
function clearServers(context: RuleContext<Options>): ReadonlyMap<ConfigNode, readonly Scope[]> {
  const found = new Map<ConfigNode, Scope[]>();
  const seen = new Set<Scope>();
  for (const place of clearPlaces(context)) {
    for (const host of answeringServers(context, place)) {
      if (seen.has(host) || !isPlain(context, host)) continue;
      if (turnsPlainAway(context, { host, scope: place.scope })) continue;
      seen.add(host);
      const hosts = found.get(place.on);
      if (hosts === undefined) found.set(place.on, [host]);
      else hosts.push(host);
    }
  }
  return found;
}

/** Places whose cookie browsers send back over plain HTTP: a Secure one is another rule's. */
function clearPlaces(context: RuleContext<Options>): readonly SessionPlace[] {
  return usedCookies(context).flatMap((used) =>
    used.places.filter((place) =>
      sentFormsAt(context, used, place).some((sent) => attributeOf(sent, "secure") === undefined),
    ),
  );
}
