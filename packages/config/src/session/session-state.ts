import { type EffectiveConfig, isPreparedBy, preparations } from "../merge/effective.ts";
import { wordsOf } from "../node.ts";
import { atoi } from "../process/numbers.ts";
import type { ConfigNode, ConfigTree } from "../tree.ts";
import { type Loading, loadingOf, sessionAfter } from "./age.ts";
import { maxAgeOf, sentCookies } from "./cookies.ts";
import { keyFileLines, sessionCiphers } from "./keys.ts";
import type { SessionResponse, SessionState, Storage } from "./model.ts";

/** What becomes of a session where `config` is in effect (mod_session, mod_session_cookie, _dbd and _crypto). */
export function sessionState(config: EffectiveConfig, response: SessionResponse = {}): SessionState {
  let storages = storagesOf(config);
  // mod_session_dbd leaves a request without user to the next module.
  if (response.hasUser === false) storages = storages.filter((each) => each !== "database user");
  const storage = storages[0];
  const isOn = isSessionOn(config);
  const maxAge = maxAgeOf(config);
  const session = storage === undefined ? undefined : sessionOf(config, storage, maxAge);
  const cipher = config.value("SessionCryptoCipher") ?? "aes256";
  const isEncrypted = modulesOf(config.tree).hasCrypto ? hasKeys(config) : false;
  const isIncluded = isSessionIncluded(config);
  const expiryUpdateInterval = atoi(config.value("SessionExpiryUpdateInterval") ?? "0");
  const failure = failureOf(config, storage, (session?.expiry ?? 0) < 0, isEncrypted === true ? cipher : undefined);
  const sentAge = session?.maxAge ?? 0;
  const isSaved = isOn && isIncluded !== false && failure === undefined && response.isWritten !== false;
  return {
    isOn,
    isIncluded,
    storage,
    idleStorage: storages.length < 2 ? NO_STORAGE : storages.slice(1),
    isEncrypted,
    cipher,
    maxAge,
    expiryUpdateInterval,
    header: config.value("SessionHeader"),
    isInEnvironment: isFlagOn(config, "SessionEnv"),
    includes: prefixes(config, "SessionInclude"),
    excludes: prefixes(config, "SessionExclude"),
    isRemovedFromRequest: removesCookie(config, storage),
    failure,
    isRenewed:
      isSaved && sentAge !== 0 && (expiryUpdateInterval === 0 || isLonger(maxAge, expiryUpdateInterval, session)),
    setCookie: sentCookies(config, isSaved ? storage : undefined, sentAge, response.isError ?? isOwnAnswer(config)),
  };
}

/**
 * Whether a new expiry is later than the one from loading by the interval or more, as it can be for an index file with
 * a longer limit than its folder has (`ap_session_save`).
 */
function isLonger(maxAge: number, interval: number, loaded: { readonly expiry: number } | undefined): boolean {
  return maxAge !== 0 && maxAge - (loaded?.expiry ?? 0) >= interval;
}

/** mod_alias or mod_dir answers without a body of anyone's: httpd makes one, as for an error. */
function isOwnAnswer({ answer }: EffectiveConfig): boolean {
  return answer === "redirection" || answer === "error";
}

/** The session when it is saved. */
function sessionOf(config: EffectiveConfig, storage: Storage, maxAge: number): ReturnType<typeof sessionAfter> {
  const { ofFolder, lookedUp } = config;
  // Loaded under the same settings once more, to be saved, it is the same session.
  const isSame = ofFolder === undefined && (lookedUp === undefined || lookedUp.length === 0);
  return isSame ? { expiry: maxAge, maxAge } : sessionAfter(loadings(config, storage));
}

/** Every time that the session is loaded in the course of the request, the last time to save it. */
function loadings(config: EffectiveConfig, storage: Storage): readonly Loading[] {
  const loading = (each: EffectiveConfig): Loading =>
    loadingOf(each, storage, storage === "cookie" && removesCookie(each, storage));
  const own = loading(config);
  const prepared = preparations(config).filter((each) => each === config || loadsFrom(each, storage));
  return [...prepared.map((each) => (each === config ? own : loading(each))), own];
}

function loadsFrom(config: EffectiveConfig, storage: Storage): boolean {
  // By then nobody has said who he is.
  const first = storagesOf(config).find((each) => each !== "database user");
  return (
    isPreparedBy(config, "session_module") &&
    first === storage &&
    isSessionOn(config) &&
    isSessionIncluded(config) !== false
  );
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
  return modulesOf(config.tree).hasDatabase && config.node("DBDriver") !== undefined;
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

/** The modules that sessions need. */
interface SessionModules {
  readonly hasSession: boolean;
  readonly hasCrypto: boolean;
  readonly hasDatabase: boolean;
  /** Of the storage modules, in the order in which they were loaded. */
  readonly storage: readonly ("cookie" | "database")[];
}

const MODULES = new WeakMap<ConfigTree, SessionModules>();

function modulesOf(tree: ConfigTree): SessionModules {
  let found = MODULES.get(tree);
  if (found === undefined) {
    const symbols = tree.modules.map(({ symbol }) => symbol);
    found = {
      hasSession: symbols.includes("session_module"),
      hasCrypto: symbols.includes("session_crypto_module"),
      hasDatabase: symbols.includes("dbd_module"),
      storage: symbols.flatMap((symbol) => STORAGE.get(symbol) ?? []),
    };
    MODULES.set(tree, found);
  }
  return found;
}

const STORAGE: ReadonlyMap<string, "cookie" | "database"> = new Map([
  ["session_cookie_module", "cookie"],
  ["session_dbd_module", "database"],
]);

function isSessionOn(config: EffectiveConfig): boolean {
  return modulesOf(config.tree).hasSession && isFlagOn(config, "Session");
}

export function isFlagOn(config: EffectiveConfig, name: string): boolean {
  return config.value(name)?.toLowerCase() === "on";
}

/** Of two storage modules the one that was loaded first loads and saves (a RUN_FIRST hook); the other is idle. */
function storagesOf(config: EffectiveConfig): readonly Storage[] {
  const { storage } = modulesOf(config.tree);
  let found: readonly Storage[] = NO_STORAGE;
  for (const kind of storage) {
    const one = storageOf(config, kind);
    if (one !== undefined) found = found.length === 0 ? [one] : [...found, one];
  }
  return found;
}

const NO_STORAGE: readonly Storage[] = [];

function storageOf(config: EffectiveConfig, kind: "cookie" | "database"): Storage | undefined {
  if (kind === "cookie") {
    return isSet(config, "SessionCookieName") || isSet(config, "SessionCookieName2") ? "cookie" : undefined;
  }
  if (isSet(config, "SessionDBDCookieName") || isSet(config, "SessionDBDCookieName2")) return "database cookie";
  return isFlagOn(config, "SessionDBDPerUser") ? "database user" : undefined;
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

const NO_PREFIXES: readonly string[] = [];

function prefixes(config: EffectiveConfig, name: string): readonly string[] {
  const setting = config.setting(name);
  return setting === undefined ? NO_PREFIXES : setting.setBy.map((node) => wordsOf(node)[0] ?? "");
}

/**
 * `session_included`: prefixes of the URL's path, byte by byte.
 *
 * @returns undefined: the path is not known, and it matters
 */
export function isSessionIncluded(config: EffectiveConfig): boolean | undefined {
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
