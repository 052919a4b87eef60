import { type ConfigNode, type ConfigTree, type EffectiveConfig, effectiveConfig, fileOf } from "@httpd-lint/config";
import type { Scope } from "./scope.ts";

/**
 * What is in effect for requests that land in `scope` and are answered by `host`, the main server or a virtual host:
 * the settings around it, and those of other sections that hold for every such request. Sections of which that is not
 * known are the `possible` ones of a setting.
 */
export function effectiveAt(tree: ConfigTree, host: Scope, scope: Scope): EffectiveConfig {
  let config: EffectiveConfig | undefined;
  if (host === scope) config = ofServers.get(host);
  else config = ofSections.get(host)?.get(scope);
  if (config !== undefined) return config;
  config = effectiveConfig(tree, targetOf(tree, host, scope));
  if (host === scope) ofServers.set(host, config);
  else inSectionsOf(host).set(scope, config);
  return config;
}

/** Settings of the servers themselves, of which there are most. */
const ofServers = new WeakMap<Scope, EffectiveConfig>();
/** Those of other scopes by the host that answers. */
const ofSections = new WeakMap<Scope, Map<Scope, EffectiveConfig>>();

function inSectionsOf(host: Scope): Map<Scope, EffectiveConfig> {
  let found = ofSections.get(host);
  if (found === undefined) {
    found = new Map();
    ofSections.set(host, found);
  }
  return found;
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
