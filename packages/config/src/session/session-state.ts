import type { EffectiveConfig } from "../merge/effective.ts";
import { wordsOf } from "../node.ts";
import { atoi } from "../process/numbers.ts";
import type { ConfigNode, ConfigTree } from "../tree.ts";
import { maxAgeOf, nameAndAttributes, sentCookies } from "./cookies.ts";
import { keyFileLines, sessionCiphers } from "./keys.ts";
import type { SessionResponse, SessionState, Storage } from "./model.ts";

/** What becomes of a session where `config` is in effect (mod_session, mod_session_cookie, _dbd and _crypto). */
export function sessionState(config: EffectiveConfig, response: SessionResponse = {}): SessionState {
  const has = loaded(config);
  // mod_session_dbd leaves a request without user to the next module.
  const storages = storagesOf(config).filter((each) => response.hasUser !== false || each !== "database user");
  const [storage, ...idleStorage] = storages;
  const isOn = has("session_module") && isFlagOn(config, "Session");
  const maxAge = maxAgeOf(config);
  const earlierAge = ageBefore(config, storage);
  const cipher = config.value("SessionCryptoCipher") ?? "aes256";
  const isEncrypted = has("session_crypto_module") ? hasKeys(config) : false;
  const isIncluded = included(config);
  const state = {
    isOn,
    isIncluded,
    storage,
    idleStorage,
    isEncrypted,
    cipher,
    maxAge,
    expiryUpdateInterval: atoi(config.value("SessionExpiryUpdateInterval") ?? "0"),
    header: config.value("SessionHeader"),
    isInEnvironment: isFlagOn(config, "SessionEnv"),
    includes: prefixes(config, "SessionInclude"),
    excludes: prefixes(config, "SessionExclude"),
    isRemovedFromRequest: removesCookie(config, storage),
    failure: failureOf(config, storage, maxAge < 0 && earlierAge === 0, isEncrypted === true ? cipher : undefined),
  } as const;
  const sentAge = maxAge === 0 ? earlierAge : maxAge;
  const isSaved = isOn && isIncluded !== false && state.failure === undefined && response.isWritten !== false;
  return {
    ...state,
    isRenewed: isSaved && sentAge !== 0 && state.expiryUpdateInterval === 0,
    setCookie: sentCookies(config, isSaved ? storage : undefined, sentAge, response.isError),
  };
}

/**
 * The limit that a session without one has from what httpd has looked at before in the course of the request: a folder
 * and its index files. mod_session has loaded it there, and finds the same one again by the name of its cookie.
 */
function ageBefore({ ofFolder, lookedUp = [], ...config }: EffectiveConfig, storage: Storage | undefined): number {
  const before = ofFolder === undefined ? lookedUp : [ofFolder, ...lookedUp];
  // mod_session_cookie does not keep what it takes out of the request.
  if (before.length === 0 || storage === undefined || (storage === "cookie" && removesCookie(config, storage)))
    return 0;
  const key = keyOf(config, storage);
  const ages = before.map((earlier) => {
    const state = sessionState(earlier, { isWritten: false, hasUser: false });
    const isLoaded = state.isOn && state.isIncluded !== false && state.storage === storage;
    return isLoaded && keyOf(earlier, storage) === key ? Math.max(0, state.maxAge) : 0;
  });
  return ages.findLast((age) => age !== 0) ?? 0;
}

/** The name of the cookie that is read: that of the directive with a 2, if there is one. */
function keyOf(config: EffectiveConfig, storage: Storage): string {
  const directive = storage === "cookie" ? "SessionCookieName" : "SessionDBDCookieName";
  const node = config.node(`${directive}2`) ?? config.node(directive);
  return node === undefined ? "" : nameAndAttributes(node.argumentText).name;
}

function failureOf(
  config: EffectiveConfig,
  storage: Storage | undefined,
  isExpired: boolean,
  cipher: string | undefined,
): SessionState["failure"] {
  if (storage === undefined) return "no storage";
  if (storage !== "cookie" && !hasDatabase(config)) return "no database";
  if (storage !== "cookie" && !hasStatements(config)) return "no statement";
  if (isExpired) return "expired";
  return cipher !== undefined && !sessionCiphers.has(cipher) ? "unknown cipher" : undefined;
}

