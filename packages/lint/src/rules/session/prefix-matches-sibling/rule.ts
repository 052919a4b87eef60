import { type ConfigNode, locationOf, locationOfArgument, wordsOf, writtenArguments } from "@httpd-lint/config";
import { isEditable } from "../../../model/edits.ts";
import { hostOf, type Scope } from "../../../model/scope.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { prefixOf, prefixProblem } from "../../../session/path-prefixes.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/prefix-matches-sibling",
    aliases: ["SES095"],
    summary: "A path of SessionInclude or SessionExclude is also the beginning of another one.",
    severity: "info",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      {
        kind: "httpd",
        id: "SessionInclude",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session.html#sessioninclude",
      },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    sibling: (directive: string, prefix: string, other: string) =>
      `${directive} ${prefix} is for ${other}, too: httpd compares letters, not parts of the path. If that is not meant, write ${prefix}/.`,
  },

  check(context, messages) {
    const lists = context.directives("SessionInclude", "SessionExclude");
    for (const node of lists) {
      const prefix = prefixOf(node);
      if (prefix.endsWith("/") || prefixProblem(prefix) !== undefined) continue;
      const sibling = siblings(context, node, prefix)[0];
      if (sibling === undefined) continue;
      // Whoever lists both has thought of both.
      if (lists.some((other) => other.key === node.key && sibling.path.startsWith(prefixOf(other)) && other !== node))
        continue;
      const written = writtenArguments(node)[0];
      const isPlain = isEditable(node) && written?.value === prefix && written.quote === undefined;
      const location = locationOfArgument(node, 0);
      context.report({
        message: messages.sibling(node.name, prefix, sibling.path),
        location,
        related: [{ message: "the other path", location: locationOf(sibling.node) }],
        fixes: isPlain
          ? [{ title: "Close the path with a slash", safe: false, edits: [{ ...location, newText: `${prefix}/` }] }]
          : [],
      });
    }
  },
});

interface UrlPath {
  readonly node: ConfigNode;
  readonly path: string;
}

/** Paths of the same server that go on where the prefix ends, within the same part. */
function siblings(context: RuleContext, node: ConfigNode, prefix: string): readonly UrlPath[] {
  const scope = context.scopeOf(node);
  const around = scope.kind === "location" ? scope.literalPath : "/";
  return urlPaths(context).filter(({ path, node: other }) => {
    if (!path.startsWith(prefix) || !/^[^/]/.test(path.slice(prefix.length))) return false;
    return `${path}/`.startsWith(around) && isReachable(hostOf(scope), hostOf(context.scopeOf(other)));
  });
}

function isReachable(host: Scope, other: Scope): boolean {
  return host === other || host.kind === "server" || other.kind === "server";
}

function urlPaths(context: RuleContext): readonly UrlPath[] {
  const named = context.directives("Alias", "ScriptAlias", "ProxyPass").flatMap((node) => {
    const [path = "", target] = wordsOf(node);
    return target !== undefined && path.startsWith("/") ? [{ node, path: withoutSlash(path) }] : [];
  });
  const sections = context.scopes().flatMap(({ kind, node }) => {
    const path = node === undefined || node.key !== "location" ? "" : (wordsOf(node)[0] ?? "");
    const isPlain = kind === "location" && path.startsWith("/") && !/[*?[\]]/.test(path);
    return isPlain && node !== undefined ? [{ node, path: withoutSlash(path) }] : [];
  });
  return [...named, ...sections];
}

function withoutSlash(path: string): string {
  return path.replace(/\/+$/, "");
}
