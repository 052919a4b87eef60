import { effectiveConfig, locationOf } from "@httpd-lint/config";
import { type Place, placesOf } from "../../../model/places.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { type ProxiedPath, proxiedIn, proxiedPaths } from "../../../session/proxied.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "auth-form/password-sent-to-backend",
    aliases: ["SES108"],
    summary: "Another server gets the user's password with every request.",
    severity: "info",
    profiles: ["strict", "owasp-session"],
    references: [
      { kind: "CWE", id: "CWE-522" },
      {
        kind: "httpd",
        id: "AuthFormFakeBasicAuth",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_auth_form.html#authformfakebasicauth",
      },
    ],
    fixable: "no",
    since: "0.1.0",
  },

  messages: {
    sent: (backend: string) =>
      `AuthFormFakeBasicAuth On sends name and password of the user to ${backend} with every request. Leave it out, unless that server has to check the password itself and the way to it is safe.`,
  },

  check(context, messages) {
    const paths = proxiedPaths(context).filter(({ backend }) => /^(?:https?|h2c?|wss?|ajp|balancer):/i.test(backend));
    if (paths.length === 0) return;
    for (const place of placesOf(context, "AuthFormFakeBasicAuth")) {
      const node = place.config.node("AuthFormFakeBasicAuth");
      if (node === undefined || place.config.value("AuthFormFakeBasicAuth")?.toLowerCase() !== "on") continue;
      const hit = proxiedIn(paths, place.host, place.scope).find((path) => isSent(context, place, path));
      if (hit === undefined) continue;
      context.report({
        message: messages.sent(hit.backend),
        location: locationOf(node),
        related: [{ message: "the other server", location: locationOf(hit.node) }],
      });
    }
  },
});

/** Looks at the innermost of both paths: a section for it may have switched the login or the header off. */
function isSent({ tree }: RuleContext, { host, scope }: Place, { path = "", node }: ProxiedPath): boolean {
  const own = scope.literalPath;
  const at = own.length > path.length ? own : path;
  const around = scope.node === undefined || scope === host ? [] : [scope.node];
  const inside = node.parent === undefined || own !== "" ? around : [...around, node.parent];
  const config = effectiveConfig(tree, { host: host.node, path: at === "" ? undefined : at, proxied: true, inside });
  const value = (name: string): string | undefined => config.value(name)?.toLowerCase();
  const isSettled = ["AuthType", "AuthFormFakeBasicAuth"].every((name) => !config.setting(name)?.possible.length);
  return isSettled && value("AuthFormFakeBasicAuth") === "on" && value("AuthType") === "form";
}
