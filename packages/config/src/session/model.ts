import type { ConfigNode } from "../tree.ts";

/** One header line that sets a cookie. */
export interface CookieLine {
  /** `Set-Cookie` or `Set-Cookie2`. */
  readonly header: string;
  readonly name: string;
  /** What stands behind the value, with its first semicolon left out, e.g. `Max-Age=1800;path=/`. */
  readonly attributes: string;
  /** Who writes it. */
  readonly by: "mod_session_cookie" | "mod_session_dbd" | "mod_usertrack" | "mod_headers";
  /** False: mod_headers puts something else in place of the session or key that `by` writes, or has cut into it. */
  readonly keepsValue: boolean;
  /** The directives that give it its name and attributes, and those of mod_headers that changed it. */
  readonly from: readonly ConfigNode[];
  /** False: something changes it that is not known, such as a Header with a condition. */
  readonly isCertain: boolean;
}

/** A response, as far as its session depends on more than the configuration. */
export interface SessionResponse {
  /** False: nothing changes the session, and its expiry is not renewed. Default true. */
  readonly isWritten?: boolean;
  /** httpd itself answers, with an error or a redirection. Default: as far as Redirect and mod_dir say. */
  readonly isError?: boolean;
  /** False: nobody has logged in, so that a session by user is no session here. Default true. */
  readonly hasUser?: boolean;
}

export type Storage = "cookie" | "database cookie" | "database user";

/** What mod_session and the modules around it do for a target. */
export interface SessionState {
  /** `Session On` is in effect and the modules are there. */
  readonly isOn: boolean;
  /** Whether SessionInclude and SessionExclude let the path have it; undefined: the path is not known and they matter. */
  readonly isIncluded: boolean | undefined;
  /** Where it is kept: what the storage module that was loaded first offers. Undefined: nowhere (AH01815). */
  readonly storage: Storage | undefined;
  /** Storage that is set up as well and stays idle. */
  readonly idleStorage: readonly Storage[];
  /** Undefined: a key file cannot be read here. */
  readonly isEncrypted: boolean | undefined;
  readonly cipher: string;
  /** Seconds; 0: no limit. Negative: expired before it is written, so nothing is saved (AH01819). */
  readonly maxAge: number;
  /** Seconds; 0: every response renews the expiry. */
  readonly expiryUpdateInterval: number;
  /** Every response writes the session, because of its expiry alone, even when nothing is in it. */
  readonly isRenewed: boolean;
  /** SessionHeader: a response header whose value the application writes into the session. */
  readonly header: string | undefined;
  /** SessionEnv: HTTP_SESSION tells the application. */
  readonly isInEnvironment: boolean;
  readonly includes: readonly string[];
  readonly excludes: readonly string[];
  /** SessionCookieRemove or SessionDBDCookieRemove: the cookie is taken out of the request. */
  readonly isRemovedFromRequest: boolean;
  /** What can keep a session from being saved, as far as it can be told. */
  readonly failure: "no storage" | "no database" | "no statement" | "expired" | "unknown cipher" | undefined;
  /** What a response carries that writes the session, in the order of the response. */
  readonly setCookie: readonly CookieLine[];
}

/** The cookie of mod_usertrack for a visitor without one. */
export interface TrackingCookie {
  readonly line: CookieLine;
  readonly name: string;
}
