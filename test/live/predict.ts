import { join } from "node:path";
import {
  type ConfigTree,
  type CookieLine,
  type EffectiveConfig,
  isSessionKnown,
  readConfig,
  requestConfig,
  type SessionState,
  sessionState,
} from "@httpd-lint/config";
import { createNodeHost } from "../../packages/cli/src/node-host.ts";
import type { LiveHttpd, LiveRequest } from "./httpd.ts";
import { type Observation, type ResponseKind, SESSION_FIELDS, type SetCookie, type ValueClass } from "./observe.ts";

/** What we say of a response, in the form in which it is seen. */
export type Prediction = Pick<Observation, "setCookie" | "sessionEnv" | "leaked"> & {
  /** Undefined: mod_auth_form decides. */
  readonly kind: ResponseKind | undefined;
  /** False: something was said to be unknown. */
  readonly isCertain: boolean;
};

const COMPILED_IN = "core mod_so mod_watchdog http_core mod_log_config mod_logio mod_version mod_unixd";

/** The configuration of a server that runs, as we read it. */
export function readLive({ root }: Pick<LiveHttpd, "root">): ConfigTree {
  return readConfig(join(root, "httpd.conf"), createNodeHost(), {
    name: "live",
    version: "2.4.71",
    serverRoot: root,
    compiledIn: COMPILED_IN.split(" ").map((name) => `${name}.c`),
    defines: [],
    environment: {},
    before: [],
    after: [],
    moduleFiles: "assume",
    relocations: [],
  });
}

/** What the response is, of which the configuration alone says nothing. */
export interface Responder {
  /** The login handler of mod_auth_form answers, and somebody has said who he is. */
  readonly isForm: boolean;
  /** With a password that is right. */
  readonly logsIn: boolean;
}

const KINDS = {
  file: "success",
  backend: "success",
  redirection: "redirection",
  folder: "error",
  nothing: "error",
  error: "error",
} as const;

export function predict(
  tree: ConfigTree,
  { ports }: Pick<LiveHttpd, "ports">,
  { host, port, target, method }: LiveRequest,
  { isForm, logsIn }: Responder,
): Prediction {
  const config = requestConfig(tree, {
    scheme: "http",
    hostName: host,
    port: ports[port - 1] ?? 0,
    path: target,
    method,
    address: "127.0.0.1",
  });
  const hasUser = isForm && config.endsIn === undefined;
  const kind = hasUser || config.answer === undefined ? undefined : KINDS[config.answer];
  // The login handler answers with "200" as others do with an error.
  const isError = kind !== "success";
  const isScript = !isError && /\.cgi$/.test(config.file ?? "");
  const writesFields = isScript && /\/x\.cgi$/.test(config.file ?? "");
  const state = sessionState(config, { hasUser });
  const takes = (field: string): boolean => isThere(state) && state.header?.toLowerCase() === field.toLowerCase();
  // SessionCookieRemove makes mod_session_cookie forget the session between the login and the response.
  const forgets = state.storage === "cookie" && state.isRemovedFromRequest;
  const isWritten = state.isRenewed || (hasUser && logsIn && !forgets) || (writesFields && SESSION_FIELDS.some(takes));
  const { setCookie } = sessionState(config, { hasUser, isWritten, isError });
  return {
    setCookie: setCookie.map((line) => cookieOf(line, state)),
    sessionEnv: isScript ? isShown(state) || isShownTo(config.ofFolder, hasUser) : undefined,
    leaked: writesFields ? SESSION_FIELDS.filter((field) => !takes(field)) : [],
    kind,
    isCertain: isSessionKnown(config) && state.isIncluded !== undefined && setCookie.every((line) => line.isCertain),
  };
}

function isThere({ isOn, isIncluded, storage }: SessionState): boolean {
  return isOn && isIncluded !== false && storage !== undefined;
}

/** What a folder's request is told goes on to its index file's. */
function isShownTo(config: EffectiveConfig | undefined, hasUser: boolean): boolean {
  return config !== undefined && (isShown(sessionState(config, { hasUser })) || isShownTo(config.ofFolder, hasUser));
}

function isShown(state: SessionState): boolean {
  return isThere(state) && state.isInEnvironment;
}

function cookieOf({ header, name, attributes, by, keepsValue }: CookieLine, state: SessionState): SetCookie {
  const values: Readonly<Record<CookieLine["by"], ValueClass>> = {
    mod_session_cookie: state.isEncrypted === true ? "encrypted" : "plain",
    mod_session_dbd: "key",
    mod_usertrack: "visitor",
    mod_headers: "other",
  };
  const value = keepsValue ? values[by] : "other";
  return { header: /2$/.test(header) ? "Set-Cookie2" : "Set-Cookie", name, value, attributes };
}
