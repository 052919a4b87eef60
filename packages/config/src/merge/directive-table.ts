import { type DirectiveList, directiveLists } from "../directive-lists.ts";
import { stateOf } from "../read/read-config.ts";
import type { ConfigNode, ConfigTree } from "../tree.ts";
import { type ModuleMerge, mergeOf, unloadedModuleOf } from "./merge-rules.ts";
import { markOf, ownerOf, type Section } from "./sections.ts";

/** Symbol of the module that answers to a directive's key. */
export type ModuleOf = (key: string) => string | undefined;

/** The directives that httpd merges as one thing, and how. */
export interface MergedKey {
  readonly key: string;
  readonly rule: ModuleMerge;
  /** Of the module; empty when it is not known. */
  readonly symbol: string;
  /** The tree has none. */
  readonly isNowhere: boolean;
  /** Its number among those that are somewhere, or among those that are nowhere. */
  readonly index: number;
  /** Those in a section itself, in httpd's order. */
  within(section: Section): readonly ConfigNode[];
}

/** Where the directives of a tree stand: most names that are asked for are in very few sections, or in none. */
export interface DirectiveTable {
  readonly moduleOf: ModuleOf;
  /** Names in any case. */
  named(name: string): MergedKey;
}

/** Undefined stands for the main server. */
type ByOwner = ReadonlyMap<ConfigNode | undefined, readonly ConfigNode[]>;

const TABLES = new WeakMap<ConfigTree, DirectiveTable>();
const NONE: readonly ConfigNode[] = [];

export function directivesOf(tree: ConfigTree): DirectiveTable {
  const known = TABLES.get(tree);
  if (known !== undefined) return known;
  const table = makeTable(tree);
  TABLES.set(tree, table);
  return table;
}

function makeTable(tree: ConfigTree): DirectiveTable {
  const moduleOf = modulesByDirective(tree);
  const byName = new Map<string, MergedKey>();
  const lists = directiveLists(tree);
  let [somewhere, nowhere] = [0, 0];
  const make = (key: string): MergedKey => {
    const symbol = moduleOf(key) ?? "";
    const rule = mergeOf(symbol);
    const group = rule.lists?.find((list) => list.includes(key)) ?? [key];
    const isNowhere = group.every((each) => (listOf(lists, each)?.kept ?? 0) === 0);
    const index = isNowhere ? nowhere++ : somewhere++;
    return { key, rule, symbol, isNowhere, index, within: withinSections(lists, group) };
  };
  return {
    moduleOf,
    named(name) {
      let merged = byName.get(name);
      if (merged === undefined) {
        const key = name.toLowerCase();
        merged = byName.get(key) ?? make(key);
        byName.set(key, merged).set(name, merged);
      }
      return merged;
    },
  };
}

/** The module that answers to a name; of several the first one that was loaded. */
function modulesByDirective(tree: ConfigTree): ModuleOf {
  const { modules } = stateOf(tree);
  return (key) => modules.command(key)?.module ?? unloadedModuleOf(key);
}

/** Sections with more directives than that have them found by name, once for all; most have a dozen or less. */
const MANY = 24;

type Within = MergedKey["within"];

/** @param group keys of directives, and of sections with `<` in front */
function withinSections(lists: ReadonlyMap<string, DirectiveList>, group: readonly string[]): Within {
  const names = group.filter((key) => !key.startsWith("<"));
  const sections = group.filter((key) => key.startsWith("<")).map((key) => key.slice(1));
  const marks = [...names, ...sections].reduce((all, key) => all | markOf(key), 0);
  const scan = ({ directives }: Section): readonly ConfigNode[] => {
    let found: ConfigNode[] | undefined;
    for (const node of directives) {
      if (!(node.isSection ? sections : names).includes(node.key)) continue;
      if (found === undefined) found = [node];
      else found.push(node);
    }
    return found ?? NONE;
  };
  let owners: readonly ByOwner[] | undefined;
  return (section) => {
    // For most sections that is all: hundreds of settings are asked for in thousands of them.
    if ((section.marks & marks) === 0) return NONE;
    // A .htaccess comes from a tree of its own.
    if (section.isOfHtaccess || section.directives.length < MANY) return scan(section);
    owners ??= group.flatMap((each) => byOwner(lists, each) ?? []);
    const { node } = section;
    if (owners.length <= 1) return owners[0]?.get(node) ?? NONE;
    return owners.some((nodes) => nodes.has(node)) ? scan(section) : NONE;
  };
}

function listOf(lists: ReadonlyMap<string, DirectiveList>, key: string): DirectiveList | undefined {
  return lists.get(key.startsWith("<") ? key.slice(1) : key);
}

/** The directives of a key by the section whose settings they are; undefined when there are none. */
function byOwner(lists: ReadonlyMap<string, DirectiveList>, key: string): ByOwner | undefined {
  const isSection = key.startsWith("<");
  const { nodes, kept } = listOf(lists, key) ?? EMPTY;
  const found = new Map<ConfigNode | undefined, ConfigNode[]>();
  for (let at = 0; at < kept; at++) {
    const node = nodes[at] as ConfigNode;
    if (node.isSection !== isSection) continue;
    const owner = ownerOf(node);
    if (owner === "none") continue;
    const same = found.get(owner);
    if (same === undefined) found.set(owner, [node]);
    else same.push(node);
  }
  return found.size === 0 ? undefined : found;
}

const EMPTY: DirectiveList = { nodes: [], positions: [], kept: 0 };
