import type { Scope } from "../model/scope.ts";
import type { RuleContext } from "../rule.ts";
import { usedCookies } from "./session-cookie.ts";
import { answeringServers } from "./sessions.ts";
import { transportOf } from "./transport.ts";

/** Servers with a session, and the names of its cookies there. */
export function sessionServers(context: RuleContext): ReadonlyMap<Scope, ReadonlySet<string>> {
  const found = new Map<Scope, Set<string>>();
  for (const { cookie, places } of usedCookies(context)) {
    for (const place of places) {
      for (const host of answeringServers(context, place)) {
        const names = found.get(host);
        if (names === undefined) found.set(host, new Set([cookie.name]));
        else names.add(cookie.name);
      }
    }
  }
  return found;
}

/** Those of them that speak TLS themselves. */
export function tlsServers(context: RuleContext, servers: ReadonlyMap<Scope, unknown>): readonly Scope[] {
  return [...servers.keys()].filter((host) => transportOf(context, host) === "tls");
}
