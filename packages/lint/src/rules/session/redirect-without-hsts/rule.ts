import { locationOf } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { argumentTextOf, nameOf } from "@httpd-lint/grammar";
import { insertLineAfter, isEditable } from "../../../model/edits.ts";
import { skippedDirectives } from "../../../model/false-bodies.ts";
import type { Scope } from "../../../model/scope.ts";
import { isLoaded } from "../../../modules/load-module.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { turnsPlainAway } from "../../../session/https-redirect.ts";
import { sessionServers, tlsServers } from "../../../session/session-servers.ts";
import { sendsHsts } from "../../../session/tls-offload.ts";
import { hasEngine, lineOfServer, tlsOffload, twinsOf } from "../../../session/transport.ts";

type Options = { readonly tlsOffload: boolean };

export const rule: Rule = defineRule({
  meta: {
    name: "session/redirect-without-hsts",
    aliases: ["SES074"],
    summary: "Browsers ask over plain HTTP again and again before they are redirected.",
    severity: "info",
    profiles: ["strict", "owasp-session"],
    references: [
      { kind: "OWASP", id: "Session Management: Transport Layer Security" },
      { kind: "CIS", id: "7.12" },
      { kind: "RFC", id: "RFC 6797" },
    ],
    fixable: "suggestion",
    since: "0.1.0",
    options: { tlsOffload },
  },

  messages: {
    missing: (name: string) =>
      `Plain requests for ${name} are redirected to https, and nothing tells browsers to begin there: every first request can be read, and answered by somebody else. Add Header always set Strict-Transport-Security "max-age=31536000".`,
  },

  check(context: RuleContext<Options>, messages) {
    if (!context.whole || context.options.tlsOffload || !hasEngine(context)) return;
    for (const tls of tlsServers(context, sessionServers(context))) {
      if (sendsHsts(context, tls)) continue;
      const line = lineOfServer(tls);
      const twin = twinsOf(context, tls).find(({ plain }) => turnsPlainAway(context, { host: plain, scope: plain }));
      if (line === undefined || twin === undefined) continue;
      if (isSkipped(context)) return;
      const redirecting = lineOfServer(twin.plain);
      context.report({
        message: messages.missing(twin.name),
        location: locationOf(line),
        related: redirecting === undefined ? [] : [{ message: "redirects", location: locationOf(redirecting) }],
        fixes: fixes(context, tls),
      });
    }
  },
});

/** The Header directive is there, under a condition that is false here. */
function isSkipped(context: RuleContext<Options>): boolean {
  return [...skippedDirectives(context.tree, true)].some(({ condition, line }) => {
    const { syntax } = condition.node.frame.file;
    if (nameOf(syntax, line).toLowerCase() !== "header") return false;
    return /strict-transport-security/i.test(argumentTextOf(syntax, line));
  });
}

/** Behind the line with the server's name; without mod_headers httpd would refuse it. */
function fixes(context: RuleContext<Options>, tls: Scope): readonly Fix[] {
  const after = tls.directives("ServerName").at(-1);
  if (after === undefined || !isEditable(after) || !isLoaded(context, "headers_module")) return [];
  const text = 'Header always set Strict-Transport-Security "max-age=31536000"';
  return [{ title: "Tell browsers to use https", safe: false, edits: [insertLineAfter(after, text)] }];
}
