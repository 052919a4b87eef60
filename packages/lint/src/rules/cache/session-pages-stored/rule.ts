import { type ConfigNode, locationOf, locationOfArgument, wordsOf } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { isEditable } from "../../../model/edits.ts";
import { possibleChanges } from "../../../model/effective.ts";
import { type Place, placesOf } from "../../../model/places.ts";
import { nameOfScope } from "../../../model/scope.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { cacheControl, hasNoStore } from "../../../session/cache-control.ts";
import { hasSession } from "../../../session/presence.ts";
import { mayApply } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "cache/session-pages-stored",
    aliases: ["SES082"],
    summary: "httpd's own cache stores pages of sessions.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "OWASP", id: "Session Management: Web Content Caching" },
      { kind: "CWE", id: "CWE-524" },
      {
        kind: "httpd",
        id: "CacheStorePrivate",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_cache.html#cachestoreprivate",
      },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    private: (scope: string) =>
      `CacheStorePrivate On lets mod_cache store pages of ${scope}, which has sessions: it may give one user's page to another. Leave it Off, or exclude the path with CacheDisable.`,
    noStore: (scope: string) =>
      `CacheStoreNoStore On lets mod_cache store pages of ${scope}, which has sessions and only 'no-store' to protect them: it may give one user's page to another. Leave it Off, or exclude the path with CacheDisable.`,
  },

  check(context, messages) {
    if (!context.whole || context.directives("CacheEnable").length === 0) return;
    if (context.directives("CacheStorePrivate", "CacheStoreNoStore").length === 0) return;
    for (const place of placesOf(context, "Session", "CacheStorePrivate", "CacheStoreNoStore", "CacheEnable")) {
      const { config, scope } = place;
      if (!hasSession(config)) continue;
      const enabledBy = cachedBy(context, place);
      if (enabledBy === undefined) continue;
      const isPrivateStored = isOn(place, "CacheStorePrivate");
      const switchNode = config.node(isPrivateStored ? "CacheStorePrivate" : "CacheStoreNoStore");
      if (switchNode === undefined || !(isPrivateStored || storesNoStore(place))) continue;
      const message = isPrivateStored ? messages.private : messages.noStore;
      context.report({
        message: message(nameOfScope(scope)),
        location: locationOf(switchNode),
        related: [{ message: "switches the cache on", location: locationOf(enabledBy) }],
        fixes: switchedOff(switchNode),
      });
    }
  },
});

function isOn({ config }: Place, name: string): boolean {
  return config.value(name)?.toLowerCase() === "on" && possibleChanges(config, name).length === 0;
}

/** What mod_session sends has `private`, which keeps the page out unless a Header directive took that away. */
function storesNoStore(place: Place): boolean {
  const { text } = cacheControl(place.config);
  if (text === undefined || !hasNoStore(text)) return false;
  return isOn(place, "CacheStoreNoStore") && !/\bprivate\b/i.test(text);
}

/** The CacheEnable that is for some of the place's paths; undefined when a CacheDisable may be for them. */
function cachedBy(context: RuleContext, place: Place): ConfigNode | undefined {
  const isForPlace = (node: ConfigNode, index: number): boolean => {
    const scope = context.scopeOf(node);
    if (scope.kind !== "server" && scope.kind !== "virtual host") return true;
    const path = wordsOf(node)[index] ?? "/";
    return path.startsWith("/") && meets(place, path);
  };
  if (mayApply(context, place, "CacheDisable").some((node) => isForPlace(node, 0))) return undefined;
  return mayApply(context, place, "CacheEnable").find((node) => isForPlace(node, 1));
}

function meets({ scope, host }: Place, path: string): boolean {
  if (scope === host || path === "/") return true;
  const own = scope.kind === "location" ? scope.literalPath : "";
  return own !== "" && (own.startsWith(path) || path.startsWith(own));
}

function switchedOff(node: ConfigNode): readonly Fix[] {
  if (!isEditable(node)) return [];
  return [{ title: "Switch it off", safe: false, edits: [{ ...locationOfArgument(node, 0), newText: "Off" }] }];
}
