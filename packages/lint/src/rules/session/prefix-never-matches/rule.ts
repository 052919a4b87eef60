import { type ConfigNode, locationOfArgument, writtenArguments } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { isEditable } from "../../../model/edits.ts";
import { defineRule, type Rule } from "../../../rule.ts";
import { type PrefixProblem, prefixOf, prefixProblem } from "../../../session/path-prefixes.ts";
import { isUnknownText } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/prefix-never-matches",
    aliases: ["SES094"],
    summary: "A path that sessions are limited to, or kept from, matches no request.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      {
        kind: "httpd",
        id: "SessionInclude",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session.html#sessioninclude",
      },
    ],
    fixable: "safe",
    since: "0.1.0",
  },

  messages: {
    include: (prefix: string, reason: string) =>
      `No URL path begins with '${prefix}': ${reason}. Unless another SessionInclude matches, there is no session anywhere.`,
    exclude: (prefix: string, reason: string) =>
      `No URL path begins with '${prefix}': ${reason}. So nothing is left out of the session.`,
  },

  check(context, messages) {
    for (const node of context.directives("SessionInclude", "SessionExclude")) {
      const prefix = prefixOf(node);
      const problem = isUnknownText(prefix) ? undefined : prefixProblem(prefix);
      if (prefix === "" || problem === undefined) continue;
      const message = node.key === "sessioninclude" ? messages.include : messages.exclude;
      context.report({
        message: message(prefix, REASONS[problem]),
        location: locationOfArgument(node, 0),
        fixes: isEditable(node) ? fixesFor(node, prefix, problem) : [],
      });
    }
  },
});

const REASONS: Readonly<Record<PrefixProblem, string>> = {
  relative: "paths begin with a slash",
  pattern: "httpd compares it letter by letter and knows no patterns here",
  encoded: "httpd compares it with the decoded path",
};

/** Other text could be meant in several ways. */
const PLAIN = /^[\w.~-]+(?:\/[\w.~-]+)*\/?$/;

function fixesFor(node: ConfigNode, prefix: string, problem: PrefixProblem): readonly Fix[] {
  const written = writtenArguments(node);
  if (written.length !== 1 || written[0]?.value !== prefix) return [];
  const location = locationOfArgument(node, 0);
  if (problem === "relative" && PLAIN.test(prefix)) {
    return [{ title: "Begin with a slash", safe: true, edits: [{ ...location, newText: `/${prefix}` }] }];
  }
  const bare =
    /^\^?(\/[\w./~-]*?)\/?(?:\.?\*|\/\.?\*|\(\.\*\))\$?$/.exec(prefix)?.[1] ?? /^\^(\/[\w/~-]+)$/.exec(prefix)?.[1];
  if (problem !== "pattern" || bare === undefined || bare === "" || prefixProblem(bare) !== undefined) return [];
  return [{ title: "Write the path alone", safe: false, edits: [{ ...location, newText: bare }] }];
}
