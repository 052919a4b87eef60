import { type ConfigNode, effectiveConfig, wordsOf } from "@httpd-lint/config";
import { hostOf, type Scope } from "../model/scope.ts";
import type { RuleContext } from "../rule.ts";

/** What lets a .htaccess set session directives, and the folder for which it is in effect. */
export interface GrantOfSessions {
  readonly node: ConfigNode;
  readonly folder: string;
}

/** The directives of mod_session and its parts need AuthConfig, or to be in AllowOverrideList by name. */
export function grantsOf(node: ConfigNode, directive: string): boolean {
  const words = wordsOf(node).map((word) => word.toLowerCase());
  if (node.key === "allowoverridelist") return words.includes(directive.toLowerCase());
  const last = words.findLastIndex((word) => word === "all" || word === "none");
  return words[last] === "all" || words.slice(last + 1).includes("authconfig");
}

/**
 * The AllowOverride and AllowOverrideList that let a .htaccess of a folder with web pages use `directive`: those in
 * effect at the roots of the servers and at the sections for folders in them.
 */
export function htaccessGrants(context: RuleContext, directive: string): readonly GrantOfSessions[] {
  const candidates = context
    .directives("AllowOverride", "AllowOverrideList")
    .filter((node) => grantsOf(node, directive));
  if (candidates.length === 0) return [];
  const scopes = context.scopes();
  const hosts = scopes.filter(({ kind }) => kind === "server" || kind === "virtual host");
  const inner = candidates.map((node) => context.scopeOf(node));
  const found = new Map<ConfigNode, GrantOfSessions>();
  for (const host of hosts) {
    const roots = rootsOf(context, host, scopes[0]);
    const own = inner.filter((scope) => [host, scopes[0]].includes(hostOf(scope))).map((scope) => scope.literalPath);
    const inRoots = own.filter((path) => roots.some((root) => path.startsWith(root)));
    for (const folder of new Set([...roots, ...inRoots])) {
      const config = effectiveConfig(context.tree, { host: host.node, file: folder });
      for (const node of [config.node("AllowOverride"), config.node("AllowOverrideList")]) {
        if (node !== undefined && grantsOf(node, directive) && !found.has(node)) found.set(node, { node, folder });
      }
    }
    if (usesHomes(context)) {
      for (const node of candidates) {
        const pattern = wordsOf(context.scopeOf(node).node ?? node)[0] ?? "";
        if (/[*?[]/.test(pattern) && !found.has(node)) found.set(node, { node, folder: pattern });
      }
    }
  }
  return [...found.values()];
}

/** Folders that URLs lead to, with a slash at their end. */
function rootsOf(context: RuleContext, host: Scope, server: Scope | undefined): readonly string[] {
  const ofHost = (name: string): readonly ConfigNode[] =>
    context.directives(name).filter((node) => hostOf(context.scopeOf(node)) === host);
  const root = ofHost("DocumentRoot").at(-1) ?? server?.directives("DocumentRoot").at(-1);
  const aliases = ["Alias", "ScriptAlias"].flatMap(ofHost);
  const paths = [...(root === undefined ? [] : [root]), ...aliases].map((node) => wordsOf(node).at(-1) ?? "");
  return paths.filter((path) => path.startsWith("/")).map((path) => (path.endsWith("/") ? path : `${path}/`));
}

function usesHomes(context: RuleContext): boolean {
  return context.directives("UserDir").some((node) => wordsOf(node)[0]?.toLowerCase() !== "disabled");
}
