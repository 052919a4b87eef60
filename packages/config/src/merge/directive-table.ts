import { stateOf } from "../read/read-config.ts";
import type { ConfigNode, ConfigTree } from "../tree.ts";
import { type ModuleMerge, mergeOf, unloadedModuleOf } from "./merge-rules.ts";
import { type Section, type ServerSections, sectionMap } from "./sections.ts";

/** Symbol of the module that answers to a directive's key. */
export type ModuleOf = (key: string) => string | undefined;

/** The directives that httpd merges as one thing, and how. */
export interface MergedKey {
  readonly key: string;
  readonly rule: ModuleMerge;
  /** Of the module; empty when it is not known. */
  readonly symbol: string;
  /** No section of the tree has any. */
  readonly isNowhere: boolean;
  /** Those in a section itself, in httpd's order. */
  within(section: Section): readonly ConfigNode[];
}

/** Where the directives of a tree stand: most names that are asked for are in very few sections, or in none. */
export interface DirectiveTable {
  readonly moduleOf: ModuleOf;
  /** Names in any case. */
  named(name: string): MergedKey;
}

type BySection = ReadonlyMap<Section, readonly ConfigNode[]>;

/** The nodes of one key, each with its section at the same index. */
interface Places {
  readonly sections: Section[];
  readonly nodes: ConfigNode[];
}

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
  const { places, own } = placesByKey(tree);
  const make = (key: string): MergedKey => {
    const symbol = moduleOf(key) ?? "";
    const rule = mergeOf(symbol);
    const group = rule.lists?.find((list) => list.includes(key)) ?? [key];
    const found = group.flatMap((each) => places.get(each) ?? []).map(bySection);
    const scan = (section: Section): readonly ConfigNode[] =>
      section.directives.filter((node) => group.includes(keyOf(node)));
    const within = (section: Section): readonly ConfigNode[] => {
      // A .htaccess comes from a tree of its own.
      if (!own.has(section)) return scan(section);
      if (found.length <= 1) return found[0]?.get(section) ?? NONE;
      return found.some((nodes) => nodes.has(section)) ? scan(section) : NONE;
    };
    return { key, rule, symbol, isNowhere: found.length === 0, within };
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

function keyOf(node: ConfigNode): string {
  return node.isSection ? `<${node.key}` : node.key;
}

function placesByKey(tree: ConfigTree): { readonly places: ReadonlyMap<string, Places>; readonly own: Set<Section> } {
  const places = new Map<string, Places>();
  const own = new Set<Section>();
  const add = (section: Section): void => {
    own.add(section);
    for (const node of section.directives) {
      const key = keyOf(node);
      const known = places.get(key);
      if (known === undefined) places.set(key, { sections: [section], nodes: [node] });
      else {
        known.sections.push(section);
        known.nodes.push(node);
      }
    }
    section.files.forEach(add);
    section.conditions.forEach(add);
  };
  const addServer = ({ own: itself, directories, files, locations, proxies, conditions }: ServerSections): void => {
    add(itself);
    for (const sections of [directories, files, locations, proxies, conditions]) sections.forEach(add);
  };
  const { main, hosts } = sectionMap(tree);
  addServer(main);
  for (const host of hosts.values()) addServer(host);
  return { places, own };
}

function bySection({ sections, nodes }: Places): BySection {
  const found = new Map<Section, ConfigNode[]>();
  for (const [at, node] of nodes.entries()) {
    const section = sections[at] as Section;
    const list = found.get(section);
    if (list === undefined) found.set(section, [node]);
    else list.push(node);
  }
  return found;
}
