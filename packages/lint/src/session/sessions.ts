import { type ConfigNode, locationOf, type SessionState, sessionState } from "@httpd-lint/config";
import type { RelatedLocation } from "@httpd-lint/diagnostics";
import { grouped, type Place, placesOf, placesOn, serversBehind } from "../model/places.ts";
import { hostOf, mayMeet, nameOfScope, type Scope } from "../model/scope.ts";
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

/** Directives with the scopes that they stand in. */
interface Placed {
  readonly nodes: ConfigNode[];
  readonly scopes: Scope[];
}

/** Where the directives of a name stand. Few of hundreds of virtual hosts are asked for: a list is made for those. */
class ServersWith {
  readonly #context: Context;
  readonly #all: readonly ConfigNode[];
  /** Where the directives of a server begin. */
  readonly #starts = new Map<Scope, number>();
  /** Servers whose directives do not stand together: the main server, mostly. */
  readonly #scattered = new Set<Scope>();
  readonly #placed = new Map<Scope, Placed>();

  constructor(context: Context, name: string) {
    this.#context = context;
    this.#all = context.directives(name);
    let last: Scope | undefined;
    for (let at = 0; at < this.#all.length; at++) {
      const host = this.#hostAt(at);
      if (host === last) continue;
      if (this.#starts.has(host)) this.#scattered.add(host);
      else this.#starts.set(host, at);
      last = host;
    }
  }

  get isEmpty(): boolean {
    return this.#all.length === 0;
  }

  of(server: Scope): Placed | undefined {
    const start = this.#starts.get(server);
    if (start === undefined) return undefined;
    let placed = this.#placed.get(server);
    if (placed === undefined) {
      placed = this.#placedIn(server, start);
      this.#placed.set(server, placed);
    }
    return placed;
  }

  #placedIn(server: Scope, start: number): Placed {
    const nodes: ConfigNode[] = [];
    const scopes: Scope[] = [];
    const isScattered = this.#scattered.has(server);
    for (let at = start; at < this.#all.length; at++) {
      const node = this.#all[at] as ConfigNode;
      const scope = this.#context.scopeOf(node);
      if (hostOf(scope) === server) {
        nodes.push(node);
        scopes.push(scope);
      } else if (!isScattered) break;
    }
    return { nodes, scopes };
  }

  #hostAt(at: number): Scope {
    return hostOf(this.#context.scopeOf(this.#all[at] as ConfigNode));
  }
}

interface SessionFacts {
  readonly places: readonly SessionPlace[];
  readonly placesByHost: ReadonlyMap<Scope, readonly SessionPlace[]>;
  /** The servers that directives stand in, by name; filled when asked for. */
  readonly serversByName: Map<string, ServersWith>;
  /** What `mayApply` says of the main server's directives, by name. */
  readonly ofMainServer: Map<string, Map<Scope, readonly ConfigNode[]>>;
}

const cache = new WeakMap<object, SessionFacts>();

function factsOf(context: Context): SessionFacts {
  const scopes = context.scopes();
  const known = cache.get(scopes);
  if (known !== undefined) return known;
  const places = context.directives("Session").length === 0 ? [] : findPlaces(context);
  const facts = {
    places,
    placesByHost: grouped(places, (place) => place.host),
    serversByName: new Map(),
    ofMainServer: new Map(),
  };
  cache.set(scopes, facts);
  return facts;
}

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
  let servers = behind.get(host);
  if (servers === undefined) {
    servers = serversBehind(context, { host }, ...RELEVANT);
    behind.set(host, servers);
  }
  return servers;
}

/** Scopes are made anew for every run. */
const behind = new WeakMap<Scope, readonly Scope[]>();

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
  for (const name of names) found = joined(found, namedMayApply(context, place, name));
  return found;
}

/** Whether one of the directives that `mayApply` finds is such a one. */
export function someMayApply(
  context: Context,
  place: Pick<SessionPlace, "host" | "scope">,
  names: readonly string[],
  test: (node: ConfigNode) => boolean,
): boolean {
  for (const name of names) if (namedMayApply(context, place, name).some(test)) return true;
  return false;
}

function namedMayApply(
  context: Context,
  { host, scope }: Pick<SessionPlace, "host" | "scope">,
  name: string,
): readonly ConfigNode[] {
  const servers = serversWith(context, name);
  if (servers.isEmpty) return NONE;
  const inherited = host.parent === undefined ? NONE : ofMainServer(context, name, host.parent, scope);
  return joined(inherited, meeting(servers.of(host), name, scope));
}

function joined(first: readonly ConfigNode[], second: readonly ConfigNode[]): readonly ConfigNode[] {
  if (first.length === 0) return second;
  return second.length === 0 ? first : [...first, ...second];
}

function serversWith(context: Context, name: string): ServersWith {
  const { serversByName } = factsOf(context);
  let servers = serversByName.get(name);
  if (servers === undefined) {
    servers = new ServersWith(context, name);
    serversByName.set(name, servers);
  }
  return servers;
}

/** The same for every virtual host, of which there can be many. */
function ofMainServer(context: Context, name: string, server: Scope, scope: Scope): readonly ConfigNode[] {
  const placed = serversWith(context, name).of(server);
  if (placed === undefined) return NONE;
  const byName = factsOf(context).ofMainServer;
  const known = byName.get(name) ?? new Map<Scope, readonly ConfigNode[]>();
  byName.set(name, known);
  let nodes = known.get(scope);
  if (nodes === undefined) {
    nodes = meeting(placed, name, scope);
    known.set(scope, nodes);
  }
  return nodes;
}

/** Looking at each pair of more directives and places than this would take minutes. */
const MOST_PLACED = 2000;

/** @param placed those of the server that `scope` is part of, or of the main server */
function meeting(placed: Placed | undefined, name: string, scope: Scope): readonly ConfigNode[] {
  if (placed === undefined) return NONE;
  const { nodes, scopes } = placed;
  if (nodes.length > MOST_PLACED) return someMeeting(placed, name, scope);
  // Requests of a whole server come to each of its sections.
  if (scope.kind === "virtual host" || scope.kind === "server") return nodes;
  return nodes.filter((_, at) => mayMeet(scopes[at] as Scope, scope));
}

/**
 * Those around a place for certain, and of the others the first that there are.
 *
 * @param placed all of one server
 */
function someMeeting({ nodes, scopes }: Placed, name: string, scope: Scope): readonly ConfigNode[] {
  const found = new Set<ConfigNode>();
  const server = scopes[0] === undefined ? undefined : hostOf(scopes[0]);
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (hostOf(at) !== server) continue;
    for (const node of at.directives(name).slice(-MOST_FOUND)) found.add(node);
  }
  for (let at = 0; at < MOST_PLACED && found.size < MOST_FOUND; at++) {
    if (mayMeet(scopes[at] as Scope, scope)) found.add(nodes[at] as ConfigNode);
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
  return /\$\{[^}]*\}|\{\{|\{%|<%|%%|^@.+@$|^__\w+__$/.test(text);
}
