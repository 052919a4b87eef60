import { join } from "node:path";
import { type ConfigTree, readConfig, requestConfig, type SessionState, sessionState } from "@httpd-lint/config";
import { createNodeHost } from "../../packages/cli/src/node-host.ts";
// What a response without a session carries is no part of the package's face.
import { sentCookies } from "../../packages/config/src/session/cookies.ts";
import type { CookieLine } from "../../packages/config/src/session/model.ts";
import type { LiveHttpd, LiveRequest } from "./httpd.ts";
import { type Observation, SESSION_FIELDS, type SetCookie, type ValueClass } from "./observe.ts";

/** What we say of a response, in the form in which it is seen. */
export type Prediction = Pick<Observation, "setCookie" | "sessionEnv" | "leaked"> & {
  /** False: something was said to be unknown. */
  readonly isCertain: boolean;
};

const PROFILE = {
  name: "live",
  version: "2.4.71",
  compiledIn: [
    "core.c",
    "mod_so.c",
    "mod_watchdog.c",
    "http_core.c",
    "mod_log_config.c",
    "mod_logio.c",
    "mod_version.c",
    "mod_unixd.c",
  ],
  defines: [],
  environment: {},
  before: [],
  after: [],
  moduleFiles: "assume",
  relocations: [],
} as const;

/** The configuration of a server that runs, as we read it. */
export function readLive({ root }: Pick<LiveHttpd, "root">): ConfigTree {
  return readConfig(join(root, "httpd.conf"), createNodeHost(), { ...PROFILE, serverRoot: root });
}

/** What the response is, of which the configuration alone says nothing. */
export interface Responder {
  readonly isScript: boolean;
  /** Whether a script answered that prints fields for the session. */
  readonly writesFields: boolean;
  /** Whether a user has logged in. */
  readonly logsIn: boolean;
  /** Whether httpd itself answers, with an error or a redirection. */
  readonly isError: boolean;
}

export function predict(
  tree: ConfigTree,
  { ports }: Pick<LiveHttpd, "ports">,
  request: LiveRequest,
  responder: Responder,
): Prediction {
  const port = ports[request.port - 1] ?? 0;
  const asked = { scheme: "http", hostName: request.host, port, path: request.target, address: "127.0.0.1" };
  const config = requestConfig(tree, { ...asked, method: request.method });
  const state = sessionState(config);
  const reaches = state.isOn && state.isIncluded !== false && state.storage !== undefined;
  const takes = (field: string): boolean => reaches && state.header?.toLowerCase() === field.toLowerCase();
  // SessionCookieRemove makes mod_session_cookie forget the session between the login and the response.
  const forgets = state.storage === "cookie" && state.isRemovedFromRequest;
  const isChanged = (responder.logsIn && !forgets) || (responder.writesFields && SESSION_FIELDS.some(takes));
  // A session that nothing changed is written for its new expiry alone, when that may be as young as this.
  const isWritten = isChanged || (state.maxAge > 0 && state.expiryUpdateInterval === 0);
  const storage = isWritten && reaches && state.failure === undefined ? state.storage : undefined;
  const lines = sentCookies(config, storage, state.maxAge, responder.isError);
  return {
    setCookie: lines.map((line) => cookieOf(line, state)),
    sessionEnv: responder.isScript ? reaches && state.isInEnvironment : undefined,
    leaked: responder.writesFields ? SESSION_FIELDS.filter((field) => !takes(field)) : [],
    isCertain: state.isIncluded !== undefined && lines.every((line) => line.isCertain),
  };
}

function cookieOf({ header, name, attributes, by }: CookieLine, state: SessionState): SetCookie {
  const values: Readonly<Record<CookieLine["by"], ValueClass>> = {
    mod_session_cookie: state.isEncrypted === true ? "encrypted" : "plain",
    mod_session_dbd: "key",
    mod_usertrack: "visitor",
    mod_headers: "other",
  };
  return { header: /2$/.test(header) ? "Set-Cookie2" : "Set-Cookie", name, value: values[by], attributes };
}
