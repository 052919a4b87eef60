import { type ConfigNode, type EffectiveConfig, effectiveConfig, fileOf, wordsOf } from "@httpd-lint/config";
import { effectiveAt } from "../model/effective.ts";
import { foundOnce } from "../model/memory.ts";
import { hostOf, type Scope } from "../model/scope.ts";
import type { RuleContext } from "../rule.ts";
import { isUnknownText, sessionPlaces } from "./sessions.ts";

/** Requests that another server answers, and what is in effect for them. */
export interface BackendPlace {
  /** ProxyPass, SetHandler or RewriteRule. */
  readonly node: ConfigNode;
  readonly host: Scope;
  readonly config: EffectiveConfig;
  /** Scheme and host of the other server, or the path of its socket. */
  readonly backend: string;
}

/** Where requests go to another server, on hosts that may have sessions. */
export const backendPlaces: (context: RuleContext) => readonly BackendPlace[] = foundOnce(findPlaces);

function findPlaces(context: RuleContext): readonly BackendPlace[] {
  const places = sessionPlaces(context);
  if (places.length === 0) return [];
  const hosts = [...new Set(places.map(({ host }) => host))];
  const ofSessions = new Set<Scope>(hosts);
  const handovers: (Handover & { readonly node: ConfigNode; readonly scope: Scope })[] = [];
  for (const node of context.directives("ProxyPass", "ProxyPassMatch", "SetHandler", "RewriteRule")) {
    const scope = context.scopeOf(node);
    const own = hostOf(scope);
    if (own.kind === "virtual host" && !ofSessions.has(own)) continue;
    const handover = handoverOf(node, isHost(scope));
    if (handover !== undefined) handovers.push({ ...handover, node, scope });
  }
  const found = handovers.flatMap(({ node, scope, url, path }) =>
    hostsFor(node, scope, hosts).flatMap((host) => {
      const config = isHost(scope) ? configBelow(context, host, path) : effectiveAt(context.tree, host, scope);
      const rewrites = node.key !== "rewriterule" || config.value("RewriteEngine")?.toLowerCase() === "on";
      return rewrites ? [{ node, host, config, backend: backendName(url) }] : [];
    }),
  );
  const isWholePath = handovers.filter(({ scope, path }) => isHost(scope) && path !== undefined);
  return [
    ...found,
    ...places.flatMap(({ host, config }) => {
      const { path } = config.target;
      if (path === undefined || isWholePath.length === 0) return [];
      const located = [path, `${path}/`].map((each) => fileOf(context.tree, host.node, each));
      const url = located.find(({ proxied }) => proxied)?.backend;
      const node = isWholePath.find((each) => url?.startsWith(each.url) === true)?.node;
      return url === undefined || node === undefined ? [] : [{ node, host, config, backend: backendName(url) }];
    }),
  ];
}

interface Handover {
  readonly url: string;
  /** The URL path that is handed over, as far as it is written out; undefined when it is not known. */
  readonly path: string | undefined;
}

function handoverOf(node: ConfigNode, ownsPath: boolean): Handover | undefined {
  // Most handlers and rules are others, and are not cut into words for this.
  if (MARKS[node.key]?.test(node.argumentText) === false) return undefined;
  const words = wordsOf(node);
  if (node.key === "sethandler") {
    const url = /^proxy:(.+)/i.exec(words[0] ?? "")?.[1];
    return url === undefined ? undefined : { url, path: undefined };
  }
  if (node.key === "rewriterule") {
    const [pattern = "", url = "", flags = ""] = words;
    const isProxy = /[[,]\s*(?:P|proxy)\s*[,\]]/i.test(flags);
    return isProxy && isUrl(url) ? { url, path: startOfPattern(pattern) } : undefined;
  }
  const [first = "", second = ""] = words;
  const url = ownsPath ? second : first;
  if (!isUrl(url)) return undefined;
  return { url, path: node.key === "proxypassmatch" ? startOfPattern(first) : withoutSlash(first) };
}

/** What a directive for another server has in its text. */
const MARKS: Readonly<Record<string, RegExp>> = {
  sethandler: /^\W*proxy:/i,
  rewriterule: /[[,]\s*(?:P|proxy)\s*[,\]]/i,
};

function isUrl(text: string): boolean {
  return /^(?:[a-z][a-z\d+.-]*:\/\/|unix:)/i.test(text);
}

/** What a path has to begin with to match: `/app` for `^/app/(.*)$`. */
function startOfPattern(pattern: string): string | undefined {
  const start = /^\^((?:\/[\w-]+)+)(?=\/|$|\$)/.exec(pattern)?.[1];
  return start === "" ? undefined : start;
}

/** Rules for rewriting are those of one server, ProxyPass of the main server holds for its virtual hosts, too. */
function hostsFor(node: ConfigNode, scope: Scope, hosts: readonly Scope[]): readonly Scope[] {
  const own = hostOf(scope);
  const isShared = own.kind !== "virtual host" && !(node.key === "rewriterule" && isHost(scope));
  return isShared ? hosts : [own];
}

function configBelow({ tree }: RuleContext, host: Scope, path: string | undefined): EffectiveConfig {
  if (path === undefined || isUnknownText(path)) return effectiveAt(tree, host, host);
  return effectiveConfig(tree, { host: host.node, path, proxied: true });
}

function isHost({ kind }: Scope): boolean {
  return kind === "server" || kind === "virtual host";
}

function withoutSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/$/, "") : path;
}

/** Without path, user and password. */
function backendName(url: string): string {
  const socket = /^unix:([^|]*)/i.exec(url)?.[1];
  if (socket !== undefined) return socket;
  const [, scheme = "", host = ""] = /^([^:]+:\/\/)(?:[^/@]+@)?([^/?#]*)/.exec(url) ?? [];
  return scheme === "" ? url : `${scheme}${host}`;
}
