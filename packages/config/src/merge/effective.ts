import { wordsOf } from "../node.ts";
import type { ConfigNode, ConfigTree } from "../tree.ts";
import { type DirectiveTable, directivesOf, type MergedKey, type ModuleOf } from "./directive-table.ts";
import { type HtaccessOf, type Layer, layersOf } from "./layers.ts";
import { sectionMap } from "./sections.ts";
import type { Target } from "./target.ts";

/** What is in effect of one directive. */
export interface Setting {
  /** As httpd spells it. */
  readonly name: string;
  /** What makes the value, in httpd's order: one directive, or several where httpd adds them up. */
  readonly setBy: readonly ConfigNode[];
  /** Earlier ones that have no effect here, in httpd's order. */
  readonly overrode: readonly ConfigNode[];
  /** Directives that would change it, in sections of which it is not known whether they apply. */
  readonly possible: readonly ConfigNode[];
  /**
   * When `setBy` is empty although there are earlier ones: the first directive of the section that put them aside, in a
   * module that does not merge.
   */
  readonly lostTo: ConfigNode | undefined;
}

/** The settings that httpd would use for a target. */
export interface EffectiveConfig {
  readonly tree: ConfigTree;
  readonly target: Target;
  /** When an index file answers for a folder: the settings of the folder, with which httpd looks at the request first. */
  readonly ofFolder?: EffectiveConfig | undefined;
  /** What was merged, outermost first. */
  readonly layers: readonly Layer[];
  /** Undefined when no section that applies, or may, has the directive. Names in any case. */
  setting(name: string): Setting | undefined;
  /** The last directive that is in effect. */
  node(name: string): ConfigNode | undefined;
  /** Its first word; undefined when it is not set. */
  value(name: string): string | undefined;
  /** Every directive that any layer has. */
  settings(): readonly Setting[];
}

/**
 * Merges sections as httpd does for a request or for the place of a section.
 *
 * @param htaccessOf what a .htaccess holds, where there is one that httpd would read; without it none is looked for
 */
export function effectiveConfig(tree: ConfigTree, target: Target = {}, htaccessOf?: HtaccessOf): EffectiveConfig {
  const layers = layersOf(sectionMap(tree), target, htaccessOf);
  const known = new Map<string, Setting | undefined>();
  const directives = directivesOf(tree);
  const hasForeign = htaccessOf !== undefined && layers.some(({ section }) => section.kind === "htaccess");
  const setting = (name: string): Setting | undefined => {
    const key = name.toLowerCase();
    if (!known.has(key)) known.set(key, merge(layers, key, directives, hasForeign));
    return known.get(key);
  };
  const node = (name: string): ConfigNode | undefined => setting(name)?.setBy.at(-1);
  return {
    tree,
    target,
    layers,
    setting,
    node,
    value: (name) => {
      const found = node(name);
      return found === undefined ? undefined : wordsOf(found)[0];
    },
    settings: () => {
      const keys = new Set(layers.flatMap(({ section }) => section.directives.map((each) => each.key)));
      return [...keys].map(setting).filter((each) => each !== undefined);
    },
  };
}

interface Entry {
  readonly node: ConfigNode;
  readonly layer: number;
}

/** @param hasForeign a .htaccess is among the layers, of which the table does not know */
function merge(
  layers: readonly Layer[],
  key: string,
  directives: DirectiveTable,
  hasForeign: boolean,
): Setting | undefined {
  const mergedKey = directives.ofKey(key);
  if (mergedKey.isNowhere && !hasForeign) return undefined;
  const entries: Entry[] = [];
  const possible: ConfigNode[] = [];
  for (let layer = 0; layer < layers.length; layer++) {
    const { section, isCertain } = layers[layer] as Layer;
    for (const node of mergedKey.within(section)) {
      if (isCertain) entries.push({ node, layer });
      else possible.push(node);
    }
  }
  const first = entries[0]?.node ?? possible[0];
  if (first === undefined) return undefined;
  const setter = settersOf(entries, mergedKey, key, layers, directives.moduleOf);
  const overrode = entries.filter(({ node }) => !setter.setBy.includes(node)).map(({ node }) => node);
  return { name: first.name, setBy: setter.setBy, overrode, possible, lostTo: setter.lostTo };
}

interface Setters {
  readonly setBy: readonly ConfigNode[];
  readonly lostTo: ConfigNode | undefined;
}

function settersOf(
  entries: readonly Entry[],
  { rule, symbol }: MergedKey,
  key: string,
  layers: readonly Layer[],
  moduleOf: ModuleOf,
): Setters {
  const last = entries.at(-1);
  if (last === undefined) return { setBy: [], lostTo: undefined };
  if (rule.replaces === true || rule.resets?.includes(key)) {
    const lostTo = laterOfModule(layers, last.layer, symbol, moduleOf);
    if (lostTo !== undefined) return { setBy: [], lostTo };
  }
  if (rule.adds?.includes(key)) return { setBy: entries.map(({ node }) => node), lostTo: undefined };
  if (rule.keyed?.includes(key)) return { setBy: lastOfEachKey(entries), lostTo: undefined };
  const isList = rule.lists?.some((list) => list.includes(key));
  if (!isList) return { setBy: [last.node], lostTo: undefined };
  return { setBy: entries.filter(({ layer }) => layer === last.layer).map(({ node }) => node), lostTo: undefined };
}

/** The first directive of a module in the last section behind `layer` that has any. */
function laterOfModule(
  layers: readonly Layer[],
  layer: number,
  symbol: string,
  moduleOf: ModuleOf,
): ConfigNode | undefined {
  for (let at = layers.length - 1; at > layer; at--) {
    const { section, isCertain } = layers[at] as Layer;
    const touching = [...section.directives, ...section.ignored];
    const found = isCertain ? touching.find(({ key }) => moduleOf(key) === symbol) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function lastOfEachKey(entries: readonly Entry[]): readonly ConfigNode[] {
  const byKey = new Map<string, ConfigNode>();
  for (const { node } of entries) {
    const key = (wordsOf(node)[0] ?? "").toLowerCase();
    byKey.delete(key);
    byKey.set(key, node);
  }
  return [...byKey.values()];
}
