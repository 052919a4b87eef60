import { type ConfigNode, headersMentioning, locationOf, locationOfArgument, wordsOf } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { isEditable } from "../../../model/edits.ts";
import { placesOf, placesOn } from "../../../model/places.ts";
import { nameOfScope, type Scope } from "../../../model/scope.ts";
import { defineRule, type Rule } from "../../../rule.ts";
import { cacheControl, isPrivate } from "../../../session/cache-control.ts";
import { hasSession } from "../../../session/presence.ts";
import { headerLine } from "../../../session/response-headers.ts";
import { sessionPlaces } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "headers/session-cache-control-replaced",
    aliases: ["SES080"],
    summary: "A Header directive takes away the Cache-Control that protects sessions.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "OWASP", id: "Session Management: Web Content Caching" },
      { kind: "CWE", id: "CWE-524" },
      { kind: "httpd", id: "Header", url: "https://httpd.apache.org/docs/2.4/mod/mod_headers.html#header" },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    replaced: (value: string, scope: string) =>
      `In ${scope} Cache-Control is '${value}' instead of the 'no-cache, private' that mod_session sends, so a cache on the way may give one user's page and cookie to another. Add private or no-store, or set it for fewer files.`,
    removed: (scope: string) =>
      `In ${scope} this takes the Cache-Control away that mod_session sends, so a cache on the way may give one user's page and cookie to another. Leave it, or set 'private, no-store'.`,
  },

  check(context, messages) {
    if (!context.whole || sessionPlaces(context).length === 0) return;
    if (headersMentioning(context.tree, "cache-control").length === 0) return;
    const servers = new Set(sessionPlaces(context).map(({ host }) => host));
    // With a session in the main server every virtual host may have one.
    const isEverywhere = servers.has(context.scopes()[0] as Scope);
    const asked = ["Header", "Session"];
    for (const place of isEverywhere ? placesOf(context, ...asked) : placesOn(context, servers, ...asked)) {
      const { scope, config } = place;
      if (isForFewFiles(scope) || !hasSession(config)) continue;
      const { text, replacedBy } = cacheControl(config);
      if (text === undefined || replacedBy === undefined || isPrivate(text)) continue;
      const where = nameOfScope(scope);
      const related = scope.node === undefined ? [] : [{ message: "has a session", location: locationOf(scope.node) }];
      context.report({
        message: text === "" ? messages.removed(where) : messages.replaced(text, where),
        location: locationOf(replacedBy),
        related: context.scopeOf(replacedBy) === scope ? [] : related,
        fixes: fixesFor(replacedBy),
      });
    }
  },
});

const STATIC =
  /\/(?:static|assets?|css|js|scripts?|styles?|img|images?|icons?|fonts?|media|public|dist|build|favicon\.ico)\//i;

/** Sections for file names and conditions, and those for what is the same for everyone. */
function isForFewFiles(scope: Scope): boolean {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (at.kind === "files" || at.kind === "if" || at.kind === "proxy") return true;
    if ((at.kind === "location" || at.kind === "directory") && (at.literalPath === "" || STATIC.test(at.literalPath)))
      return true;
  }
  return false;
}

function fixesFor(node: ConfigNode): readonly Fix[] {
  const { action, value } = headerLine(node);
  const index = wordsOf(node).indexOf(value);
  if (action !== "set" || index < 0 || !isEditable(node)) return [];
  const edit = { ...locationOfArgument(node, index), newText: '"private, no-store"' };
  return [{ title: "Keep it out of caches", safe: false, edits: [edit] }];
}
