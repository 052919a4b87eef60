import { type ConfigNode, wordsOf } from "@httpd-lint/config";
import { hostOf, type Scope } from "../model/scope.ts";
import type { RuleContext } from "../rule.ts";
import { isUnknownText } from "./sessions.ts";

/** A part of a server that is handed to another one with ProxyPass. */
export interface ProxiedPath {
  readonly node: ConfigNode;
  readonly host: Scope;
  readonly scope: Scope;
  /** With a slash at its end; undefined when a pattern decides. */
  readonly path: string | undefined;
  /** URL as written. */
  readonly backend: string;
}

/** Every ProxyPass with a backend that is known. Those of the form `ProxyPass PATH !` keep paths and are left out. */
export function proxiedPaths(context: Pick<RuleContext, "directives" | "scopeOf">): readonly ProxiedPath[] {
  return context.directives("ProxyPass", "ProxyPassMatch").flatMap((node) => {
    const scope = context.scopeOf(node);
    const words = wordsOf(node);
    const hasPath = scope.kind === "server" || scope.kind === "virtual host";
    const [path = "", backend = ""] = hasPath ? words : [scope.literalPath, words[0]];
    if (!/^[a-z][\w+.-]*:/i.test(backend) || isUnknownText(`${path} ${backend}`)) return [];
    const isPattern = node.key === "proxypassmatch" || path === "" || isUnknownText(path);
    return [{ node, scope, host: hostOf(scope), path: isPattern ? undefined : withSlash(path), backend }];
  });
}

/** The proxied paths that requests to a scope may lead to. */
export function proxiedIn(paths: readonly ProxiedPath[], host: Scope, scope: Scope): readonly ProxiedPath[] {
  const own = paths.filter((each) => each.host === host || each.host.kind === "server");
  const location = locationAround(scope);
  if (location === undefined) return scope === host ? own : [];
  const inside = location.literalPath;
  return own.filter(
    ({ path, scope: at }) =>
      at === location || (path !== undefined && inside !== "" && (path.startsWith(inside) || inside.startsWith(path))),
  );
}

/** The path of a backend's URL, `/` when it has none. */
export function pathOfUrl(url: string): string {
  return /^[a-z][\w+.-]*:\/\/[^/]*(\/[^?#]*)/i.exec(url)?.[1] ?? "/";
}

function locationAround(scope: Scope): Scope | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) if (at.kind === "location") return at;
  return undefined;
}

function withSlash(path: string): string {
  return path.endsWith("/") ? path : `${path}/`;
}
