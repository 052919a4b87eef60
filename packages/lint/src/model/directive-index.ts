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

  function inScope(wanted: Scope, key: string): readonly ConfigNode[] {
    const list = lists.get(key);
    if (list === undefined) return NONE;
    // What httpd executes while reading is not among the children.
    const isKept = list.kept === list.nodes.length;
    const found = isKept && wanted.node !== undefined ? amongFew(wanted.node.children, key) : undefined;
    return found ?? inScopes(key, list).get(wanted) ?? NONE;
  }

  function inScopes(name: string, list: DirectiveList): ReadonlyMap<Scope, readonly ConfigNode[]> {
    let found = byScope.get(name);
    if (found !== undefined) return found;
    found = new Map();
    for (const node of list.nodes) {
      const scope = scopeOf(node);
      const nodes = found.get(scope);
      if (nodes === undefined) found.set(scope, [node]);
      else nodes.push(node);
    }
    byScope.set(name, found);
    return found;
  }

  const server = new ScopeRecord(isHtaccess ? "htaccess" : "server", undefined, undefined, inScope);
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
    const scope = new ScopeRecord(kind, node, scopeOf(node), inScope);
    bySection.set(node, scope);
    scopes.push(scope);
  }
  return { scopes, scopeOf, directives: (names) => named.of(names) };
}

/** Of sections with more the directives are found by name, once for all scopes. */
const FEW = 64;

/** Undefined when there are too many children, or some that only group. */
function amongFew(children: readonly ConfigNode[], key: string): readonly ConfigNode[] | undefined {
  if (children.length > FEW) return undefined;
  let found: ConfigNode[] | undefined;
  for (const node of children) {
    if (node.isSection && node.children.length > 0 && scopeKindOf(node) === undefined) return undefined;
    if (node.key !== key) continue;
    if (found === undefined) found = [node];
    else found.push(node);
  }
  return found ?? NONE;
}

type InScope = (scope: Scope, key: string) => readonly ConfigNode[];

class ScopeRecord implements Scope {
  readonly kind: ScopeKind;
  readonly node: ConfigNode | undefined;
  readonly parent: Scope | undefined;
  readonly #inScope: InScope;
  #path: string | undefined;

  constructor(kind: ScopeKind, node: ConfigNode | undefined, parent: Scope | undefined, inScope: InScope) {
    this.kind = kind;
    this.node = node;
    this.parent = parent;
    this.#inScope = inScope;
  }

  get literalPath(): string {
    this.#path ??= pathOfSection(this.node);
    return this.#path;
  }

  directives(name: string): readonly ConfigNode[] {
    return this.#inScope(this, name.toLowerCase());
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
