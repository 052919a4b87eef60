import { type ConfigNode, locationOf, locationOfName } from "@httpd-lint/config";
import { nameOfScope, type Scope } from "../../../model/scope.ts";
import { defineRule, type Rule } from "../../../rule.ts";
import { htaccessGrants } from "../../../session/allow-override.ts";
import { KEY_DIRECTIVES } from "../../../session/crypto.ts";
import { mayHaveSession, sessionPlaces } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/passphrase-without-session",
    aliases: ["SES034"],
    summary: "A session key is set where no session is on.",
    severity: "info",
    profiles: ["strict"],
    references: [
      { kind: "httpd", id: "Session", url: "https://httpd.apache.org/docs/2.4/mod/mod_session.html#session" },
    ],
    fixable: "no",
    since: "0.1.0",
  },

  messages: {
    unused: (directive: string, scope: string) =>
      `${directive} does nothing: no session is on for ${scope}. Is 'Session On' missing, or does the key stand in the wrong section?`,
  },

  check(context, messages) {
    // Without any session session/settings-without-session speaks of all settings at once.
    if (!context.whole || sessionPlaces(context).length === 0) return;
    const unused = new Map<Scope, ConfigNode[]>();
    for (const node of context.directives(...KEY_DIRECTIVES)) {
      if (mayHaveSession(context, node)) continue;
      const scope = context.scopeOf(node);
      unused.set(scope, [...(unused.get(scope) ?? []), node]);
    }
    // A .htaccess that we do not see may switch a session on.
    if (unused.size === 0 || htaccessGrants(context, "Session").length > 0) return;
    for (const [scope, [first, ...others]] of unused) {
      if (first === undefined) continue;
      context.report({
        message: messages.unused(first.name, nameOfScope(scope)),
        location: locationOfName(first),
        related: others.map((node) => ({ message: "neither does this", location: locationOf(node) })),
      });
    }
  },
});
