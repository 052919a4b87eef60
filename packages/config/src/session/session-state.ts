import { isFailure } from "../host.ts";
import type { EffectiveConfig } from "../merge/effective.ts";
import { wordsOf } from "../node.ts";
import { atoi, atol } from "../process/numbers.ts";
import { serverRootRelative } from "../read/paths.ts";
import { stateOf } from "../read/read-config.ts";
import type { ConfigNode } from "../tree.ts";
import { sentCookies } from "./cookies.ts";
import type { SessionState, Storage } from "./model.ts";

/** What becomes of a session where `config` is in effect (mod_session, mod_session_cookie, _dbd and _crypto). */
export function sessionState(config: EffectiveConfig): SessionState {
  const has = loaded(config);
  const storages = storagesOf(config);
  const [storage, ...idleStorage] = storages;
  const isOn = has("session_module") && isFlagOn(config, "Session");
  const maxAge = Number(atol(config.value("SessionMaxAge") ?? "0"));
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
    failure: failureOf(storage, hasDatabase(config), maxAge, isEncrypted === true ? cipher : undefined),
  } as const;
  const isWritten = isOn && isIncluded !== false && state.failure === undefined;
  return { ...state, setCookie: sentCookies(config, isWritten ? storage : undefined, maxAge) };
}

/** Names that mod_session_crypto's OpenSSL driver knows; case matters. */
const CIPHERS = new Set(["3des192", "aes128", "aes192", "aes256"]);

function failureOf(
  storage: Storage | undefined,
  database: boolean,
  maxAge: number,
  cipher: string | undefined,
): SessionState["failure"] {
  if (storage === undefined) return "no storage";
  if (storage !== "cookie" && !database) return "no database";
  if (maxAge < 0) return "expired";
  return cipher !== undefined && !CIPHERS.has(cipher) ? "unknown cipher" : undefined;
}

/** mod_session_dbd asks mod_dbd, which does nothing without a driver. */
function hasDatabase(config: EffectiveConfig): boolean {
  return loaded(config)("dbd_module") && config.node("DBDriver") !== undefined;
}

function loaded({ tree }: EffectiveConfig): (symbol: string) => boolean {
  const symbols = new Set(tree.modules.map(({ symbol }) => symbol));
  return (symbol) => symbols.has(symbol);
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

/** mod_session_crypto without a key leaves the session as it is, and says nothing. */
function hasKeys(config: EffectiveConfig): boolean | undefined {
  let unknown = false;
  for (const node of config.setting("SessionCryptoPassphrase")?.setBy ?? []) {
    if (node.key === "sessioncryptopassphrase") return true;
    const has = fileHasKeys(config, node);
    if (has === true) return true;
    unknown ||= has === undefined;
  }
  return unknown ? undefined : false;
}

/** A word that begins with a number sign ends its line; what is left of the words are keys. */
function fileHasKeys({ tree }: EffectiveConfig, node: ConfigNode): boolean | undefined {
  const state = stateOf(tree);
  const path = serverRootRelative(state.serverRoot, wordsOf(node)[0] ?? "");
  const text = state.host.readFile(state.relocated(path));
  if (isFailure(text)) return undefined;
  return text.split("\n").some((line) => /^\s*[^#\s]/.test(line));
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
