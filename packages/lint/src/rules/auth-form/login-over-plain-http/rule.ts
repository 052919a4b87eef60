import { type ConfigNode, locationOf } from "@httpd-lint/config";
import { type Place, placesOf, serversBehind } from "../../../model/places.ts";
import { nameOfScope, type Scope } from "../../../model/scope.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { turnsPlainAway } from "../../../session/https-redirect.ts";
import { formLogin, loginHandler, usesFormLogin } from "../../../session/login.ts";
import { isPlain, lineOfServer, tlsOffload } from "../../../session/transport.ts";

type Options = { readonly tlsOffload: boolean };

export const rule: Rule = defineRule({
  meta: {
    name: "auth-form/login-over-plain-http",
    aliases: ["SES072"],
    summary: "A login form's password crosses the network in clear.",
    severity: "error",
    profiles: ["recommended", "strict", "owasp-session", "stig-windows-server"],
    references: [
      { kind: "OWASP", id: "Session Management: Transport Layer Security" },
      { kind: "STIG", id: "V-214327" },
      { kind: "CWE", id: "CWE-523" },
    ],
    fixable: "no",
    since: "0.1.0",
    options: { tlsOffload },
  },

  messages: {
    clear: (server: string) =>
      `${server} speaks plain HTTP, so everybody on the way can read the passwords that this login gets. Serve it over TLS (SSLEngine On); if a load balancer does, set the option tlsOffload.`,
  },

  check(context: RuleContext<Options>, messages) {
    if (!context.whole || context.options.tlsOffload || !usesFormLogin(context)) return;
    for (const [node, { hosts, others }] of clearLogins(context)) {
      const [first] = hosts;
      if (first === undefined) continue;
      const lines = hosts.map(lineOfServer).filter((line) => line !== undefined);
      context.report({
        message: messages.clear(nameOfScope(first)),
        location: locationOf(node),
        related: [
          ...lines.map((line) => ({ message: "speaks plain HTTP", location: locationOf(line) })),
          ...[...others].map((other) => ({ message: "asks for a password, too", location: locationOf(other) })),
        ],
      });
    }
  },
});

const NAMES: readonly string[] = ["AuthType", "SetHandler"];

interface ClearLogin {
  readonly hosts: Scope[];
  readonly others: Set<ConfigNode>;
}

/** Logins in clear by their directive; of several on a server the first one, for the server is the cause. */
function clearLogins(context: RuleContext<Options>): ReadonlyMap<ConfigNode, ClearLogin> {
  const byHost = new Map<Scope, ConfigNode[]>();
  for (const place of placesOf(context, ...NAMES)) {
    const node = passwordTaker(place);
    if (node === undefined) continue;
    for (const host of serversBehind(context, place, ...NAMES)) {
      if (!isPlain(context, host) || turnsPlainAway(context, { host, scope: place.scope })) continue;
      const nodes = byHost.get(host);
      if (nodes === undefined) byHost.set(host, [node]);
      else nodes.push(node);
    }
  }
  const found = new Map<ConfigNode, ClearLogin>();
  for (const [host, nodes] of byHost) {
    const main = nodes.find(({ key }) => key === "sethandler") ?? (nodes[0] as ConfigNode);
    const login = found.get(main) ?? { hosts: [], others: new Set() };
    login.hosts.push(host);
    for (const node of nodes) if (node !== main) login.others.add(node);
    found.set(main, login);
  }
  return found;
}

/** The directive that makes mod_auth_form read passwords here; not one that sends people to TLS for it. */
function passwordTaker(place: Place): ConfigNode | undefined {
  const handler = loginHandler(place);
  if (handler !== undefined) return handler;
  const elsewhere = place.config.value("AuthFormLoginRequiredLocation") ?? "";
  return /^https:/i.test(elsewhere) ? undefined : formLogin(place);
}
