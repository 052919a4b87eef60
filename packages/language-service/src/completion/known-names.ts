import { allNodes, type ConfigNode, type ConfigTree, wordsOf } from "@httpd-lint/config";
import type { Analysis } from "../workspace.ts";

const tables = new WeakMap<ConfigTree, ReadonlyMap<string, readonly ConfigNode[]>>();

/** Directives and sections of a name, in a .htaccess those of its server, too. */
export function nodesCalled({ tree, server }: Analysis, ...keys: readonly string[]): readonly ConfigNode[] {
  const trees = server === undefined ? [tree] : [tree, server.tree];
  return trees.flatMap((each) => keys.flatMap((key) => tableOf(each).get(key) ?? []));
}

function tableOf(tree: ConfigTree): ReadonlyMap<string, readonly ConfigNode[]> {
  const known = tables.get(tree);
  if (known !== undefined) return known;
  const table = new Map<string, ConfigNode[]>();
  for (const node of allNodes(tree)) {
    const nodes = table.get(node.key);
    if (nodes === undefined) table.set(node.key, [node]);
    else nodes.push(node);
  }
  tables.set(tree, table);
  return table;
}

/** The words at an index of all directives with one of these names, each once. */
export function wordsAt(analysis: Analysis, index: number, ...keys: readonly string[]): readonly string[] {
  const words = nodesCalled(analysis, ...keys).map((node) => wordsOf(node)[index]);
  return unique(words);
}

function unique(words: Iterable<string | undefined>): readonly string[] {
  return [...new Set(words)].filter((word) => word !== undefined && word !== "") as readonly string[];
}

/** Names for `${}`, with what defines them. */
export function variableNames({ tree, server }: Analysis): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { profile, defines } of server === undefined ? [tree] : [tree, server.tree]) {
    for (const { name, setBy } of defines) names.set(name, setBy === undefined ? "-D" : "Define");
    for (const name of Object.keys(profile.environment)) if (!names.has(name)) names.set(name, "environment");
  }
  return names;
}

/** Names that IfDefine asks for, whether anything defines them or not. */
export function namesAskedFor({ tree }: Analysis): readonly string[] {
  return unique(tree.conditions.map(({ name, test }) => (name.toLowerCase() === "ifdefine" ? test : undefined)));
}

/** Nicknames of log formats. */
export function logFormatNames(analysis: Analysis): readonly string[] {
  return wordsAt(analysis, 1, "logformat");
}

export function rewriteMapNames(analysis: Analysis): readonly string[] {
  return wordsAt(analysis, 0, "rewritemap");
}

/** `balancer://name` of Proxy sections and of members that name theirs. */
export function balancerUrls(analysis: Analysis): readonly string[] {
  const urls = wordsAt(analysis, 0, "proxy", "balancermember");
  return urls.filter((url) => url.startsWith("balancer://"));
}

/** Names that sections or directives give to providers. */
export function providerAliases(analysis: Analysis, kind: "authn" | "authz"): readonly string[] {
  const section = kind === "authn" ? "authnprovideralias" : "authzprovideralias";
  const fcgi = nodesCalled(analysis, "authnzfcgidefineprovider").flatMap((node) => {
    const [type = "", name] = wordsOf(node);
    return new RegExp(kind === "authn" ? "^authnz?$" : "^authn?z$", "i").test(type) ? [name] : [];
  });
  const lua = kind === "authz" ? wordsAt(analysis, 0, "luaauthzprovider") : [];
  return unique([...wordsAt(analysis, 1, section), ...lua, ...fcgi]);
}

/** Filters that directives define. */
export function definedFilters(analysis: Analysis): readonly string[] {
  return wordsAt(analysis, 0, "extfilterdefine", "filterdeclare", "filterprovider");
}

/** From which word on a directive names variables. */
const SETS_VARIABLES: Readonly<Record<string, readonly [from: number, to: number]>> = {
  setenv: [0, 1],
  passenv: [0, Number.POSITIVE_INFINITY],
  setenvif: [2, Number.POSITIVE_INFINITY],
  setenvifnocase: [2, Number.POSITIVE_INFINITY],
  setenvifexpr: [1, Number.POSITIVE_INFINITY],
  browsermatch: [1, Number.POSITIVE_INFINITY],
  browsermatchnocase: [1, Number.POSITIVE_INFINITY],
};

/** Environment variables that the configuration sets. */
export function environmentNames(analysis: Analysis): readonly string[] {
  const names: string[] = [];
  for (const [key, [from, to]] of Object.entries(SETS_VARIABLES)) {
    for (const node of nodesCalled(analysis, key)) {
      for (const word of wordsOf(node).slice(from, to)) names.push(word.replace(/=.*$/s, ""));
    }
  }
  for (const { argumentText } of nodesCalled(analysis, "rewriterule")) {
    const flags = argumentText.slice(argumentText.lastIndexOf("["));
    for (const match of flags.matchAll(/[[,]E(?:NV)?=([^:,\]!]+)/gi)) names.push(match[1] ?? "");
  }
  return unique(names.filter((name) => !/^!|[$%{]/.test(name)));
}
