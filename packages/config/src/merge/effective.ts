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

/**
 * What the path leads to: a file (with PATH_INFO, too), a folder for which no index file answers, a redirection to the
 * folder's own path or its index file, another server, or nothing that is there; or a redirection or an error that
 * Redirect asks for.
 */
export type Answer = "file" | "folder" | "redirection" | "backend" | "nothing" | "error";

/** The settings that httpd would use for a target. */
export interface EffectiveConfig {
  readonly tree: ConfigTree;
  readonly target: Target;
  /**
   * When an index file answers for a folder, or FallbackResource for nothing: the settings of what was asked for, with
   * which httpd looks at the request first.
   */
  readonly ofFolder?: EffectiveConfig | undefined;
  /** Settings of other files that httpd has looked for before this one, or in this folder, in this order. */
  readonly lookedUp?: readonly EffectiveConfig[] | undefined;
  /** Of a request. Undefined when it cannot be told. */
  readonly answer?: Answer | undefined;
  /**
   * When httpd answers with a redirection or an error instead of a file: before the modules have prepared a response,
   * or in the turn of mod_alias among them.
   */
  readonly endsIn?: "mapping" | "fixups" | undefined;
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
  // Of a .htaccess the table does not know.
  const hasForeign = htaccessOf !== undefined && layers.some(({ section }) => section.kind === "htaccess");
  return new MergedConfig(tree, target, layers, hasForeign);
}

/** As an object of its own, so that more can be said of it: what a class has does not come along with a spread. */
export function spreadable(config: EffectiveConfig): EffectiveConfig {
  return {
    tree: config.tree,
    target: config.target,
    layers: config.layers,
    setting: (name) => config.setting(name),
    node: (name) => config.node(name),
    value: (name) => config.value(name),
    settings: () => config.settings(),
  };
}

/** A large server has hundreds, of which few settings are asked for: each is merged then. */
class MergedConfig implements EffectiveConfig {
  readonly tree: ConfigTree;
  readonly target: Target;
  readonly layers: readonly Layer[];
  readonly #directives: DirectiveTable;
  /** By `MergedKey.index`. Null: asked for before, and there is none. */
  readonly #known: (Setting | null)[] = [];
  /** The same for what only a .htaccess has; undefined when none was read. */
  readonly #foreign: (Setting | null)[] | undefined;

  constructor(tree: ConfigTree, target: Target, layers: readonly Layer[], hasForeign: boolean) {
    this.tree = tree;
    this.target = target;
    this.layers = layers;
    this.#directives = directivesOf(tree);
    this.#foreign = hasForeign ? [] : undefined;
  }

