import { type ConfigNode, locationOf, wordsOf } from "@httpd-lint/config";
import { isTls } from "../../../model/tls.ts";
import { placeText } from "../../../modules/load-module.ts";
import { defineRule, type Rule } from "../../../rule.ts";
import { isSettled, KEY_DIRECTIVES } from "../../../session/crypto.ts";
import { splitAttributes } from "../../../session/session-cookie.ts";
import { lookUp, type SessionPlace, sessionPlaces } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/different-in-virtual-hosts",
    aliases: ["SES137"],
    summary: "Virtual hosts of one name treat the same session differently.",
    severity: "info",
    profiles: ["strict", "owasp-session"],
    references: [
      {
        kind: "httpd",
        id: "Name-based Virtual Hosts",
        url: "https://httpd.apache.org/docs/2.4/vhosts/name-based.html",
      },
    ],
    fixable: "no",
    since: "0.1.0",
  },

  messages: {
    differs: (cookie: string, host: string, what: string, other: string) =>
      `Browsers send session cookie '${cookie}' to all virtual hosts called ${host}, and ${what} is another one at ${other}: which of them answers decides what becomes of the session. Give both the same settings, or the cookies different names.`,
  },

  check(context, messages) {
    const first = new Map<string, SessionPlace>();
    for (const place of sessionPlaces(context)) {
      const host = nameOf(place);
      const cookie = cookieOf(place);
      if (host === undefined || cookie === undefined || !isSettled(place, ...LOOKED_AT)) continue;
      const where = place.scope === place.host ? "" : place.scope.literalPath || place.scope.node?.argumentText;
      const key = `${host}\n${where}\n${cookie.name}`;
      const other = first.get(key);
      if (other === undefined) first.set(key, place);
      else if (other.host !== place.host) {
        const difference = differenceOf(other, place);
        if (difference === undefined) continue;
        const { what, here, there } = difference;
        context.report({
          message: messages.differs(cookie.name, host, what, placeText(there)),
          location: locationOf(here),
          related: [{ message: "the other one", location: locationOf(there) }],
        });
      }
    }
  },
});

const COOKIES: readonly string[] = ["SessionCookieName", "SessionDBDCookieName"];
const LOOKED_AT: readonly string[] = [...COOKIES, ...KEY_DIRECTIVES, "SessionMaxAge", "SessionCryptoCipher", "Header"];

function nameOf({ host }: SessionPlace): string | undefined {
  const node = host.directives("ServerName").at(-1);
  const name = node === undefined ? "" : (wordsOf(node)[0] ?? "");
  const bare = name.replace(/^[a-z]+:\/\//i, "").replace(/:\d+$/, "");
  return host.kind !== "virtual host" || bare === "" ? undefined : bare.toLowerCase();
}

function cookieOf({ state }: SessionPlace): SessionPlace["state"]["setCookie"][number] | undefined {
  return state.setCookie.find(({ by, isCertain }) => by.startsWith("mod_session_") && isCertain);
}

interface Difference {
  readonly what: string;
  readonly here: ConfigNode;
  readonly there: ConfigNode;
}

function differenceOf(one: SessionPlace, two: SessionPlace): Difference | undefined {
  const pair = (what: string, ...names: readonly string[]): Difference => ({
    what,
    here: lookUp(two, ...names) ?? two.on,
    there: lookUp(one, ...names) ?? one.on,
  });
  if (one.state.storage !== two.state.storage) return pair("the storage", ...COOKIES);
  if (writtenKeys(one) !== writtenKeys(two)) return pair("the key", ...KEY_DIRECTIVES);
  if (one.state.cipher !== two.state.cipher) return pair("the cipher", "SessionCryptoCipher");
  if (one.state.maxAge !== two.state.maxAge) return pair("SessionMaxAge", "SessionMaxAge");
  return attributesOf(one, two) === attributesOf(two, one) ? undefined : pair("the set of attributes", ...COOKIES);
}

/** The keys as written, only ever to be compared. */
function writtenKeys({ config }: SessionPlace): string {
  const nodes = config.setting("SessionCryptoPassphrase")?.setBy ?? [];
  return nodes.map((node) => `${node.key} ${wordsOf(node).join(" ")}`).join("\n");
}

/** Without Max-Age, which is looked at by itself, and without Secure between plain HTTP and TLS. */
function attributesOf(place: SessionPlace, other: SessionPlace): string {
  const parts = splitAttributes(cookieOf(place)?.attributes ?? "");
  const isMixed = isTls(place) !== isTls(other);
  return parts
    .filter(({ name }) => name !== "max-age" && name !== "version" && !(isMixed && name === "secure"))
    .map(({ name, value = "" }) => `${name}=${value.toLowerCase()}`)
    .sort()
    .join(";");
}
