import { type ConfigNode, type ConfigTree, descendants } from "@httpd-lint/config";
import { type Scope, type ScopeKind, scopeKindOf } from "./scope.ts";

const NONE: readonly ConfigNode[] = [];

/** Directives by name and scopes, found in one walk over the tree; words are not cut here. */
export interface DirectiveIndex {
  readonly scopes: readonly Scope[];
  directives(names: readonly string[]): readonly ConfigNode[];
  scopeOf(node: ConfigNode): Scope;
}

interface Entry {
  readonly node: ConfigNode;
  readonly position: number;
}

export function indexDirectives(tree: ConfigTree): DirectiveIndex {
  const byName = new Map<string, Entry[]>();
  const bySection = new Map<ConfigNode, Scope>();
  const byScope = new Map<string, Map<Scope, ConfigNode[]>>();
  const isHtaccess = tree.files.get(tree.mainFile)?.syntax.kind === "htaccess";

  function inScopes(name: string): Map<Scope, ConfigNode[]> {
    let found = byScope.get(name);
    if (found !== undefined) return found;
    found = new Map();
    for (const { node } of byName.get(name) ?? []) {
      const scope = scopeOf(node);
      const nodes = found.get(scope);
      if (nodes === undefined) found.set(scope, [node]);
      else nodes.push(node);
    }
    byScope.set(name, found);
    return found;
  }

  function makeScope(kind: ScopeKind, node: ConfigNode | undefined, parent: Scope | undefined): Scope {
    const scope: Scope = {
      kind,
      node,
      parent,
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
    const nodes = byName.get(node.key);
    if (nodes === undefined) byName.set(node.key, [{ node, position }]);
    else nodes.push({ node, position });
    position++;
  };
  for (const node of descendants(tree.nodes)) {
    add(node);
    const kind = node.isSection ? scopeKindOf(node) : undefined;
    if (kind === undefined) continue;
    const scope = makeScope(kind, node, scopeOf(node));
    bySection.set(node, scope);
    scopes.push(scope);
  }
  for (const node of tree.executed) add(node);

  return { scopes, scopeOf, directives: (names) => collect(byName, names) };
}

function collect(byName: ReadonlyMap<string, readonly Entry[]>, names: readonly string[]): readonly ConfigNode[] {
  const lists = names.map((name) => byName.get(name.toLowerCase()) ?? []).filter((list) => list.length > 0);
  if (lists.length === 0) return NONE;
  const entries =
    lists.length === 1 ? (lists[0] as readonly Entry[]) : lists.flat().sort((a, b) => a.position - b.position);
  return entries.map((entry) => entry.node);
}
