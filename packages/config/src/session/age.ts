import type { EffectiveConfig } from "../merge/effective.ts";
import { maxAgeOf, nameAndAttributes } from "./cookies.ts";
import type { Storage } from "./model.ts";

/** What mod_session does with a session each time that it asks for it (`ap_session_load`). */
export interface Loading {
  /** The name by which the storage finds the same session again. */
  readonly name: string;
  /** SessionMaxAge in seconds. */
  readonly maxAge: number;
  /** SessionCookieRemove: mod_session_cookie begins a new one each time. */
  readonly isNew: boolean;
}

interface Session {
  /** Seconds from now; 0: never. */
  expiry: number;
  maxAge: number;
}

/**
 * The session of a request that came without one, after it was loaded again and again: for a folder, for index files
 * that are looked for, for the file that answers, and when it is saved. The first limit gives its expiry, the last one
 * goes into the cookie. One that has expired at once stays where the storage keeps it, and gives way to a new one each
 * time.
 */
export function sessionAfter(loadings: readonly Loading[]): Readonly<Session> {
  const kept = new Map<string, Session>();
  let session: Session = { expiry: 0, maxAge: 0 };
  for (const { name, maxAge, isNew } of loadings) {
    const found = isNew ? undefined : kept.get(name);
    session = found === undefined || found.expiry < 0 ? { expiry: 0, maxAge: 0 } : found;
    if (found === undefined) kept.set(name, session);
    if (maxAge === 0) continue;
    if (session.expiry === 0) session.expiry = maxAge;
    session.maxAge = maxAge;
  }
  return session;
}

/** How a session of this storage is loaded where `config` is in effect. */
export function loadingOf(config: EffectiveConfig, storage: Storage, isNew: boolean): Loading {
  const directive = storage === "cookie" ? "SessionCookieName" : "SessionDBDCookieName";
  // The name that is read is that of the directive with a 2, if there is one.
  const node = config.node(`${directive}2`) ?? config.node(directive);
  return { name: node === undefined ? "" : nameAndAttributes(node.argumentText).name, maxAge: maxAgeOf(config), isNew };
}
