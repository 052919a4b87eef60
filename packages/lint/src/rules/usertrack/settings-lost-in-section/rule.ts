import { type ConfigNode, locationOf, wordsOf } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { insertLineAfter, isEditable } from "../../../model/edits.ts";
import { type Place, placesOf } from "../../../model/places.ts";
import { defineRule, type Rule } from "../../../rule.ts";
import { TRACKING } from "../../../session/tracking.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "usertrack/settings-lost-in-section",
    aliases: ["SES120"],
    summary: "A section puts the other settings of the tracking cookie back to their defaults.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      {
        kind: "httpd",
        id: "CookieTracking",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_usertrack.html#cookietracking",
      },
    ],
    fixable: "safe",
    since: "0.1.0",
  },

  messages: {
    stopped: (directive: string) =>
      `${directive} stops the tracking here: mod_usertrack does not merge sections, so one directive of it puts all others back to their defaults. Repeat CookieTracking On and what else you want, or move ${directive} to where the others are.`,
    lost: (directive: string, lost: string) =>
      `${directive} puts the other settings of the tracking cookie back to their defaults: mod_usertrack does not merge sections. Lost here: ${lost}. Repeat what you want to keep.`,
  },

  check(context, messages) {
    for (const { config, scope } of placesOf(context, ...TRACKING, "CookieExpires")) {
      const lost = TRACKING.flatMap((name) => lostValue({ config }, name) ?? []);
      const by = lost[0]?.by;
      if (by === undefined || context.scopeOf(by) !== scope) continue;
      const nodes = lost.map(({ node }) => node);
      const stopped = nodes.some(({ key }) => key === "cookietracking");
      if (!stopped && config.value("CookieTracking")?.toLowerCase() !== "on") continue;
      context.report({
        message: stopped
          ? messages.stopped(by.name)
          : messages.lost(by.name, nodes.map((node) => `${node.name} ${node.argumentText}`).join(", ")),
        location: locationOf(by),
        related: nodes.map((node) => ({ message: "lost in the section", location: locationOf(node) })),
        fixes: fixesFor(lastOfSection(scope, by), nodes),
      });
    }
  },
});

const DEFAULTS: ReadonlyMap<string, string> = new Map([
  ["cookiename", "apache"],
  ["cookiestyle", "netscape"],
]);

interface Lost {
  readonly node: ConfigNode;
  readonly by: ConfigNode;
}

/** What was set around the section and no longer is, when that makes a difference. */
function lostValue({ config }: Pick<Place, "config">, name: string): Lost | undefined {
  const setting = config.setting(name);
  const node = setting?.overrode.at(-1);
  if (setting?.lostTo === undefined || node === undefined || setting.possible.length > 0) return undefined;
  const value = wordsOf(node)[0]?.toLowerCase() ?? "";
  return value === (DEFAULTS.get(node.key) ?? "off") ? undefined : { node, by: setting.lostTo };
}

function lastOfSection(scope: Place["scope"], by: ConfigNode): ConfigNode {
  const own = [...TRACKING, "CookieExpires"].flatMap((name) => scope.directives(name));
  return own.filter(({ frame, parent }) => frame === by.frame && parent === by.parent).reduce(later, by);
}

function later(one: ConfigNode, other: ConfigNode): ConfigNode {
  return other.line.start > one.line.start ? other : one;
}

function fixesFor(last: ConfigNode, lost: readonly ConfigNode[]): readonly Fix[] {
  if (!isEditable(last) || lost.some((node) => !isEditable(node))) return [];
  const lines = lost.map((node) => `${node.name} ${node.argumentText}`);
  return [{ title: "Repeat the settings here", safe: true, edits: [insertLineAfter(last, ...lines)] }];
}
