import { type ConfigNode, locationOf, type SessionState, sessionState } from "@httpd-lint/config";
import type { RelatedLocation } from "@httpd-lint/diagnostics";
import { foundOnce } from "../model/memory.ts";
import { grouped, type Place, placesOf, placesOn, serversBehind } from "../model/places.ts";
import { hostOf, mayMeet, nameOfScope, type Scope } from "../model/scope.ts";
import { nodesIn } from "../model/server-nodes.ts";
import type { RuleContext } from "../rule.ts";

/** A set of requests that have a session: those in `scope`, answered by `host`. */
export interface SessionPlace extends Place {
  /** The `Session On` in effect. */
  readonly on: ConfigNode;
  /** What becomes of the session, and the cookies that are sent. */
  readonly state: SessionState;
}

type Context = Pick<RuleContext, "tree" | "scopes" | "scopeOf" | "directives">;

/** Directives that make a scope differ, for sessions, from the scope around it. */
const RELEVANT: readonly string[] = [
  "Session",
  "SessionMaxAge",
  "SessionExpiryUpdateInterval",
  "SessionCookieName",
  "SessionCookieName2",
  "SessionDBDCookieName",
  "SessionDBDCookieName2",
  "SessionDBDPerUser",
  "SessionCryptoPassphrase",
  "SessionCryptoPassphraseFile",
  "AuthType",
  "AuthFormSitePassphrase",
  "SetHandler",
  "SessionDBDCookieRemove",
  "SessionDBDSelectLabel",
  "SessionDBDInsertLabel",
  "SessionDBDUpdateLabel",
  "SessionDBDDeleteLabel",
  "SessionCryptoCipher",
];

type ByKey = ReadonlyMap<string, readonly ConfigNode[]>;

interface SessionFacts {
  readonly places: readonly SessionPlace[];
  readonly placesByHost: ReadonlyMap<Scope, readonly SessionPlace[]>;
  /** What stands in a server with many directives; of hundreds few are asked for. */
  readonly directivesIn: Map<Scope, ByKey>;
  /** What `mayApply` says of the main server's directives, by key. */
  readonly ofMainServer: Map<string, Map<Scope, readonly ConfigNode[]>>;
}

const factsOf: (context: Context) => SessionFacts = foundOnce((context) => {
  const places = context.directives("Session").length === 0 ? [] : findPlaces(context);
  return {
    places,
    placesByHost: grouped(places, (place) => place.host),
    directivesIn: new Map(),
    ofMainServer: new Map(),
  };
});

/** Every place with a session, as far as sections tell. */
export function sessionPlaces(context: Context): readonly SessionPlace[] {
  return factsOf(context).places;
}

function findPlaces(context: Context): readonly SessionPlace[] {
  const withSession = new Set(context.directives("Session").map((node) => hostOf(context.scopeOf(node))));
  const everywhere = withSession.has(context.scopes()[0] as Scope);
  // Most servers have no session, and what is in effect in them need not be asked for.
  const places = everywhere ? placesOf(context, ...RELEVANT) : placesOn(context, withSession, ...RELEVANT);
  return places.flatMap((place) => {
    const { host, scope, config } = place;
    const on = config.node("Session");
    if (on === undefined || config.value("Session")?.toLowerCase() !== "on") return [];
    return [{ host, scope, config, on, state: sessionState(config) }];
  });
}

/** The servers whose requests a place stands for. */
export function answeringServers(context: Context, { host }: Pick<SessionPlace, "host">): readonly Scope[] {
  const known = behind(context);
  let servers = known.get(host);
  if (servers === undefined) {
    servers = serversBehind(context, { host }, ...RELEVANT);
    known.set(host, servers);
  }
  return servers;
}

const behind: (context: Context) => Map<Scope, readonly Scope[]> = foundOnce(() => new Map());

/** The directive that is in effect; of several names the first one that has any. */
export function lookUp(place: Pick<SessionPlace, "config">, ...names: readonly string[]): ConfigNode | undefined {
  for (const name of names) {
    const node = place.config.node(name);
    if (node !== undefined) return node;
  }
  return undefined;
}

