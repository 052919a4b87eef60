import { type ConfigNode, lineNumberOf, locationOf, wordsOf } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { isEditable } from "../../../model/edits.ts";
import { defineRule, type Rule } from "../../../rule.ts";

/** Directives with one value, of which a section takes the last. Keys, includes and excludes add up. */
const SCALARS: readonly string[] = [
  "Session",
  "SessionMaxAge",
  "SessionHeader",
  "SessionEnv",
  "SessionExpiryUpdateInterval",
  "SessionCookieName",
  "SessionCookieName2",
  "SessionCookieRemove",
  "SessionDBDCookieName",
  "SessionDBDCookieName2",
  "SessionDBDCookieRemove",
  "SessionDBDPerUser",
  "SessionDBDSelectLabel",
  "SessionDBDInsertLabel",
  "SessionDBDUpdateLabel",
  "SessionDBDDeleteLabel",
  "SessionCryptoCipher",
];

export const rule: Rule = defineRule({
  meta: {
    name: "session/repeated-directive",
    aliases: ["SES139"],
    summary: "A session setting is overridden further down in the same section.",
    severity: "warning",
    profiles: ["recommended", "strict"],
    references: [
      {
        kind: "httpd",
        id: "Configuration Sections",
        url: "https://httpd.apache.org/docs/2.4/sections.html#merging",
      },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    overridden: (directive: string, line: number) =>
      `This ${directive} has no effect: line ${line} sets it again in the same section, and the last one counts. Delete one of them.`,
  },

  check(context, messages) {
    for (const name of SCALARS) {
      const all = context.directives(name);
      const scopes = new Set(all.map(context.scopeOf));
      // Mostly each scope has one.
      if (scopes.size === all.length) continue;
      for (const scope of scopes) {
        const nodes = scope.directives(name);
        for (const [at, node] of nodes.entries()) {
          const next = nodes[at + 1];
          if (next === undefined || !isSameRun(node, next) || comparable(node) === comparable(next)) continue;
          context.report({
            message: messages.overridden(node.name, lineNumberOf(next)),
            location: locationOf(node),
            related: [{ message: "counts", location: locationOf(next) }],
            fixes: fixesFor(node),
          });
        }
      }
    }
  },
});

/** A default in one file or outside of a condition, and what overrides it in another or inside, are two on purpose. */
function isSameRun(node: ConfigNode, next: ConfigNode): boolean {
  return node.frame === next.frame && node.parent === next.parent;
}

function comparable(node: ConfigNode): string {
  if (/cookiename2?$|header$|label$/.test(node.key)) return node.argumentText;
  return (wordsOf(node)[0] ?? "").toLowerCase();
}

function fixesFor(node: ConfigNode): readonly Fix[] {
  if (!isEditable(node)) return [];
  const { start, end } = node.line;
  return [
    {
      title: "Delete the line without effect",
      safe: false,
      edits: [{ file: node.frame.file.path, start, end, newText: "" }],
    },
  ];
}
