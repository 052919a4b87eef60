import { type ConfigNode, locationOf, wordsOf } from "@httpd-lint/config";
import { possibleChanges } from "../../../model/effective.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { type BackendPlace, backendPlaces } from "../../../session/backends.ts";
import { hasSession } from "../../../session/presence.ts";

type Options = { readonly trustedBackends: readonly string[] };

export const rule: Rule = defineRule({
  meta: {
    name: "session/writable-by-backend",
    aliases: ["SES092"],
    summary: "A proxied server can replace the whole session.",
    severity: "info",
    profiles: ["strict", "owasp-session"],
    references: [
      { kind: "CWE", id: "CWE-346" },
      { kind: "CVE", id: "CVE-2021-26691" },
      {
        kind: "httpd",
        id: "SessionHeader",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session.html#sessionheader",
      },
    ],
    fixable: "no",
    since: "0.1.0",
    options: {
      trustedBackends: {
        description: "Servers that may write sessions, as scheme and host, e.g. `http://127.0.0.1:8080`, or a socket.",
        schema: { type: "array", items: { type: "string" } },
        default: [],
      },
    },
  },

  messages: {
    writable: (backend: string, header: string) =>
      `${backend} can replace the whole session, with the user name that form login trusts: httpd takes it from the answer's header ${header}. Allow this only for servers that you trust as much as httpd.`,
  },

  check(context: RuleContext<Options>, messages) {
    if (!context.whole || context.directives("SessionHeader").length === 0) return;
    const { trustedBackends } = context.options;
    const byHeader = new Map<ConfigNode, BackendPlace[]>();
    for (const place of backendPlaces(context)) {
      const header = place.config.node("SessionHeader");
      if (header === undefined || trustedBackends.includes(place.backend) || !hasSession(place.config)) continue;
      if (possibleChanges(place.config, "SessionHeader").length > 0) continue;
      const known = byHeader.get(header);
      if (known === undefined) byHeader.set(header, [place]);
      else known.push(place);
    }
    for (const [node, places] of byHeader) {
      context.report({
        message: messages.writable(places[0]?.backend ?? "", wordsOf(node)[0] ?? ""),
        location: locationOf(node),
        related: places.map((place) => ({ message: "requests go to this server", location: locationOf(place.node) })),
      });
    }
  },
});
