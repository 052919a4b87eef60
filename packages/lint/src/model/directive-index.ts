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
  for (const node of collect(lists, scopeNames)) {
    const kind = node.isSection ? scopeKindOf(node) : undefined;
    if (kind === undefined) continue;
    const scope = new ScopeRecord(kind, node, scopeOf(node), inScopes);
    bySection.set(node, scope);
    scopes.push(scope);
  }
  return { scopes, scopeOf, directives: (names) => collect(lists, names) };
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

function collect(lists: ReadonlyMap<string, DirectiveList>, names: readonly string[]): readonly ConfigNode[] {
  const found = names.map((name) => lists.get(name.toLowerCase())).filter((list) => list !== undefined);
  if (found.length <= 1) return found[0]?.nodes ?? NONE;
  const all = found.flatMap(({ nodes }) => nodes);
  // Position and index in one number: sorted without an object for each.
  const order = new Float64Array(all.length);
  let at = 0;
  for (const { positions } of found) for (const position of positions) order[at] = position * MOST_NODES + at++;
  return Array.from(order.sort(), (each) => all[each % MOST_NODES] as ConfigNode);
}

/** More than `readConfig` takes; its square is still an exact number. */
const MOST_NODES = 2 ** 24;
