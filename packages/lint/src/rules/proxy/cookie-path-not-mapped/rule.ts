import { type ConfigNode, type EffectiveConfig, effectiveConfig, locationOf, wordsOf } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { insertLineAfter, isEditable } from "../../../model/edits.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { isBelow } from "../../../session/cookie-path.ts";
import { type ProxiedPath, pathOfUrl, proxiedPaths } from "../../../session/proxied.ts";
import { headerLines } from "../../../session/response-headers.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "proxy/cookie-path-not-mapped",
    aliases: ["SES135"],
    summary: "Cookies of a proxied application are for a path that browsers do not ask for.",
    severity: "info",
    profiles: ["strict"],
    references: [
      { kind: "OWASP", id: "Session Management: Domain and Path Attributes" },
      {
        kind: "httpd",
        id: "ProxyPassReverseCookiePath",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_proxy.html#proxypassreversecookiepath",
      },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    kept: (back: string, front: string) =>
      `Cookies that the application sets for its path ${back} keep it, and browsers ask for ${front}: they do not send such cookies back, so sessions get lost. Add ProxyPassReverseCookiePath ${back} ${front}.`,
  },

  check(context, messages) {
    if (!context.whole) return;
    for (const proxied of proxiedPaths(context)) {
      const back = withoutSlash(pathOfUrl(proxied.backend));
      const front = withoutSlash(proxied.path ?? "/");
      const isApplication = /^(?:https?|ajp|h2c?|balancer):\/\//i.test(proxied.backend);
      if (proxied.path === undefined || !isApplication || isBelow(front === "/" ? "" : front, back === "/" ? "" : back))
        continue;
      const config = configOf(context, proxied);
      if (!isReversed(config, proxied) || mapsCookies(config)) continue;
      context.report({
        message: messages.kept(back, front),
        location: locationOf(proxied.node),
        fixes: fixesFor(config, proxied, `ProxyPassReverseCookiePath ${back} ${front}`),
      });
    }
  },
});

function configOf({ tree }: RuleContext, { host, scope, path }: ProxiedPath): EffectiveConfig {
  const inside = scope.kind === "location" && scope.node !== undefined ? [scope.node] : [];
  return effectiveConfig(tree, { host: host.node, path, proxied: true, inside });
}

/** Redirections are mapped, so the application is one for browsers. */
function isReversed(config: EffectiveConfig, proxied: ProxiedPath): boolean {
  return reverseOf(config, proxied) !== undefined;
}

function reverseOf(config: EffectiveConfig, { scope, path, backend }: ProxiedPath): ConfigNode | undefined {
  const hasPath = scope.kind !== "location";
  return config.setting("ProxyPassReverse")?.setBy.find((node) => {
    const [first = "", second = ""] = wordsOf(node);
    if (!hasPath) return first === backend || `${first}/` === backend || first === `${backend}/`;
    return withoutSlash(first) === withoutSlash(path ?? "") && second !== "";
  });
}

function mapsCookies(config: EffectiveConfig): boolean {
  const paths = config.setting("ProxyPassReverseCookiePath");
  if (paths !== undefined) return true;
  const { sure, possible } = headerLines(config, "set-cookie");
  return [...sure, ...possible].some(({ value, replacement }) => /path/i.test(`${value} ${replacement}`));
}

function withoutSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/$/, "") : path;
}

function fixesFor(config: EffectiveConfig, proxied: ProxiedPath, text: string): readonly Fix[] {
  const reverse = reverseOf(config, proxied);
  if (reverse === undefined || !isEditable(reverse) || reverse.parent !== proxied.node.parent) return [];
  return [{ title: "Map the path of cookies, too", safe: false, edits: [insertLineAfter(reverse, text)] }];
}
