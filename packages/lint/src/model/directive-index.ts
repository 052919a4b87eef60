import { type ConfigNode, type ConfigTree, type DirectiveList, directiveLists } from "@httpd-lint/config";
import { pathOfSection, type Scope, type ScopeKind, scopeKindOf, scopeNames } from "./scope.ts";

const NONE: readonly ConfigNode[] = [];

/** Directives by name and scopes, found in one walk over the tree; words are not cut here. */
export interface DirectiveIndex {
  readonly scopes: readonly Scope[];
  directives(names: readonly string[]): readonly ConfigNode[];
  scopeOf(node: ConfigNode): Scope;
}

export function indexDirectives(tree: ConfigTree): DirectiveIndex {
  const lists = directiveLists(tree);
  const joined = new JoinedLists(lists);
  const bySection = new Map<ConfigNode, Scope>();
  const byScope = new Map<string, Map<Scope, ConfigNode[]>>();
  const isHtaccess = tree.files.get(tree.mainFile)?.syntax.kind === "htaccess";

  function inScopes(name: string): Map<Scope, ConfigNode[]> {
    let found = byScope.get(name);
    if (found !== undefined) return found;
    found = new Map();
    for (const node of lists.get(name)?.nodes ?? NONE) {
      const scope = scopeOf(node);
      const nodes = found.get(scope);
      if (nodes === undefined) found.set(scope, [node]);
      else nodes.push(node);
    }
    byScope.set(name, found);
    return found;
  }

  const server = new ScopeRecord(isHtaccess ? "htaccess" : "server", undefined, undefined, inScopes);
  const scopes: Scope[] = [server];

  function scopeOf(node: ConfigNode): Scope {
    for (let section = node.parent; section !== undefined; section = section.parent) {
      const scope = bySection.get(section);
      if (scope !== undefined) return scope;
    }
    return server;
  }

  // In httpd's order, so that a section comes before those in it.
  for (const node of joined.of(scopeNames)) {
    const kind = node.isSection ? scopeKindOf(node) : undefined;
    if (kind === undefined) continue;
    const scope = new ScopeRecord(kind, node, scopeOf(node), inScopes);
    bySection.set(node, scope);
    scopes.push(scope);
  }
  return { scopes, scopeOf, directives: (names) => joined.of(names) };
}

type InScopes = (name: string) => ReadonlyMap<Scope, readonly ConfigNode[]>;

class ScopeRecord implements Scope {
  readonly kind: ScopeKind;
  readonly node: ConfigNode | undefined;
  readonly parent: Scope | undefined;
  readonly #inScopes: InScopes;
  #path: string | undefined;

  constructor(kind: ScopeKind, node: ConfigNode | undefined, parent: Scope | undefined, inScopes: InScopes) {
    this.kind = kind;
    this.node = node;
    this.parent = parent;
    this.#inScopes = inScopes;
  }

  get literalPath(): string {
    this.#path ??= pathOfSection(this.node);
    return this.#path;
  }

  directives(name: string): readonly ConfigNode[] {
    return this.#inScopes(name.toLowerCase()).get(this) ?? NONE;
  }
}

/** Lists of several names in httpd's order, by the names: many rules ask for the same. */
class JoinedLists {
  readonly #lists: ReadonlyMap<string, DirectiveList>;
  /** As rules spell the names. */
  readonly #byName = new Map<string, Ordered>();
  readonly #joined = new Map<string, readonly ConfigNode[]>();

  constructor(lists: ReadonlyMap<string, DirectiveList>) {
    this.#lists = lists;
  }

  of(names: readonly string[]): readonly ConfigNode[] {
    if (names.length === 1) return this.#named(names[0] as string).nodes;
    const key = names.join(" ");
    let joined = this.#joined.get(key);
    if (joined === undefined) {
      joined = this.#join(names);
      this.#joined.set(key, joined);
    }
    return joined;
  }

  #named(name: string): Ordered {
    let list = this.#byName.get(name);
    if (list === undefined) {
      list = this.#lists.get(name.toLowerCase()) ?? NOWHERE;
      this.#byName.set(name, list);
    }
    return list;
  }

  #join(names: readonly string[]): readonly ConfigNode[] {
    const found = names.map((name) => this.#named(name)).filter(({ nodes }) => nodes.length > 0);
    // The shortest first: what was merged is gone through again with every list behind it.
    found.sort((a, b) => a.nodes.length - b.nodes.length);
    let joined = found[0];
    for (const list of found.slice(1)) joined = mergedLists(joined as Ordered, list);
    return joined?.nodes ?? NONE;
  }
}

type Ordered = Pick<DirectiveList, "nodes" | "positions">;

const NOWHERE: Ordered = { nodes: NONE, positions: [] };

function mergedLists(first: Ordered, second: Ordered): Ordered {
  const nodes: ConfigNode[] = [];
  const positions: number[] = [];
  let at = 0;
  for (let other = 0; other < second.nodes.length; other++) {
    const limit = second.positions[other] as number;
    for (; at < first.nodes.length && (first.positions[at] as number) < limit; at++) {
      nodes.push(first.nodes[at] as ConfigNode);
      positions.push(first.positions[at] as number);
    }
    nodes.push(second.nodes[other] as ConfigNode);
    positions.push(limit);
  }
  for (; at < first.nodes.length; at++) {
    nodes.push(first.nodes[at] as ConfigNode);
    positions.push(first.positions[at] as number);
  }
  return { nodes, positions };
}
