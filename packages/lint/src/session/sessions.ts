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

interface Placed {
  readonly node: ConfigNode;
  readonly scope: Scope;
}

interface SessionFacts {
  readonly places: readonly SessionPlace[];
  readonly placesByHost: ReadonlyMap<Scope, readonly SessionPlace[]>;
  /** Directives by name and host; filled when asked for. */
  readonly nodesByHost: Map<string, ReadonlyMap<Scope, readonly Placed[]>>;
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
    nodesByHost: new Map(),
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
  const { host, scope } = place;
  let found: ConfigNode[] | undefined;
  for (const name of names) {
    const byHost = placedByHost(context, name);
    if (byHost.size === 0) continue;
    const inherited = host.parent === undefined ? NONE : ofMainServer(context, name, host.parent, scope);
    const own = meeting(byHost.get(host), name, scope);
    if (inherited.length + own.length === 0) continue;
    found ??= [];
    found.push(...inherited, ...own);
  }
  return found ?? NONE;
}

function placedByHost(context: Context, name: string): ReadonlyMap<Scope, readonly Placed[]> {
  const { nodesByHost } = factsOf(context);
  let byHost = nodesByHost.get(name);
  if (byHost === undefined) {
    const placed = context.directives(name).map((node) => ({ node, scope: context.scopeOf(node) }));
    byHost = grouped(placed, (each) => hostOf(each.scope));
    nodesByHost.set(name, byHost);
  }
  return byHost;
}

/** The same for every virtual host, of which there can be many. */
function ofMainServer(context: Context, name: string, server: Scope, scope: Scope): readonly ConfigNode[] {
  const placed = placedByHost(context, name).get(server);
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

function meeting(placed: readonly Placed[] | undefined, name: string, scope: Scope): readonly ConfigNode[] {
  if (placed === undefined) return NONE;
  if (placed.length > MOST_PLACED) return someMeeting(placed, name, scope);
  let found: ConfigNode[] | undefined;
  for (const { node, scope: other } of placed) {
    if (!mayMeet(other, scope)) continue;
    found ??= [];
    found.push(node);
  }
  return found ?? NONE;
}

/**
 * Those around a place for certain, and of the others the first that there are.
 *
 * @param placed all of one server
 */
function someMeeting(placed: readonly Placed[], name: string, scope: Scope): readonly ConfigNode[] {
  const found = new Set<ConfigNode>();
  const server = placed[0] === undefined ? undefined : hostOf(placed[0].scope);
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (hostOf(at) !== server) continue;
    for (const node of at.directives(name).slice(-MOST_FOUND)) found.add(node);
  }
  for (const { node, scope: other } of placed.slice(0, MOST_PLACED)) {
    if (found.size >= MOST_FOUND) break;
    if (mayMeet(other, scope)) found.add(node);
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
