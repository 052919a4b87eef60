import { type ConfigNode, type ConfigTree, type DirectiveList, directiveLists, nodesNamed } from "@httpd-lint/config";
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
  const named = new NamedNodes(tree, lists);
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
  for (const node of named.of(scopeNames)) {
    const kind = node.isSection ? scopeKindOf(node) : undefined;
    if (kind === undefined) continue;
    const scope = new ScopeRecord(kind, node, scopeOf(node), inScopes);
    bySection.set(node, scope);
    scopes.push(scope);
  }
  return { scopes, scopeOf, directives: (names) => named.of(names) };
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

/** Lists by the names as rules spell them: many ask for the same. */
class NamedNodes {
  readonly #tree: ConfigTree;
  readonly #lists: ReadonlyMap<string, DirectiveList>;
  readonly #known = new Map<string, readonly ConfigNode[]>();

  constructor(tree: ConfigTree, lists: ReadonlyMap<string, DirectiveList>) {
    this.#tree = tree;
    this.#lists = lists;
  }

  of(names: readonly string[]): readonly ConfigNode[] {
    const key = names.length === 1 ? (names[0] as string) : names.join(" ");
    let nodes = this.#known.get(key);
    if (nodes === undefined) {
      const lower = key.toLowerCase();
      nodes = names.length === 1 ? (this.#lists.get(lower)?.nodes ?? NONE) : nodesNamed(this.#tree, lower.split(" "));
      this.#known.set(key, nodes);
    }
    return nodes;
  }
}
