import { type ConfigNode, locationOf, wordsOf } from "@httpd-lint/config";
import { nameOfScope } from "../../../model/scope.ts";
import { placeText } from "../../../modules/load-module.ts";
import { defineRule, type Rule } from "../../../rule.ts";
import { prefixesAt, prefixOf, prefixProblem } from "../../../session/path-prefixes.ts";
import { isUnknownText, relatedHost, type SessionPlace, sessionPlaces } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/on-but-excluded",
    aliases: ["SES096"],
    summary: "A session is switched on where a list of paths keeps it away.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      {
        kind: "httpd",
        id: "SessionExclude",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session.html#sessionexclude",
      },
    ],
    fixable: "no",
    since: "0.1.0",
  },

  messages: {
    excluded: (scope: string, directive: string, place: string) =>
      `Session On has no effect in ${scope}: ${directive} at ${place} keeps all of it without a session, and an inner section cannot take that back. Exclude less.`,
    notIncluded: (scope: string, directive: string, place: string) =>
      `Session On has no effect in ${scope}: sessions are only for paths that SessionInclude lists, the first being ${directive} at ${place}, and no path of this section is among them. Add a SessionInclude for it.`,
  },

  check(context, messages) {
    if (!context.whole) return;
    for (const place of sessionPlaces(context)) {
      // A session that is inherited is limited on purpose.
      if (context.scopeOf(place.on) !== place.scope) continue;
      const cause = keptAwayBy(place);
      if (cause === undefined) continue;
      const message = cause.key === "sessionexclude" ? messages.excluded : messages.notIncluded;
      context.report({
        message: message(nameOfScope(place.scope), `${cause.name} ${prefixOf(cause)}`, placeText(cause)),
        location: locationOf(place.on),
        related: [
          { message: "keeps the session away", location: locationOf(cause) },
          ...relatedHost(context, place, place.on),
        ],
      });
    }
  },
});

function keptAwayBy(place: SessionPlace): ConfigNode | undefined {
  const path = pathOf(place);
  if (path === undefined) return undefined;
  const exclude = prefixesAt(place, "SessionExclude").find((node) => path.startsWith(prefixOf(node)));
  if (exclude !== undefined && prefixOf(exclude) !== "") return exclude;
  const includes = prefixesAt(place, "SessionInclude");
  const [first] = includes;
  if (first === undefined || (place.config.setting("SessionInclude")?.possible.length ?? 0) > 0) return undefined;
  // What matches nowhere is another rule's.
  if (includes.some((node) => prefixProblem(prefixOf(node)) !== undefined || isUnknownText(prefixOf(node))))
    return undefined;
  const below = path.endsWith("/") ? path : `${path}/`;
  return includes.some((node) => path.startsWith(prefixOf(node)) || prefixOf(node).startsWith(below))
    ? undefined
    : first;
}

/** What every URL path of the place begins with; undefined when it is not written out. */
function pathOf({ scope, host, config }: SessionPlace): string | undefined {
  if (scope === host) return "/";
  if (scope.kind !== "location" || scope.node === undefined) return config.target.path;
  return config.target.path === undefined ? undefined : wordsOf(scope.node)[0];
}
