import type { ConfigNode, ConfigTree } from "@httpd-lint/config";
import { pathOfSection, type Scope, type ScopeKind, scopeKindOf } from "./scope.ts";

const NONE: readonly ConfigNode[] = [];

/** Directives by name and scopes, found in one walk over the tree; words are not cut here. */
export interface DirectiveIndex {
  readonly scopes: readonly Scope[];
  directives(names: readonly string[]): readonly ConfigNode[];
  scopeOf(node: ConfigNode): Scope;
}

/** The nodes of one name, and where each comes in httpd's order. */
interface Entries {
  readonly nodes: ConfigNode[];
  readonly positions: number[];
}

export function indexDirectives(tree: ConfigTree): DirectiveIndex {
  const byName = new Map<string, Entries>();
  const bySection = new Map<ConfigNode, Scope>();
  const byScope = new Map<string, Map<Scope, ConfigNode[]>>();
  const isHtaccess = tree.files.get(tree.mainFile)?.syntax.kind === "htaccess";

  function inScopes(name: string): Map<Scope, ConfigNode[]> {
    let found = byScope.get(name);
    if (found !== undefined) return found;
    found = new Map();
    for (const node of byName.get(name)?.nodes ?? NONE) {
      const scope = scopeOf(node);
      const nodes = found.get(scope);
      if (nodes === undefined) found.set(scope, [node]);
      else nodes.push(node);
    }
    byScope.set(name, found);
    return found;
  }

  function makeScope(kind: ScopeKind, node: ConfigNode | undefined, parent: Scope | undefined): Scope {
    let path: string | undefined;
    const scope: Scope = {
      kind,
      node,
      parent,
      get literalPath() {
        path ??= pathOfSection(node);
        return path;
      },
      directives: (name) => inScopes(name.toLowerCase()).get(scope) ?? NONE,
    };
    return scope;
  }

  const server = makeScope(isHtaccess ? "htaccess" : "server", undefined, undefined);
  const scopes: Scope[] = [server];

  function scopeOf(node: ConfigNode): Scope {
    for (let section = node.parent; section !== undefined; section = section.parent) {
      const scope = bySection.get(section);
      if (scope !== undefined) return scope;
    }
    return server;
  }

  let position = 0;
  const add = (node: ConfigNode): void => {
    let entries = byName.get(node.key);
    if (entries === undefined) {
      entries = { nodes: [], positions: [] };
      byName.set(node.key, entries);
    }
    entries.nodes.push(node);
    entries.positions.push(position++);
  };
  walk(tree.nodes, server, (node, around) => {
    add(node);
    const kind = node.isSection ? scopeKindOf(node) : undefined;
    if (kind === undefined) return around;
    const scope = makeScope(kind, node, around);
    bySection.set(node, scope);
    scopes.push(scope);
    return scope;
  });
  for (const node of tree.executed) add(node);

  return { scopes, scopeOf, directives: (names) => collect(byName, names) };
}

/** By hand: this is the one walk over everything, and sections can be nested deeper than calls. */
function walk(nodes: readonly ConfigNode[], server: Scope, visit: (node: ConfigNode, around: Scope) => Scope): void {
  const open: { readonly nodes: readonly ConfigNode[]; next: number; readonly around: Scope }[] = [];
  let level: (typeof open)[number] | undefined = { nodes, next: 0, around: server };
  while (level !== undefined) {
    const node: ConfigNode | undefined = level.nodes[level.next++];
    if (node === undefined) {
      level = open.pop();
      continue;
    }
    const inner = visit(node, level.around);
    const { children } = node;
    if (children.length === 0) continue;
    open.push(level);
    level = { nodes: children, next: 0, around: inner };
  }
}

function collect(byName: ReadonlyMap<string, Entries>, names: readonly string[]): readonly ConfigNode[] {
  const lists = names.map((name) => byName.get(name.toLowerCase())).filter((entries) => entries !== undefined);
  if (lists.length <= 1) return lists[0]?.nodes ?? NONE;
  const all = lists.flatMap(({ nodes, positions }) =>
    nodes.map((node, at) => ({ node, position: positions[at] ?? 0 })),
  );
  return all.sort((a, b) => a.position - b.position).map(({ node }) => node);
}
