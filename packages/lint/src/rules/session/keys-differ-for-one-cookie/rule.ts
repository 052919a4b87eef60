import { type ConfigNode, locationOf } from "@httpd-lint/config";
import { nameOfScope } from "../../../model/scope.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { isSettledSomewhere, KEY_DIRECTIVES, keysOf } from "../../../session/crypto.ts";
import { sessionCookie } from "../../../session/session-cookie.ts";
import { lookUp, type SessionPlace, sessionPlaces } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/keys-differ-for-one-cookie",
    aliases: ["SES033"],
    summary: "Two sections share a session cookie, and neither can read what the other writes.",
    severity: "warning",
    profiles: ["recommended", "strict"],
    references: [
      {
        kind: "httpd",
        id: "SessionCryptoPassphrase",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session_crypto.html#sessioncryptopassphrase",
      },
    ],
    fixable: "no",
    since: "0.1.0",
  },

  messages: {
    keys: (here: string, there: string, cookie: string) =>
      `${here} and ${there} share the cookie '${cookie}' and no key: each drops the sessions of the other, and users are logged out on the way. Keys of an inner section replace those around it: list the same keys in both, or give the cookies different names.`,
    cipher: (here: string, there: string, cookie: string) =>
      `${here} and ${there} share the cookie '${cookie}' and encrypt it with different ciphers: each drops the sessions of the other. Set the same SessionCryptoCipher in both, or give the cookies different names.`,
    plain: (here: string, there: string, cookie: string) =>
      `${here} encrypts the cookie '${cookie}', and ${there} uses it unencrypted: each drops the sessions of the other. Set the same key in both, or give the cookies different names.`,
  },

  check(context, messages) {
    if (!context.whole) return;
    const reported = new Set<ConfigNode>();
    for (const group of sharedCookies(context)) {
      for (const [at, one] of group.entries()) {
        for (const other of group.slice(at + 1)) {
          const difference = differenceOf(context, one.place, other.place);
          if (difference === undefined || !overlap(one.path, other.path)) continue;
          const [here, there] = setsApart(one.place, difference) ? [one, other] : [other, one];
          const anchor = anchorOf(here.place, difference);
          if (reported.has(anchor)) continue;
          reported.add(anchor);
          context.report({
            message: messages[difference](nameOfScope(here.place.scope), nameOfScope(there.place.scope), here.name),
            location: locationOf(anchor),
            related: [
              {
                message: `for ${nameOfScope(there.place.scope)}`,
                location: locationOf(anchorOf(there.place, difference)),
              },
            ],
          });
        }
      }
    }
  },
});

interface Sharing {
  readonly place: SessionPlace;
  readonly name: string;
  readonly path: string;
}

/** Places of one host that keep sessions in cookies of the same name, with a path that is written out. */
function sharedCookies(context: RuleContext): readonly (readonly Sharing[])[] {
  const groups = new Map<unknown, Map<string, Sharing[]>>();
  for (const place of sessionPlaces(context)) {
    const node = lookUp(place, "SessionCookieName");
    const { state, scope, host } = place;
    if (node === undefined || state.storage !== "cookie" || state.idleStorage.length > 0 || scope.kind === "if")
      continue;
    if (!isSettledSomewhere(context, place, "SessionCookieName", "SessionCryptoCipher", ...KEY_DIRECTIVES)) continue;
    const { name, parts } = sessionCookie(node);
    const path = parts.find((part) => part.name === "path")?.value;
    if (path === undefined) continue;
    let ofHost = groups.get(host);
    if (ofHost === undefined) {
      ofHost = new Map();
      groups.set(host, ofHost);
    }
    const sharing = { place, name, path };
    const same = ofHost.get(name);
    if (same === undefined) ofHost.set(name, [sharing]);
    else same.push(sharing);
  }
  return [...groups.values()].flatMap((names) => [...names.values()]);
}

function overlap(one: string, other: string): boolean {
  const slashed = (path: string): string => (path.endsWith("/") ? path : `${path}/`);
  return slashed(one).startsWith(slashed(other)) || slashed(other).startsWith(slashed(one));
}

function differenceOf(
  context: RuleContext,
  one: SessionPlace,
  other: SessionPlace,
): "keys" | "cipher" | "plain" | undefined {
  const encrypted = [one.state.isEncrypted, other.state.isEncrypted];
  if (encrypted.includes(false)) return encrypted.includes(true) ? "plain" : undefined;
  if (one.state.cipher !== other.state.cipher) return "cipher";
  const [first, second] = [literalKeys(context, one), literalKeys(context, other)];
  if (first === undefined || second === undefined) return undefined;
  return first.some((key) => second.includes(key)) ? undefined : "keys";
}

/** True when it is the first of two sections that does what the other does not; usually it is the later one. */
function setsApart(first: SessionPlace, difference: "keys" | "cipher" | "plain"): boolean {
  if (difference === "plain") return first.state.isEncrypted === true;
  return difference === "cipher" && first.state.cipher !== "aes256";
}

/** Undefined when a key is not known here: what a program prints, or what a variable brings. */
function literalKeys(context: RuleContext, place: SessionPlace): readonly string[] | undefined {
  const keys: string[] = [];
  for (const node of keyNodes(place)) {
    const own = keysOf(context, node);
    if (own === undefined || own.some(({ key }) => key.startsWith("exec:") || key.includes("${"))) return undefined;
    keys.push(...own.map(({ key }) => key));
  }
  return keys;
}

function keyNodes({ config }: SessionPlace): readonly ConfigNode[] {
  return config.setting("SessionCryptoPassphrase")?.setBy ?? [];
}

function anchorOf(place: SessionPlace, difference: "keys" | "cipher" | "plain"): ConfigNode {
  const cipher = difference === "cipher" ? lookUp(place, "SessionCryptoCipher") : undefined;
  return cipher ?? keyNodes(place)[0] ?? place.on;
}
