import {
  type ConfigNode,
  type ConfigTree,
  descendants,
  type EffectiveConfig,
  type Setting,
  wordsOf,
} from "@httpd-lint/config";
import { modules } from "@httpd-lint/directives";
import { hostOf, sectionsAround, settingsInside } from "./target.ts";

/** A directive that takes another one's place. */
export interface Override {
  readonly by: ConfigNode;
  /** The main server (undefined) and virtual hosts for which it does. */
  readonly hosts: readonly (ConfigNode | undefined)[];
  /** False: only where sections meet of which that is not known. */
  readonly isCertain: boolean;
}

/** What becomes of one directive after merging. */
export interface Effects {
  /** The main server (undefined) and virtual hosts in which it is in effect at its own place. */
  readonly inEffect: readonly (ConfigNode | undefined)[];
  readonly overriddenBy: readonly Override[];
  readonly overrides: readonly ConfigNode[];
  /** Others of which httpd adds up the values. */
  readonly togetherWith: readonly ConfigNode[];
}

/** Of these all count, though each takes one value, or none of them is a setting of a place. */
const SEVERAL =
  /^(?:listen|include|includeoptional|loadfile|use|define|undefine|serveralias|sslcertificate(?:key)?file|sslopensslconfcmd|addmoduleinfo|mdomain|mdmember|securityrule\w*|sec(?:rule|action|marker)\w*|proxypassreverse\w*|balancermember|rewritemap|wsgi(?:importscript|daemonprocess)|customlog|logformat|mutex|action|script|load\w+)$/;

/** More than one value, and merged as packages/config knows. */
const MERGED = new Set(
  "header requestheader sessioninclude sessionexclude sessioncookiename sessioncookiename2 sessiondbdcookiename sessiondbdcookiename2 sessioncryptopassphrase sessioncryptopassphrasefile authformprovider authbasicprovider setenv setenvif setenvifnocase browsermatch browsermatchnocase errordocument directoryindex require options allowoverride addtype addhandler expiresbytype rewriterule rewritecond cookieexpires sslprotocol sslciphersuite".split(
    " ",
  ),
);

/** True when it is known how several of a directive come together; of others nothing is said. */
function isMergeKnown(node: ConfigNode): boolean {
  if (node.isSection || SEVERAL.test(node.key)) return false;
  if (MERGED.has(node.key)) return true;
  const command = modules().flatMap(({ commands }) => commands.find(({ key }) => key === node.key) ?? [])[0];
  return command !== undefined && !command.readPhase && (command.how === "flag" || command.how === "take1");
}

/** The servers that a node is for: its virtual host, or the main server and every virtual host. */
export function serversOf(tree: ConfigTree, node: ConfigNode): readonly (ConfigNode | undefined)[] {
  const own = hostOf(node);
  if (own !== undefined) return [own];
  return [undefined, ...tree.nodes.filter(({ key, isSection }) => isSection && key === "virtualhost")];
}

/** Settings by server and section, made once each. */
class Places {
  readonly #tree: ConfigTree;
  readonly #known = new Map<ConfigNode | undefined, Map<ConfigNode | undefined, EffectiveConfig>>();

  constructor(tree: ConfigTree) {
    this.#tree = tree;
  }

  /** The setting of a node's name where the node stands, in requests to `host`. */
  setting(host: ConfigNode | undefined, node: ConfigNode): Setting | undefined {
    const section = node.parent?.key === "virtualhost" ? undefined : node.parent;
    const ofHost = this.#known.get(host) ?? new Map<ConfigNode | undefined, EffectiveConfig>();
    this.#known.set(host, ofHost);
    const config = ofHost.get(section) ?? settingsInside(this.#tree, host, sectionsAround(node));
    ofHost.set(section, config);
    return config.setting(node.key);
  }
}

/** Undefined when it is not known how several of such a directive come together. */
export function effectsOf(tree: ConfigTree, node: ConfigNode): Effects | undefined {
  if (!isMergeKnown(node)) return undefined;
  const places = new Places(tree);
  const servers = serversOf(tree, node);
  const found = new Overrides();
  const inEffect: (ConfigNode | undefined)[] = [];
  const overrides = new Set<ConfigNode>();
  const together = new Set<ConfigNode>();
  for (const host of servers) {
    const own = places.setting(host, node);
    if (own === undefined) continue;
    if (own.setBy.includes(node)) {
      inEffect.push(host);
      for (const each of own.overrode) if (takesPlaceOf(own, node, each)) overrides.add(each);
      for (const each of own.setBy) if (each !== node) together.add(each);
    } else {
      const by = own.lostTo ?? own.setBy.at(-1);
      if (by !== undefined) found.add(by, host, true);
    }
    for (const each of own.possible) found.add(each, host, false);
  }
  for (const other of descendants(tree.nodes)) {
    if (other === node || other.key !== node.key || other.isSection || other.parent === node.parent) continue;
    const host = hostOf(other);
    for (const server of host === undefined ? servers : servers.includes(host) ? [host] : []) {
      if (places.setting(server, other)?.overrode.includes(node)) found.add(other, server, true);
    }
  }
  return { inEffect, overriddenBy: found.list(), overrides: [...overrides], togetherWith: [...together] };
}

/** Where several count, one takes the place of those for the same thing, e.g. ErrorDocument 404. */
function takesPlaceOf({ setBy }: Setting, node: ConfigNode, other: ConfigNode): boolean {
  if (setBy.length === 1 || setBy.every(({ parent }) => parent === node.parent)) return true;
  return wordsOf(node)[0]?.toLowerCase() === wordsOf(other)[0]?.toLowerCase();
}

class Overrides {
  readonly #found = new Map<ConfigNode, { readonly hosts: Set<ConfigNode | undefined>; isCertain: boolean }>();

  add(by: ConfigNode, host: ConfigNode | undefined, isCertain: boolean): void {
    const entry = this.#found.get(by) ?? { hosts: new Set<ConfigNode | undefined>(), isCertain: false };
    entry.hosts.add(host);
    entry.isCertain ||= isCertain;
    this.#found.set(by, entry);
  }

  list(): readonly Override[] {
    return [...this.#found].map(([by, { hosts, isCertain }]) => ({ by, hosts: [...hosts], isCertain }));
  }
}
