import {
  type ConfigNode,
  type EffectiveConfig,
  locationOf,
  type SessionState,
  sessionState,
  wordsOf,
} from "@httpd-lint/config";
import type { RelatedLocation } from "@httpd-lint/diagnostics";
import { effectiveAt } from "../model/effective.ts";
import { hostOf, mayMeet, nameOfScope, type Scope } from "../model/scope.ts";
import type { RuleContext } from "../rule.ts";

/** A set of requests that have a session: those in `scope`, answered by `host`. */
export interface SessionPlace {
  /** The main server or a virtual host. */
  readonly host: Scope;
  readonly scope: Scope;
  /** The `Session On` in effect. */
  readonly on: ConfigNode;
  /** All that is in effect here. */
  readonly config: EffectiveConfig;
  /** What becomes of the session, and the cookies that are sent. */
  readonly state: SessionState;
}

type Context = Pick<RuleContext, "tree" | "scopes" | "scopeOf" | "directives">;

/** Directives that make a scope differ, for sessions, from the scope around it. */
const RELEVANT: readonly string[] = [
  "Session",
  "SessionMaxAge",
  "SessionCookieName",
  "SessionCookieName2",
  "SessionDBDCookieName",
  "SessionDBDCookieName2",
  "SessionDBDPerUser",
  "SessionCryptoPassphrase",
  "SessionCryptoPassphraseFile",
  "AuthType",
  "SetHandler",
];

interface SessionFacts {
  readonly places: readonly SessionPlace[];
  readonly placesByHost: ReadonlyMap<Scope, readonly SessionPlace[]>;
  /** Directives by name in lower case and host; filled when asked for. */
  readonly nodesByHost: Map<string, ReadonlyMap<Scope, readonly ConfigNode[]>>;
}

const cache = new WeakMap<object, SessionFacts>();

function factsOf(context: Context): SessionFacts {
  const scopes = context.scopes();
  const known = cache.get(scopes);
  if (known !== undefined) return known;
  const places = context.directives("Session").length === 0 ? [] : findPlaces(context, scopes);
  const facts = { places, placesByHost: grouped(places, (place) => place.host), nodesByHost: new Map() };
  cache.set(scopes, facts);
  return facts;
}

/** Every place with a session, as far as sections tell. */
export function sessionPlaces(context: Context): readonly SessionPlace[] {
  return factsOf(context).places;
}

function findPlaces(context: Context, scopes: readonly Scope[]): readonly SessionPlace[] {
  const relevant = new Set(context.directives(...RELEVANT).map((node) => context.scopeOf(node)));
  const server = scopes[0] as Scope;
  const byHost = grouped([...relevant], hostOf);
  const virtualHosts = scopes.filter((scope) => scope.kind === "virtual host");
  const hosts = virtualHosts.filter((host) => byHost.has(host));
  // A virtual host without settings of its own is answered as the main server would.
  if (hosts.length < virtualHosts.length || isMainServerReachable(context, virtualHosts)) hosts.unshift(server);
  const shared = (byHost.get(server) ?? []).filter((scope) => scope !== server);
  return hosts.flatMap((host) => {
    const inside = host === server ? [] : (byHost.get(host) ?? []).filter((scope) => scope !== host);
    return [host, ...shared, ...inside].flatMap((scope) => {
      const config = effectiveAt(context.tree, host, scope);
      const on = config.node("Session");
      if (on === undefined || config.value("Session")?.toLowerCase() !== "on") return [];
      return [{ host, scope, on, config, state: sessionState(config) }];
    });
  });
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => Scope): ReadonlyMap<Scope, readonly Item[]> {
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

/** The directive that is in effect; of several names the first one that has any. */
export function lookUp(place: Pick<SessionPlace, "config">, ...names: readonly string[]): ConfigNode | undefined {
  for (const name of names) {
    const node = place.config.node(name);
    if (node !== undefined) return node;
  }
  return undefined;
}

/** Directives that are in effect for at least some of the place's requests, or may be. */
export function mayApply(context: Context, place: SessionPlace, ...names: readonly string[]): readonly ConfigNode[] {
  const { nodesByHost } = factsOf(context);
  const { host, scope } = place;
  const hosts = host.parent === undefined ? [host] : [host.parent, host];
  return names.flatMap((name) => {
    const key = name.toLowerCase();
    const byHost = nodesByHost.get(key) ?? grouped(context.directives(key), (node) => hostOf(context.scopeOf(node)));
    nodesByHost.set(key, byHost);
    return hosts.flatMap((each) => (byHost.get(each) ?? []).filter((node) => mayMeet(context.scopeOf(node), scope)));
  });
}

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
