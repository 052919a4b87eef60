import { type ConfigTree, type EffectiveConfig, wordsOf } from "@httpd-lint/config";
import type { RuleContext } from "../rule.ts";
import { effectiveAt } from "./effective.ts";
import { foundOnce } from "./memory.ts";
import { hostOf, type Scope } from "./scope.ts";
import { nodesIn } from "./server-nodes.ts";

/** A set of requests: those in `scope`, answered by `host`. */
export interface Place {
  /** The main server or a virtual host. */
  readonly host: Scope;
  readonly scope: Scope;
  /** All that is in effect here. */
  readonly config: EffectiveConfig;
}

type Context = Pick<RuleContext, "tree" | "scopes" | "scopeOf" | "directives">;

/** Lists by the names that were asked for: many rules ask for the same. */
const known: (context: Context) => Map<string, readonly Place[]> = foundOnce(() => new Map());

/** Every place in which one of these directives may make a difference, as far as sections tell. */
export function placesOf(context: Context, ...names: readonly string[]): readonly Place[] {
  const lists = known(context);
  const key = names.join(" ");
  let places = lists.get(key);
  if (places === undefined) {
    places = findPlaces(context, names);
    lists.set(key, places);
  }
  return places;
}

/**
 * Those of `placesOf` that some virtual hosts answer. Most hosts of a large server are of no interest, and are not looked
 * at.
 *
 * @param hosts those with at least one of the directives
 */
export function placesOn(context: Context, hosts: ReadonlySet<Scope>, ...names: readonly string[]): readonly Place[] {
  const [server] = context.scopes();
  if (server === undefined) return [];
  const keys = new Set(names.map((name) => name.toLowerCase()));
  const scopesIn = (host: Scope): readonly Scope[] => {
    const scopes = new Set<Scope>();
    for (const node of nodesIn(context, host)) if (keys.has(node.key)) scopes.add(context.scopeOf(node));
    return withoutCopies(context.tree, [...scopes]);
  };
  return placesIn(context, server, [...hosts], scopesIn);
}

function findPlaces(context: Context, names: readonly string[]): readonly Place[] {
  const relevant = new Set(context.directives(...names).map((node) => context.scopeOf(node)));
  const scopes = context.scopes();
  const server = scopes[0];
  if (relevant.size === 0 || server === undefined) return [];
  const byHost = grouped(withoutCopies(context.tree, [...relevant]), hostOf);
  const virtualHosts = scopes.filter((scope) => scope.kind === "virtual host");
  const hosts = virtualHosts.filter((host) => byHost.has(host));
  // A virtual host without settings of its own is answered as the main server would.
  if (hosts.length < virtualHosts.length || isMainServerReachable(context, virtualHosts)) hosts.unshift(server);
  return placesIn(context, server, hosts, (host) => byHost.get(host) ?? []);
}

/** @param scopesIn those with one of the directives, in a server */
function placesIn(
  { tree }: Context,
  server: Scope,
  hosts: readonly Scope[],
  scopesIn: (host: Scope) => readonly Scope[],
): readonly Place[] {
  const shared = scopesIn(server)
    .filter((scope) => scope !== server)
    .slice(0, MOST_INSIDE);
  const withShared = Math.max(1, Math.floor(MOST_SHARED / Math.max(1, shared.length)));
  const places: Place[] = [];
  hosts.forEach((host, at) => {
    const inside = host === server ? [] : scopesIn(host).filter((scope) => scope !== host);
    places.push(new LazyPlace(tree, host, host));
    if (at < withShared) for (const scope of shared) places.push(new LazyPlace(tree, host, scope));
    for (const scope of inside.slice(0, MOST_INSIDE)) places.push(new LazyPlace(tree, host, scope));
  });
  return places;
}

/** Sections of one server that are looked at: those behind are more of the same, and time grows with their square. */
const MOST_INSIDE = 5000;

/** A section of a file that is included again and again in one place says the same each time. */
function withoutCopies(tree: ConfigTree, scopes: readonly Scope[]): readonly Scope[] {
  const mayRepeat = tree.inclusions.length > tree.files.size || tree.macroUses.length > 0;
  if (!mayRepeat || scopes.length < MANY) return scopes;
  const seen = new Map<Scope | undefined, Set<string>>();
  return scopes.filter(({ node, parent, kind }) => {
    if (node === undefined || kind === "virtual host") return true;
    const known = seen.get(parent) ?? new Set<string>();
    seen.set(parent, known);
    const key = `${node.frame.file.path}\0${node.line.nameStart}\0${node.argumentText}`;
    return !known.has(key) && known.add(key);
  });
}

const MANY = 100;

/**
 * Sections of the main server are looked at for every virtual host, as its own settings may change what holds in them.
 * With thousands of sections and hundreds of hosts that would take minutes and tell the same again and again: they are
 * looked at for the first hosts then.
 */
const MOST_SHARED = 3_000;

/** Merged when somebody asks: most hosts of a large server are of no interest. */
class LazyPlace implements Place {
  readonly host: Scope;
  readonly scope: Scope;
  readonly #tree: ConfigTree;
  #config: EffectiveConfig | undefined;

  constructor(tree: ConfigTree, host: Scope, scope: Scope) {
    this.#tree = tree;
    this.host = host;
    this.scope = scope;
  }

  get config(): EffectiveConfig {
    this.#config ??= effectiveAt(this.#tree, this.host, this.scope);
    return this.#config;
  }
}

/**
 * The servers whose requests a place of `placesOf` stands for: for one of the main server also the virtual hosts that
 * have none of the directives.
 */
export function serversBehind(
  context: Context,
  { host }: Pick<Place, "host">,
  ...names: readonly string[]
): readonly Scope[] {
  if (host.kind === "virtual host") return [host];
  const relevant = new Set(context.directives(...names).map((node) => hostOf(context.scopeOf(node))));
  const virtualHosts = context.scopes().filter((scope) => scope.kind === "virtual host");
  const others = virtualHosts.filter((each) => !relevant.has(each));
  return isMainServerReachable(context, virtualHosts) ? [host, ...others] : others;
}

export function grouped<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => Scope,
): ReadonlyMap<Scope, readonly Item[]> {
  const groups = new Map<Scope, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** The main server answers when a port that is listened on has no virtual host for every address. */
function isMainServerReachable(context: Context, virtualHosts: readonly Scope[]): boolean {
  if (virtualHosts.length === 0) return true;
  const taken = new Set<string>();
  for (const { node } of virtualHosts) {
    for (const address of node === undefined ? [] : wordsOf(node)) {
      const [, port = "*"] = /^(?:\*|_default_)(?::(\d+|\*))?$/i.exec(address) ?? [undefined, ""];
      taken.add(port);
    }
  }
  const listened = context.directives("Listen").map((node) => /(\d+)$/.exec(wordsOf(node)[0] ?? "")?.[1] ?? "");
  return !taken.has("*") && (listened.length === 0 || listened.some((port) => !taken.has(port)));
}