const NONE: readonly ConfigNode[] = [];

/** Directives that are in effect for at least some of the place's requests, or may be. */
export function mayApply(
  context: Context,
  place: Pick<SessionPlace, "host" | "scope">,
  ...names: readonly string[]
): readonly ConfigNode[] {
  let found = NONE;
  for (const name of names) {
    const key = keyOf(context, name);
    if (key !== undefined) found = joined(found, keyedMayApply(context, place, key));
  }
  return found;
}

type Test = (node: ConfigNode) => boolean;

const isAny: Test = () => true;

/**
 * Whether one of the directives that `mayApply` finds is such a one.
 *
 * @param names a list that is the same each time
 */
export function someMayApply(
  context: Context,
  place: Pick<SessionPlace, "host" | "scope">,
  names: readonly string[],
  test: Test = isAny,
): boolean {
  for (const key of presentKeys(context, names)) if (keyedMayApply(context, place, key).some(test)) return true;
  return false;
}

/** Whether one of the directives that stand in a server, and not only around it, is such a one. */
export function someIn(context: Context, server: Scope, names: readonly string[], test: Test): boolean {
  const nodes = nodesIn(context, server);
  if (nodes.length < MANY) return anyIn(context, server, names, test);
  for (const key of presentKeys(context, names)) {
    if (meeting(context, directivesIn(context, server, key), server).some(test)) return true;
  }
  return false;
}

/** Whether one of the directives that stand in any section of a server is such a one. */
export function anyIn(context: Context, server: Scope, names: readonly string[], test: Test): boolean {
  const keys = presentKeys(context, names);
  if (keys.size === 0) return false;
  const nodes = nodesIn(context, server);
  if (nodes.length < MANY) return nodes.some((node) => keys.has(node.key) && test(node));
  for (const key of keys) if (directivesIn(context, server, key).some(test)) return true;
  return false;
}

const knownKeys: (context: Context) => Map<string, { readonly key: string | undefined }> = foundOnce(() => new Map());

/** Undefined when there is none: most names that rules ask for are nowhere. */
function keyOf(context: Context, name: string): string | undefined {
  const keys = knownKeys(context);
  let known = keys.get(name);
  if (known === undefined) {
    // The key of the first one is that of all.
    known = { key: context.directives(name)[0]?.key };
    keys.set(name, known);
  }
  return known.key;
}

const knownLists: (context: Context) => Map<readonly string[], ReadonlySet<string>> = foundOnce(() => new Map());

/** Those of a rule's names that there are any of, found once for all places. */
function presentKeys(context: Context, names: readonly string[]): ReadonlySet<string> {
  const lists = knownLists(context);
  let keys = lists.get(names);
  if (keys === undefined) {
    keys = new Set(names.map((name) => keyOf(context, name)).filter((key) => key !== undefined));
    lists.set(names, keys);
  }
  return keys;
}

function keyedMayApply(
  context: Context,
  { host, scope }: Pick<SessionPlace, "host" | "scope">,
  key: string,
): readonly ConfigNode[] {
  const { parent } = host;
  // Where one virtual host wrongly stands in another, what is between them belongs to neither.
  const inherited =
    parent === undefined || hostOf(parent) !== parent ? NONE : ofMainServer(context, key, parent, scope);
  return joined(inherited, meeting(context, directivesIn(context, host, key), scope));
}

function joined(first: readonly ConfigNode[], second: readonly ConfigNode[]): readonly ConfigNode[] {
  if (first.length === 0) return second;
  return second.length === 0 ? first : [...first, ...second];
}

/** Of a server with fewer the directives are looked through each time: most virtual hosts have some dozens. */
const MANY = 64;

function directivesIn(context: Context, server: Scope, key: string): readonly ConfigNode[] {
  const nodes = nodesIn(context, server);
  if (nodes.length < MANY) return withKey(nodes, key);
  const known = factsOf(context).directivesIn;
  let found = known.get(server);
  if (found === undefined) {
    found = byKey(nodes);
    known.set(server, found);
  }
  return found.get(key) ?? NONE;
}

