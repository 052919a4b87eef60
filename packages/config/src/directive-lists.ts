import type { ConfigNode, ConfigTree } from "./tree.ts";

/** The directives and sections of one name. */
export interface DirectiveList {
  /** In httpd's order: those it keeps, then those it executed while reading. */
  readonly nodes: readonly ConfigNode[];
  /** Where each comes among all nodes of the tree. */
  readonly positions: readonly number[];
  /** How many of them httpd keeps. */
  readonly kept: number;
}

interface OpenList {
  readonly nodes: ConfigNode[];
  readonly positions: number[];
  kept: number;
}

const known = new WeakMap<ConfigTree, ReadonlyMap<string, DirectiveList>>();

/** All nodes of a tree by their `key`, found in one walk. */
export function directiveLists(tree: ConfigTree): ReadonlyMap<string, DirectiveList> {
  let lists = known.get(tree);
  if (lists === undefined) {
    lists = listsOf(tree);
    known.set(tree, lists);
  }
  return lists;
}

function listsOf(tree: ConfigTree): ReadonlyMap<string, DirectiveList> {
  const lists = new Map<string, OpenList>();
  let position = 0;
  const add = (node: ConfigNode, isKept: boolean): void => {
    let list = lists.get(node.key);
    if (list === undefined) {
      list = { nodes: [], positions: [], kept: 0 };
      lists.set(node.key, list);
    }
    list.nodes.push(node);
    list.positions.push(position++);
    if (isKept) list.kept++;
  };
  // By hand: everything is looked at here, and sections can be nested deeper than calls.
  const open: { readonly nodes: readonly ConfigNode[]; next: number }[] = [];
  let level: (typeof open)[number] | undefined = { nodes: tree.nodes, next: 0 };
  while (level !== undefined) {
    const node: ConfigNode | undefined = level.nodes[level.next++];
    if (node === undefined) {
      level = open.pop();
      continue;
    }
    add(node, true);
    const { children } = node;
    if (children.length === 0) continue;
    open.push(level);
    level = { nodes: children, next: 0 };
  }
  for (const node of tree.executed) add(node, false);
  return lists;
}
