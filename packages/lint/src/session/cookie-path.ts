import type { Scope } from "../model/scope.ts";
import { attributeOf, type SentCookie } from "./sent-cookie.ts";
import type { UsedCookie } from "./session-cookie.ts";

/** The path that the URLs of a scope begin with, without a slash at its end; undefined when it is not known. */
export function urlPathOf(scope: Scope): string | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (at.kind === "location") {
      const path = at.literalPath;
      return path.startsWith("/") ? withoutSlash(path) : undefined;
    }
    if (at.kind === "directory" || at.kind === "proxy") return undefined;
  }
  return undefined;
}

/** True for the main server and virtual hosts, whose settings are for every URL. */
export function isWholeServer(scope: Scope): boolean {
  return scope.kind === "server" || scope.kind === "virtual host";
}

/** The Path of a cookie without the slash at its end; undefined without one, when browsers make one up. */
export function cookiePathOf(sent: SentCookie): string | undefined {
  const value = attributeOf(sent, "path")?.value;
  // Browsers take a Path without a leading slash as none (RFC 6265, section 5.2.4).
  return value?.startsWith("/") === true && !/[,"'\s]/.test(value) ? withoutSlash(value) : undefined;
}

/** Whether a cookie limited to `prefix` is sent to `path` (RFC 6265, section 5.1.4); both without slash at the end. */
export function isBelow(path: string, prefix: string): boolean {
  return prefix === "" || path === prefix || path.startsWith(`${prefix}/`);
}

/** The longest path that all the paths lie in. */
export function commonPath(paths: readonly string[]): string {
  const [first = "", ...rest] = paths.map((path) => path.split("/"));
  const parts = [...first];
  let length = parts.length;
  for (const other of rest) {
    let same = 0;
    while (same < length && parts[same] === other[same]) same++;
    length = same;
  }
  return parts.slice(0, length).join("/");
}

/** The places of all cookies of one name, whichever directive names it. */
export function scopesByName(used: readonly UsedCookie[]): ReadonlyMap<string, readonly Scope[]> {
  const scopes = new Map<string, Scope[]>();
  for (const { cookie, places } of used) {
    const list = scopes.get(cookie.name) ?? [];
    list.push(...places.map(({ scope }) => scope));
    scopes.set(cookie.name, list);
  }
  return scopes;
}

/** Paths that can stand in an attribute as they are. */
export function isPlainPath(path: string): boolean {
  return /^(?:\/[\w.~-]+)+$/.test(path);
}

function withoutSlash(path: string): string {
  return path.replace(/\/+$/, "");
}