function withKey(nodes: readonly ConfigNode[], key: string): readonly ConfigNode[] {
  let found: ConfigNode[] | undefined;
  for (const node of nodes) {
    if (node.key !== key) continue;
    if (found === undefined) found = [node];
    else found.push(node);
  }
  return found ?? NONE;
}

function byKey(nodes: readonly ConfigNode[]): ByKey {
  const found = new Map<string, ConfigNode[]>();
  for (const node of nodes) {
    const same = found.get(node.key);
    if (same === undefined) found.set(node.key, [node]);
    else same.push(node);
  }
  return found;
}

/** The same for every virtual host, of which there can be many. */
function ofMainServer(context: Context, key: string, server: Scope, scope: Scope): readonly ConfigNode[] {
  const nodes = directivesIn(context, server, key);
  if (nodes.length === 0) return NONE;
  const { ofMainServer: all } = factsOf(context);
  let known = all.get(key);
  if (known === undefined) {
    known = new Map();
    all.set(key, known);
  }
  let found = known.get(scope);
  if (found === undefined) {
    found = meeting(context, nodes, scope);
    known.set(scope, found);
  }
  return found;
}

/** Looking at each pair of more directives and places than this would take minutes. */
const MOST_PLACED = 2000;

/** @param nodes of one name, in the server that `scope` is part of, or in the main server */
function meeting(context: Context, nodes: readonly ConfigNode[], scope: Scope): readonly ConfigNode[] {
  if (nodes.length > MOST_PLACED) return someMeeting(context, nodes, scope);
  // Requests of a whole server come to each of its sections.
  if (scope.kind === "virtual host" || scope.kind === "server") return nodes;
  return nodes.filter((node) => mayMeet(context.scopeOf(node), scope));
}

/**
 * Those around a place for certain, and of the others the first that there are.
 *
 * @param nodes all of one server
 */
function someMeeting(context: Context, nodes: readonly ConfigNode[], scope: Scope): readonly ConfigNode[] {
  const found = new Set<ConfigNode>();
  const [first] = nodes;
  if (first === undefined) return NONE;
  const server = hostOf(context.scopeOf(first));
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (hostOf(at) !== server) continue;
    for (const node of at.directives(first.key).slice(-MOST_FOUND)) found.add(node);
  }
  for (const node of nodes.slice(0, MOST_PLACED)) {
    if (found.size >= MOST_FOUND) break;
    if (mayMeet(context.scopeOf(node), scope)) found.add(node);
  }
  return [...found];
}

/** As many as make a difference: nobody reads a list of more. */
const MOST_FOUND = 100;

/** True when a session may exist where this directive stands; without the rest of the server it may. */
export function mayHaveSession(context: Context & Pick<RuleContext, "whole">, node: ConfigNode): boolean {
  if (!context.whole) return true;
  const { places, placesByHost } = factsOf(context);
  const scope = context.scopeOf(node);
  const host = hostOf(scope);
  const near =
    host.parent === undefined ? [places] : [placesByHost.get(host) ?? [], placesByHost.get(host.parent) ?? []];
  return near.some((group) => group.some((place) => mayMeet(scope, place.scope)));
}

/** The virtual host that a finding is about, when its line stands outside of it. */
export function relatedHost(context: Context, place: SessionPlace, anchor: ConfigNode): readonly RelatedLocation[] {
  const { node } = place.host;
  if (node === undefined || hostOf(context.scopeOf(anchor)) === place.host) return [];
  return [{ message: `applies to ${nameOfScope(place.host)}`, location: locationOf(node) }];
}

/** Unfilled variables of httpd and of template languages: what will stand there is not known. */
export function isUnknownText(text: string): boolean {
  // Each of them has one of these, and most texts have none.
  if (!/[$%{@_]/.test(text)) return false;
  return /\$\{[^}]*\}|\{\{|\{%|<%|%%|^@.+@$|^__\w+__$/.test(text);
}
