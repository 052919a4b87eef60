import { locationOfArgument } from "@httpd-lint/config";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { isPlaceholder, passphrasesOf, splitValue } from "../../../session/passphrase.ts";

type Options = { readonly minLength: number; readonly minBits: number };

export const rule: Rule = defineRule({
  meta: {
    name: "session/weak-passphrase",
    aliases: ["SES023"],
    summary: "A session key is short or easy to guess.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "OWASP", id: "Session Management: Session ID Entropy" },
      { kind: "CWE", id: "CWE-521" },
      {
        kind: "httpd",
        id: "SessionCryptoPassphrase",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session_crypto.html#sessioncryptopassphrase",
      },
    ],
    fixable: "no",
    since: "0.1.0",
    options: {
      minLength: { description: "Bytes a passphrase must have.", schema: { type: "integer", minimum: 1 }, default: 16 },
      minBits: {
        description: "Bits an attacker must have to guess, as we estimate them.",
        schema: { type: "integer", minimum: 1 },
        default: 64,
        profiles: { strict: 128 },
      },
    },
  },

  messages: {
    short: (length: number, minimum: number) =>
      `This passphrase has ${length} bytes. One captured cookie is enough to try guesses at the speed of a plain hash: use at least ${minimum} bytes of random data.`,
    guessable: (bits: number, minimum: number) =>
      `This passphrase takes about ${bits} bits to guess, and one captured cookie is enough to try at the speed of a plain hash. Use at least ${minimum} bits of random data.`,
  },

  check(context: RuleContext<Options>, messages) {
    const { minLength, minBits } = context.options;
    for (const node of context.directives("SessionCryptoPassphrase")) {
      if (splitValue(node) !== undefined) continue;
      const keys = passphrasesOf(node);
      if (keys.some(({ text }) => isPlaceholder(context, text))) continue;
      const key = keys.find(({ length, bits }) => length < minLength || bits < minBits);
      if (key === undefined) continue;
      context.report({
        message: key.bits < minBits ? messages.guessable(key.bits, minBits) : messages.short(key.length, minLength),
        location: locationOfArgument(node, key.index),
      });
    }
  },
});
