import { type ConfigNode, effectiveConfig, fileOf, locationOfArgument, wordsOf } from "@httpd-lint/config";
import { possibleChanges } from "../../../model/effective.ts";
import { type Place, placesOf } from "../../../model/places.ts";
import type { Scope } from "../../../model/scope.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { certainFormLogin, formLogin } from "../../../session/login.ts";
import { mayApply } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "auth-form/login-page-protected",
    aliases: ["SES103"],
    summary: "The login page itself asks for a login.",
    severity: "error",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      {
        kind: "httpd",
        id: "AuthFormLoginRequiredLocation",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_auth_form.html#authformloginrequiredlocation",
      },
    ],
    fixable: "no",
    since: "0.1.0",
  },

  messages: {
    loops: (path: string) =>
      `The login page ${path} asks for a login itself, so browsers are sent to it again and again and give up. Give it a section with 'Require all granted', or move it out of the protected one.`,
  },

  check(context, messages) {
    if (!context.whole || context.directives("AuthFormLoginRequiredLocation").length === 0) return;
    const pages = new Map<ConfigNode, boolean>();
    for (const place of placesOf(context, "AuthFormLoginRequiredLocation", "AuthType", "Require")) {
      const node = place.config.node("AuthFormLoginRequiredLocation");
      if (node === undefined || formLogin(place) === undefined) continue;
      pages.set(node, pages.get(node) !== false && loops(context, place, node));
    }
    for (const [node, isProtected] of pages) {
      if (!isProtected) continue;
      context.report({ message: messages.loops(pathOf(node) ?? ""), location: locationOfArgument(node, 0) });
    }
  },
});

/** The value is an expression; a path without anything of the request in it is the same for everyone. */
function pathOf(node: ConfigNode): string | undefined {
  return /^(\/[^%?#$\\]*)(?:[?#]|$)/.exec(wordsOf(node)[0] ?? "")?.[1];
}

function loops(context: RuleContext, place: Place, node: ConfigNode): boolean {
  const path = pathOf(node);
  if (path === undefined || isRedirected(context, place, path)) return false;
  const config = configOf(context, place.host, path);
  if (config.setting("Satisfy") !== undefined || possibleChanges(config, "AuthFormLoginRequiredLocation").length > 0) {
    return false;
  }
  // Wherever this page sends browsers, it is to itself.
  const next = config.node("AuthFormLoginRequiredLocation");
  return certainFormLogin({ config }) !== undefined && next !== undefined && pathOf(next) === path;
}

function configOf({ tree }: RuleContext, host: Scope, path: string): Place["config"] {
  const { file, proxied, backend } = fileOf(tree, host.node, path);
  return effectiveConfig(tree, { host: host.node, path, file, proxied, backend });
}

/** mod_alias redirects before anybody is asked for a password. */
function isRedirected(context: RuleContext, place: Place, path: string): boolean {
  const names = ["Redirect", "RedirectMatch", "RedirectPermanent", "RedirectTemp"];
  return mayApply(context, { host: place.host, scope: place.host }, ...names).some((node) =>
    wordsOf(node).some((word) => word.startsWith("/") && path.startsWith(word)),
  );
}