/** mod_session_dbd asks mod_dbd, which does nothing without a driver. */
function hasDatabase(config: EffectiveConfig): boolean {
  return loaded(config)("dbd_module") && config.node("DBDriver") !== undefined;
}

/** The statements with which mod_session_dbd saves a new session: it looks for both (AH01852). */
function hasStatements(config: EffectiveConfig): boolean {
  const { setBy = [], overrode = [], possible = [] } = config.setting("DBDPrepareSQL") ?? {};
  const labels = new Set<string>();
  for (const node of [...overrode, ...setBy, ...possible]) {
    const [sql = "", label] = wordsOf(node);
    // A label alone takes away what the main server prepared (`dbd_prepare`).
    if (label === undefined) labels.delete(sql);
    else labels.add(label);
  }
  const wanted = ["update", "insert"].map((verb) => config.value(`SessionDBD${verb}Label`) ?? `${verb}session`);
  return wanted.every((label) => labels.has(label));
}

const LOADED = new WeakMap<ConfigTree, ReadonlySet<string>>();

function loaded({ tree }: EffectiveConfig): (symbol: string) => boolean {
  let symbols = LOADED.get(tree);
  if (symbols === undefined) {
    symbols = new Set(tree.modules.map(({ symbol }) => symbol));
    LOADED.set(tree, symbols);
  }
  const known = symbols;
  return (symbol) => known.has(symbol);
}

export function isFlagOn(config: EffectiveConfig, name: string): boolean {
  return config.value(name)?.toLowerCase() === "on";
}

/** Of two storage modules the one that was loaded first loads and saves (a RUN_FIRST hook); the other is idle. */
function storagesOf(config: EffectiveConfig): readonly Storage[] {
  const found: Storage[] = [];
  for (const { symbol } of config.tree.modules) {
    if (symbol === "session_cookie_module") {
      if (isSet(config, "SessionCookieName") || isSet(config, "SessionCookieName2")) found.push("cookie");
    } else if (symbol === "session_dbd_module") {
      if (isSet(config, "SessionDBDCookieName") || isSet(config, "SessionDBDCookieName2"))
        found.push("database cookie");
      else if (isFlagOn(config, "SessionDBDPerUser")) found.push("database user");
    }
  }
  return found;
}

function isSet(config: EffectiveConfig, name: string): boolean {
  return config.node(name) !== undefined;
}

/**
 * mod_session_crypto without a key leaves the session as it is, and says nothing. A section replaces the keys of those
 * before it only when it has any: a file without keys leaves them in effect.
 */
function hasKeys(config: EffectiveConfig): boolean | undefined {
  let unknown = false;
  const { setBy = [], overrode = [] } = config.setting("SessionCryptoPassphrase") ?? {};
  for (const node of [...setBy, ...overrode]) {
    if (node.key === "sessioncryptopassphrase") return true;
    const has = fileHasKeys(config, node);
    if (has === true) return true;
    unknown ||= has === undefined;
  }
  return unknown ? undefined : false;
}

function fileHasKeys({ tree }: EffectiveConfig, node: ConfigNode): boolean | undefined {
  const lines = keyFileLines(tree, node);
  return lines === undefined ? undefined : lines.length > 0;
}

function prefixes(config: EffectiveConfig, name: string): readonly string[] {
  return (config.setting(name)?.setBy ?? []).map((node) => wordsOf(node)[0] ?? "");
}

/** `session_included`: prefixes of the URL's path, byte by byte. */
function included(config: EffectiveConfig): boolean | undefined {
  const includes = prefixes(config, "SessionInclude");
  const excludes = prefixes(config, "SessionExclude");
  if (includes.length === 0 && excludes.length === 0) return true;
  const { path } = config.target;
  if (path === undefined) return undefined;
  if (excludes.some((prefix) => path.startsWith(prefix))) return false;
  return includes.length === 0 || includes.some((prefix) => path.startsWith(prefix));
}

function removesCookie(config: EffectiveConfig, storage: Storage | undefined): boolean {
  if (storage === "cookie") return isFlagOn(config, "SessionCookieRemove");
  const value = config.value("SessionDBDCookieRemove");
  return storage !== undefined && value?.toLowerCase() !== "off";
}
