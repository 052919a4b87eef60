import {
  type ConfigNode,
  type ConfigTree,
  type EffectiveConfig,
  effectiveConfig,
  fileOf,
  wordsOf,
} from "@httpd-lint/config";

/** The sections around a node, innermost first, without the virtual host. */
export function sectionsAround(node: ConfigNode): readonly ConfigNode[] {
  const sections: ConfigNode[] = [];
  for (let at = node.parent; at !== undefined; at = at.parent) if (at.key !== "virtualhost") sections.push(at);
  return sections;
}

/** The virtual host that a node stands in, or is; undefined: the main server. */
export function hostOf(node: ConfigNode | undefined): ConfigNode | undefined {
  let host: ConfigNode | undefined;
  for (let at = node; at !== undefined; at = at.parent) if (at.key === "virtualhost") host = at;
  return host;
}

/**
 * What is in effect for requests that land in sections, as far as sections tell.
 *
 * @param inside the section and those around it, innermost first, without the virtual host
 */
export function settingsInside(
  tree: ConfigTree,
  host: ConfigNode | undefined,
  inside: readonly ConfigNode[],
): EffectiveConfig {
  const path = literal(inside.find(({ key }) => key === "location"))?.replace(/(?<=.)\/$/, "");
  const folder = literal(inside.find(({ key }) => key === "directory"));
  const file = path === undefined ? folder?.replace(/\/?$/, "/") : fileOf(tree, host, path).file;
  return effectiveConfig(tree, { host, path, file, inside });
}

/** The path of a section; undefined when it has a pattern. */
function literal(section: ConfigNode | undefined): string | undefined {
  if (section === undefined) return undefined;
  const [path, ...rest] = wordsOf(section);
  return path === undefined || rest.length > 0 || path === "~" || /[*?[\]$]/.test(path) ? undefined : path;
}
