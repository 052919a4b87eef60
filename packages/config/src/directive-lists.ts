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

const known = new WeakMap<ConfigTree, AllNodes>();

function allNodesOf(tree: ConfigTree): AllNodes {
  let all = known.get(tree);
  if (all === undefined) {
    all = new AllNodes(tree);
    known.set(tree, all);
  }
  return all;
}

/** All nodes of a tree by their `key`, found in one walk. */
export function directiveLists(tree: ConfigTree): ReadonlyMap<string, DirectiveList> {
  return allNodesOf(tree).lists;
}

const NONE: readonly ConfigNode[] = [];

/**
 * The nodes of several names in httpd's order.
 *
 * @param keys in lower case
 */
export function nodesNamed(tree: ConfigTree, keys: readonly string[]): readonly ConfigNode[] {
  const all = allNodesOf(tree);
  const lists = new Set<ChainedNodes>();
  for (const key of keys) {
    const list = all.lists.get(key);
    if (list !== undefined) lists.add(list);
  }
  if (lists.size > 1) return all.joined(lists);
  for (const { nodes } of lists) return nodes;
  return NONE;
}

/**
 * Every node by its position. Those of one name are chained: for most names nobody asks, and the lists that are made have
 * their length from the start.
 */
class AllNodes {
  readonly lists = new Map<string, ChainedNodes>();
  readonly #nodes: ConfigNode[];
  /** The position of the next node of the same name. */
  #next: Int32Array;
  #size = 0;

  constructor(tree: ConfigTree) {
    const lines = lineCount(tree);
    this.#nodes = new Array(lines);
    this.#next = new Int32Array(lines);
    this.#addKept(tree.nodes);
    for (const node of tree.executed) this.#add(node);
  }

  joined(lists: ReadonlySet<ChainedNodes>): readonly ConfigNode[] {
    let size = 0;
    for (const list of lists) size += list.size;
    const positions = new Int32Array(size);
    let at = 0;
    for (const list of lists) at = this.copyPositions(list, positions, at);
    positions.sort();
    return this.nodesAt(positions);
  }

  /** @returns where to go on in `to` */
  copyPositions({ first, size }: ChainedNodes, to: Int32Array, from: number): number {
    let position = first;
    const end = from + size;
    for (let at = from; at < end; at++) {
      to[at] = position;
      position = this.#next[position] as number;
    }
    return end;
  }

  nodesAt(positions: Int32Array): readonly ConfigNode[] {
    const found = new Array<ConfigNode>(positions.length);
    for (let at = 0; at < found.length; at++) found[at] = this.#nodes[positions[at] as number] as ConfigNode;
    return found;
  }

  /** By hand: everything is looked at here, and sections can be nested deeper than calls. */
  #addKept(nodes: readonly ConfigNode[]): void {
    const open: { readonly nodes: readonly ConfigNode[]; next: number }[] = [];
    let level: (typeof open)[number] | undefined = { nodes, next: 0 };
    while (level !== undefined) {
      const node: ConfigNode | undefined = level.nodes[level.next++];
      if (node === undefined) {
        level = open.pop();
        continue;
      }
      this.#add(node).kept++;
      const { children } = node;
      if (children.length === 0) continue;
      open.push(level);
      level = { nodes: children, next: 0 };
    }
  }

  #add(node: ConfigNode): ChainedNodes {
    const position = this.#size++;
    this.#nodes[position] = node;
    if (position >= this.#next.length) this.#grow();
    let list = this.lists.get(node.key);
    if (list === undefined) {
      list = new ChainedNodes(this, position);
      this.lists.set(node.key, list);
    } else {
      this.#next[list.last] = position;
      list.last = position;
      list.size++;
    }
    return list;
  }

  #grow(): void {
    const larger = new Int32Array(2 * this.#next.length + 16);
    larger.set(this.#next);
    this.#next = larger;
  }
}

class ChainedNodes implements DirectiveList {
  /** Positions of the first and the last one. */
  readonly first: number;
  last: number;
  size = 1;
  kept = 0;
  readonly #all: AllNodes;
  #nodes: readonly ConfigNode[] | undefined;

  constructor(all: AllNodes, first: number) {
    this.#all = all;
    this.first = first;
    this.last = first;
  }

  get nodes(): readonly ConfigNode[] {
    this.#nodes ??= this.#all.nodesAt(this.#positions());
    return this.#nodes;
  }

  get positions(): readonly number[] {
    return [...this.#positions()];
  }

  #positions(): Int32Array {
    const positions = new Int32Array(this.size);
    this.#all.copyPositions(this, positions, 0);
    return positions;
  }
}

/** As many as there can be nodes, but for macros, whose lines are used again and again. */
function lineCount({ inclusions }: ConfigTree): number {
  let count = 0;
  for (const { file } of inclusions) count += file.syntax.table.count;
  return count;
}