  setting(name: string): Setting | undefined {
    const wanted = this.#directives.named(name);
    const known = wanted.isNowhere ? this.#foreign : this.#known;
    if (known === undefined) return undefined;
    let found = known[wanted.index];
    if (found === undefined) {
      found = merge(this.layers, wanted, this.#directives.moduleOf) ?? null;
      known[wanted.index] = found;
    }
    return found ?? undefined;
  }

  node(name: string): ConfigNode | undefined {
    const setting = this.setting(name);
    return setting === undefined ? undefined : setting.setBy[setting.setBy.length - 1];
  }

  value(name: string): string | undefined {
    const found = this.node(name);
    return found === undefined ? undefined : wordsOf(found)[0];
  }

  settings(): readonly Setting[] {
    const keys = new Set(this.layers.flatMap(({ section }) => section.directives.map((each) => each.key)));
    return [...keys].map((key) => this.setting(key)).filter((each) => each !== undefined);
  }
}

/** The settings of what the client asked for: those of the folder when an index file answers. */
export function askedFor(config: EffectiveConfig): EffectiveConfig {
  return config.ofFolder === undefined ? config : askedFor(config.ofFolder);
}

/** All settings with which httpd prepares the response (`ap_run_fixups`), those of subrequests as well, in this order. */
export function preparations(config: EffectiveConfig): readonly EffectiveConfig[] {
  const { ofFolder, lookedUp = [] } = config;
  return ofFolder === undefined ? [config, ...lookedUp] : [...preparations(ofFolder), ...lookedUp, config];
}

/** Whether a module has its turn in the preparation, which a redirection of mod_alias ends for those loaded later. */
export function isPreparedBy({ endsIn, tree }: EffectiveConfig, module: string): boolean {
  if (endsIn === undefined) return true;
  const at = (wanted: string): number => tree.modules.findIndex(({ symbol }) => symbol === wanted);
  return endsIn === "fixups" && at(module) < at("alias_module");
}

interface Entry {
  readonly node: ConfigNode;
  readonly layer: number;
}

const NONE: readonly ConfigNode[] = [];

function merge(layers: readonly Layer[], wanted: MergedKey, moduleOf: ModuleOf): Setting | undefined {
  const only = onlyDirective(layers, wanted);
  if (only !== undefined && !forgets(wanted)) {
    return { name: (only[0] as ConfigNode).name, setBy: only, overrode: NONE, possible: NONE, lostTo: undefined };
  }
  if (wanted.rule.adds?.includes(wanted.key) === true && !forgets(wanted)) return sum(layers, wanted);
  const entries: Entry[] = [];
  const possible: ConfigNode[] = [];
  for (let layer = 0; layer < layers.length; layer++) {
    const { section, isCertain } = layers[layer] as Layer;
    for (const node of wanted.within(section)) {
      if (isCertain) entries.push({ node, layer });
      else possible.push(node);
    }
  }
  const first = entries[0]?.node ?? possible[0];
  if (first === undefined) return undefined;
  const setter = settersOf(entries, wanted, layers, moduleOf);
  if (forgets(wanted)) possible.push(...possibleResets(layers, entries.at(-1)?.layer, wanted, moduleOf));
  const overrode = entries.filter(({ node }) => !setter.setBy.includes(node)).map(({ node }) => node);
  return { name: first.name, setBy: setter.setBy, overrode, possible, lostTo: setter.lostTo };
}

/** Of a directive of which all count. */
function sum(layers: readonly Layer[], wanted: MergedKey): Setting | undefined {
  let setBy: ConfigNode[] | undefined;
  let possible: ConfigNode[] | undefined;
  for (const { section, isCertain } of layers) {
    const nodes = wanted.within(section);
    if (nodes.length === 0) continue;
    if (isCertain) setBy = appended(setBy, nodes);
    else possible = appended(possible, nodes);
  }
  const first = setBy?.[0] ?? possible?.[0];
  if (first === undefined) return undefined;
  return { name: first.name, setBy: setBy ?? NONE, overrode: NONE, possible: possible ?? NONE, lostTo: undefined };
}

function appended(list: ConfigNode[] | undefined, nodes: readonly ConfigNode[]): ConfigNode[] {
  if (list === undefined) return nodes.slice();
  for (const node of nodes) list.push(node);
  return list;
}

/** What most settings are: one directive, in one layer that applies for certain. */
function onlyDirective(layers: readonly Layer[], wanted: MergedKey): readonly ConfigNode[] | undefined {
  let only: readonly ConfigNode[] | undefined;
  for (const { section, isCertain } of layers) {
    const nodes = wanted.within(section);
    if (nodes.length === 0) continue;
    if (nodes.length > 1 || only !== undefined || !isCertain) return undefined;
    only = nodes;
  }
  return only;
}

interface Setters {
  readonly setBy: readonly ConfigNode[];
  readonly lostTo: ConfigNode | undefined;
}

function settersOf(
  entries: readonly Entry[],
  { key, rule, symbol }: MergedKey,
  layers: readonly Layer[],
  moduleOf: ModuleOf,
): Setters {
  const last = entries.at(-1);
  if (last === undefined) return { setBy: [], lostTo: undefined };
  if (forgets({ key, rule })) {
    const lostTo = laterOfModule(layers, last.layer, symbol, moduleOf);
    if (lostTo !== undefined) return { setBy: [], lostTo };
  }
  if (rule.adds?.includes(key)) return { setBy: entries.map(({ node }) => node), lostTo: undefined };
  if (rule.keyed?.includes(key)) return { setBy: lastOfEachKey(entries), lostTo: undefined };
  const isList = rule.lists?.some((list) => list.includes(key));
  if (!isList) return { setBy: [last.node], lostTo: undefined };
  return { setBy: entries.filter(({ layer }) => layer === last.layer).map(({ node }) => node), lostTo: undefined };
}

/** Whether a section with any directive of the module puts aside what those before it have set. */
function forgets({ key, rule }: Pick<MergedKey, "key" | "rule">): boolean {
  return rule.replaces === true || rule.resets?.includes(key) === true;
}

/** Directives that would put the setting aside, in sections of which it is not known whether they apply. */
function possibleResets(
  layers: readonly Layer[],
  last: number | undefined,
  { key, symbol }: MergedKey,
  moduleOf: ModuleOf,
): readonly ConfigNode[] {
  if (last === undefined) return [];
  const later = layers.slice(last + 1).filter(({ isCertain }) => !isCertain);
  return later.flatMap(({ section }) =>
    [...section.directives, ...section.ignored].filter((node) => node.key !== key && moduleOf(node.key) === symbol),
  );
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
    if (!isCertain) continue;
    const isOfModule = ({ key }: ConfigNode): boolean => moduleOf(key) === symbol;
    const found = section.directives.find(isOfModule) ?? section.ignored.find(isOfModule);
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
