import { type ConfigNode, type ConfigTree, type EffectiveConfig, effectiveConfig, fileOf } from "@httpd-lint/config";
import { hostOf, type Scope } from "./scope.ts";

/**
 * What is in effect for requests that land in `scope` and are answered by `host`, the main server or a virtual host:
 * the settings around it, and those of other sections that hold for every such request. Sections of which that is not
 * known are the `possible` ones of a setting.
 */
export function effectiveAt(tree: ConfigTree, host: Scope, scope: Scope): EffectiveConfig {
  const known = knownFor(host, scope);
  let config = known.get(scope);
  if (config === undefined) {
    config = effectiveConfig(tree, targetOf(tree, host, scope));
    known.set(scope, config);
  }
  return config;
}

/** Settings by scope. */
type Settings = Map<Scope, EffectiveConfig>;

interface Run {
  /** Of the servers, and of what stands in them. */
  readonly own: Settings;
  /** Of sections of the main server, by the virtual host that answers. */
  readonly shared: Map<Scope, Settings>;
}

/** By the main server's scope, which is made anew for every run. */
const runs = new WeakMap<Scope, Run>();

function knownFor(host: Scope, scope: Scope): Settings {
  const main = host.parent ?? host;
  let run = runs.get(main);
  if (run === undefined) {
    run = { own: new Map(), shared: new Map() };
    runs.set(main, run);
  }
  if (hostOf(scope) === host) return run.own;
  let settings = run.shared.get(host);
  if (settings === undefined) {
    settings = new Map();
    run.shared.set(host, settings);
  }
  return settings;
}

function targetOf(tree: ConfigTree, host: Scope, scope: Scope): Parameters<typeof effectiveConfig>[1] {
  const inside: ConfigNode[] = [];
  let path: string | undefined;
  let file: string | undefined;
  for (let at: Scope | undefined = scope; at !== undefined && at.kind !== "virtual host"; at = at.parent) {
    if (at.node !== undefined) inside.push(at.node);
    if (at.kind === "location") path ??= withoutSlash(at.literalPath);
    if (at.kind === "directory") file ??= at.literalPath;
  }
  path ||= undefined;
  if (path !== undefined) file = fileOf(tree, host.node, path).file;
  return { host: host.node, path, file: file === "" ? undefined : file, inside };
}

function withoutSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/$/, "") : path;
}

/**
 * Directives that would change what is in effect, in sections of which it is not known whether they apply. What httpd
 * merges before the setting that is in effect changes nothing, nor does what says the same.
 */
export function possibleChanges(config: EffectiveConfig, ...names: readonly string[]): readonly ConfigNode[] {
  const found: ConfigNode[] = [];
  for (const name of names) {
    const setting = config.setting(name);
    if (setting === undefined || setting.possible.length === 0) continue;
    const { setBy, possible } = setting;
    const last = setBy.at(-1);
    const from = last === undefined ? -1 : layerOf(config, last);
    const same = setBy.length === 1 ? last?.argumentText : undefined;
    for (const node of possible) {
      if (layerOf(config, node) > from && node.argumentText !== same) found.push(node);
    }
  }
  return found;
}

function layerOf({ layers }: EffectiveConfig, node: ConfigNode): number {
  return layers.findLastIndex(({ section }) => section.directives.includes(node));
}
