import { type ConfigNode, locationOf } from "@httpd-lint/config";
import { insertLineAfter, isEditable } from "../../../model/edits.ts";
import { placesOf } from "../../../model/places.ts";
import { hostOf, nameOfScope } from "../../../model/scope.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { certainFormLogin, loginHandler, usesFormLogin } from "../../../session/login.ts";
import { mayApply } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "auth-form/no-auth-name",
    aliases: ["SES102"],
    summary: "Form login without AuthName fails.",
    severity: "error",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "httpd", id: "AuthName", url: "https://httpd.apache.org/docs/2.4/mod/mod_authn_core.html#authname" },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    area: (scope: string) =>
      `Form login at ${scope} has no AuthName: httpd answers every request there with 500 (AH01810). Give it a name, the same as where the login is taken.`,
    handler: (scope: string) =>
      `The login that ${scope} takes is lost: user and password are kept in the session under the AuthName, and there is none. Give it the AuthName of the protected section.`,
  },

  check(context, messages) {
    if (!context.whole || !usesFormLogin(context)) return;
    const nameless = new Map<ConfigNode, boolean>();
    for (const place of placesOf(context, "AuthType", "Require", "AuthName", "SetHandler")) {
      const node = loginHandler(place) ?? certainFormLogin(place);
      if (node === undefined) continue;
      nameless.set(node, mayApply(context, place, "AuthName").length === 0 && nameless.get(node) !== false);
    }
    for (const [node, isNameless] of nameless) {
      if (!isNameless) continue;
      const message = node.key === "sethandler" ? messages.handler : messages.area;
      context.report({
        message: message(nameOfScope(context.scopeOf(node))),
        location: locationOf(node),
        fixes: isEditable(node)
          ? [
              {
                title: "Give it a name",
                safe: false,
                edits: [insertLineAfter(node, `AuthName ${nameFor(context, node)}`)],
              },
            ]
          : [],
      });
    }
  },
});

/** The name of the server's protected sections, when they have but one between them. */
function nameFor(context: RuleContext, node: ConfigNode): string {
  const host = hostOf(context.scopeOf(node));
  const names = context.directives("AuthName").filter((each) => hostOf(context.scopeOf(each)) === host);
  const texts = new Set(names.map(({ argumentText }) => argumentText));
  const [only] = texts;
  return only !== undefined && texts.size === 1 ? only : '"Members"';
}
