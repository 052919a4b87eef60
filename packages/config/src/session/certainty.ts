import { type EffectiveConfig, preparations } from "../merge/effective.ts";
import { headersAreKnown } from "./header-edits.ts";

/** Directives that bear on the cookies of a response, in the order of their modules. */
const BEARING = [
  "Session SessionMaxAge SessionExpiryUpdateInterval SessionHeader SessionEnv SessionInclude SessionExclude",
  "SessionCookieName SessionCookieName2 SessionCookieRemove",
  "SessionCryptoPassphrase SessionCryptoPassphraseFile SessionCryptoCipher",
  "SessionDBDCookieName SessionDBDCookieName2 SessionDBDCookieRemove SessionDBDPerUser SessionDBDSelectLabel",
  "SessionDBDInsertLabel SessionDBDUpdateLabel SessionDBDDeleteLabel DBDDriver DBDPrepareSQL",
  "CookieTracking CookieName CookieDomain CookieStyle CookieSecure CookieHTTPOnly CookieSameSite",
].flatMap((names) => names.split(" "));

/**
 * Whether all is known that decides about the session and its cookies: neither does a section have a say of which it is
 * not known whether it applies, nor a Header with a condition that cannot be decided, nor a file that cannot be looked
 * at.
 */
export function isSessionKnown(config: EffectiveConfig): boolean {
  const isKnown = (each: EffectiveConfig): boolean =>
    !("answer" in each && each.answer === undefined) &&
    BEARING.every((name) => (each.setting(name)?.possible.length ?? 0) === 0);
  return preparations(config).every(isKnown) && headersAreKnown(config);
}
