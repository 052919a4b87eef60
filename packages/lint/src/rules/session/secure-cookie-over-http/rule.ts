import { locationOf } from "@httpd-lint/config";
import { nameOfScope, type Scope } from "../../../model/scope.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { turnsPlainAway } from "../../../session/https-redirect.ts";
import { attributeOf, sentFormsAt } from "../../../session/sent-cookie.ts";
import { type UsedCookie, usedCookies } from "../../../session/session-cookie.ts";
import { answeringServers } from "../../../session/sessions.ts";
import { isPlain, lineOfServer, tlsOffload, transportOf } from "../../../session/transport.ts";

type Options = { readonly tlsOffload: boolean };

export const rule: Rule = defineRule({
  meta: {
    name: "session/secure-cookie-over-http",
    aliases: ["SES070"],
    summary: "Browsers refuse a Secure cookie that comes over plain HTTP.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "RFC", id: "RFC 6265bis" },
      { kind: "OWASP", id: "Session Management: Transport Layer Security" },
    ],
    fixable: "no",
    since: "0.1.0",
    options: { tlsOffload },
  },

  messages: {
    refused: (cookie: string, server: string) =>
      `Session cookie '${cookie}' is Secure and ${server} speaks plain HTTP: browsers refuse the cookie, and every request begins without a session. Serve it over TLS (SSLEngine On); if a load balancer does, set the option tlsOffload.`,
  },

  check(context: RuleContext<Options>, messages) {
    if (!context.whole || context.options.tlsOffload) return;
    for (const used of usedCookies(context)) {
      const { plain, hasTls } = serversOf(context, used);
      const [first] = plain;
      if (first === undefined) continue;
      const { cookie } = used;
      context.report({
        message: messages.refused(cookie.name, nameOfScope(first)),
        location: cookie.nameLocation,
        // Where another server has it over TLS, the session may be meant for that one alone.
        severity: hasTls ? "info" : "warning",
        related: plain.flatMap((host) => {
          const line = lineOfServer(host);
          return line === undefined ? [] : [{ message: "speaks plain HTTP", location: locationOf(line) }];
        }),
      });
    }
  },
});

interface Servers {
  readonly plain: readonly Scope[];
  readonly hasTls: boolean;
}

function serversOf(context: RuleContext<Options>, used: UsedCookie): Servers {
  const plain = new Set<Scope>();
  let hasTls = false;
  for (const place of used.places) {
    const forms = sentFormsAt(context, used, place);
    if (forms.length === 0 || !forms.every((sent) => attributeOf(sent, "secure") !== undefined)) continue;
    for (const host of answeringServers(context, place)) {
      hasTls ||= transportOf(context, host) === "tls";
      if (isPlain(context, host) && !turnsPlainAway(context, { host, scope: place.scope })) plain.add(host);
    }
  }
  return { plain: [...plain], hasTls };
}
