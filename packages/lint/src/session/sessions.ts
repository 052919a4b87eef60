import { type ConfigNode, locationOf, type SessionState, sessionState } from "@httpd-lint/config";
import type { RelatedLocation } from "@httpd-lint/diagnostics";
import { byServer, grouped, type Place, placesOf, serversBehind } from "../model/places.ts";
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

interface SessionFacts {
  readonly places: readonly SessionPlace[];
  readonly placesByHost: ReadonlyMap<Scope, readonly SessionPlace[]>;
  /** Directives by name and host; filled when asked for. */
  readonly nodesByHost: Map<string, ReadonlyMap<Scope, readonly ConfigNode[]>>;
}

const cache = new WeakMap<object, SessionFacts>();

function factsOf(context: Context): SessionFacts {
  const scopes = context.scopes();
  const known = cache.get(scopes);
  if (known !== undefined) return known;
  const places = context.directives("Session").length === 0 ? [] : findPlaces(context);
  const facts = { places, placesByHost: grouped(places, (place) => place.host), nodesByHost: new Map() };
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
  return placesOf(context, ...RELEVANT).flatMap((place) => {
    const { host, scope } = place;
    if (!everywhere && !withSession.has(host)) return [];
    const { config } = place;
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
  const { nodesByHost } = factsOf(context);
  const { host, scope } = place;
  let found: ConfigNode[] | undefined;
  const add = (nodes: readonly ConfigNode[] | undefined): void => {
    if (nodes === undefined) return;
    for (const node of nodes) {
      if (!mayMeet(context.scopeOf(node), scope)) continue;
      found ??= [];
      found.push(node);
    }
  };
  for (const name of names) {
    let byHost = nodesByHost.get(name);
    if (byHost === undefined) {
      byHost = byServer(context, context.directives(name));
      nodesByHost.set(name, byHost);
    }
    if (byHost.size === 0) continue;
    if (host.parent !== undefined) add(byHost.get(host.parent));
    add(byHost.get(host));
  }
  return found ?? NONE;
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
