import { locationOf } from "@httpd-lint/config";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { turnsPlainAway } from "../../../session/https-redirect.ts";
import { sessionServers, tlsServers } from "../../../session/session-servers.ts";
import { hasEngine, lineOfServer, tlsOffload, twinsOf } from "../../../session/transport.ts";

type Options = { readonly tlsOffload: boolean };

export const rule: Rule = defineRule({
  meta: {
    name: "session/on-http-and-https",
    aliases: ["SES073"],
    summary: "One name serves a session over TLS and content over plain HTTP.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "OWASP", id: "Session Management: Transport Layer Security" },
      { kind: "CIS", id: "7.9" },
      { kind: "CWE", id: "CWE-319" },
    ],
    fixable: "no",
    since: "0.1.0",
    options: { tlsOffload },
  },

  messages: {
    both: (name: string, cookie: string) =>
      `${name} has the session of cookie '${cookie}' over plain HTTP here and over TLS as well, so what TLS protects can be read or planted here. Redirect all plain requests to https.`,
    content: (name: string) =>
      `${name} has a session over TLS and serves pages over plain HTTP here. Whoever changes such a page on its way can lead people elsewhere before they get to TLS. Redirect all plain requests to https.`,
  },

  check(context: RuleContext<Options>, messages) {
    if (!context.whole || context.options.tlsOffload || !hasEngine(context)) return;
    const servers = sessionServers(context);
    for (const tls of tlsServers(context, servers)) {
      for (const { name, plain } of twinsOf(context, tls)) {
        const line = lineOfServer(plain);
        const other = lineOfServer(tls);
        if (line === undefined || turnsPlainAway(context, { host: plain, scope: plain })) continue;
        const cookie = [...(servers.get(plain) ?? [])].find((each) => servers.get(tls)?.has(each));
        context.report({
          message: cookie === undefined ? messages.content(name) : messages.both(name, cookie),
          location: locationOf(line),
          severity: cookie === undefined ? "info" : "warning",
          related: other === undefined ? [] : [{ message: `${name} over TLS`, location: locationOf(other) }],
        });
      }
    }
  },
});
