import { type ConfigNode, type ConfigTree, type EffectiveConfig, effectiveConfig, fileOf } from "@httpd-lint/config";
import type { Scope } from "./scope.ts";

/** Settings of scopes by the host that answers. */
const known = new WeakMap<Scope, WeakMap<Scope, EffectiveConfig>>();

/**
 * What is in effect for requests that land in `scope` and are answered by `host`, the main server or a virtual host:
 * the settings around it, and those of other sections that hold for every such request. Sections of which that is not
 * known are the `possible` ones of a setting.
 */
export function effectiveAt(tree: ConfigTree, host: Scope, scope: Scope): EffectiveConfig {
  const ofHost = known.get(host) ?? new WeakMap<Scope, EffectiveConfig>();
  known.set(host, ofHost);
  const config = ofHost.get(scope) ?? effectiveConfig(tree, targetOf(tree, host, scope));
  ofHost.set(scope, config);
  return config;
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
  const layerOf = (node: ConfigNode): number =>
    config.layers.findLastIndex(({ section }) => section.directives.includes(node));
  return names.flatMap((name) => {
    const { setBy = [], possible = [] } = config.setting(name) ?? {};
    const last = setBy.at(-1);
    const from = last === undefined ? -1 : layerOf(last);
    const same = setBy.length === 1 ? last?.argumentText : undefined;
    return possible.filter((node) => layerOf(node) > from && node.argumentText !== same);
  });
}
