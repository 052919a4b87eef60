import { locationOfName } from "@httpd-lint/config";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { clearSessions } from "../../../session/clear-sessions.ts";
import { isPlaceholder, passphrasesOf } from "../../../session/passphrase.ts";
import { relatedHost } from "../../../session/sessions.ts";

type Options = { readonly minLength: number; readonly minBits: number };

export const rule: Rule = defineRule({
  meta: {
    name: "auth-form/forgeable-site-passphrase",
    aliases: ["SES106"],
    summary: "A login without password can be forged.",
    severity: "error",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "CWE", id: "CWE-565" },
      { kind: "CWE", id: "CWE-328" },
      {
        kind: "httpd",
        id: "AuthFormSitePassphrase",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_auth_form.html#authformsitepassphrase",
      },
    ],
    fixable: "no",
    since: "0.1.0",
    options: {
      minLength: {
        description: "Bytes the passphrase must have.",
        schema: { type: "integer", minimum: 1 },
        default: 16,
      },
      minBits: {
        description: "Bits an attacker must have to guess, as we estimate them.",
        schema: { type: "integer", minimum: 1 },
        default: 64,
        profiles: { strict: 128 },
      },
    },
  },

  messages: {
    clear: () =>
      "A session that holds the MD5 of a user name and this passphrase is logged in without a password, and here sessions are kept in the browser without encryption: everybody who logs in can try guesses at the passphrase, and who has it is any user. Encrypt the session with SessionCryptoPassphraseFile, or leave AuthFormSitePassphrase out.",
    weak: (bits: number, minimum: number) =>
      `A session that holds the MD5 of a user name and this passphrase is logged in without a password, and the passphrase takes about ${bits} bits to guess. Use at least ${minimum} bits of random data, or leave AuthFormSitePassphrase out.`,
    short: (length: number, minimum: number) =>
      `A session that holds the MD5 of a user name and this passphrase is logged in without a password, and the passphrase has ${length} bytes. Use at least ${minimum} bytes of random data, or leave AuthFormSitePassphrase out.`,
  },

  check(context: RuleContext<Options>, messages) {
    const { minLength, minBits } = context.options;
    const clear = new Set();
    for (const { place } of clearSessions(context)) {
      const node = place.config.node("AuthFormSitePassphrase");
      if (node === undefined) continue;
      clear.add(node);
      context.report({
        message: messages.clear(),
        location: locationOfName(node),
        related: relatedHost(context, place, node),
      });
    }
    for (const node of context.directives("AuthFormSitePassphrase")) {
      const [key] = clear.has(node) ? [] : passphrasesOf(node);
      if (key === undefined) continue;
      const isGuessable = key.bits < minBits || isPlaceholder(context, key.text);
      if (!isGuessable && key.length >= minLength) continue;
      context.report({
        message: isGuessable ? messages.weak(key.bits, minBits) : messages.short(key.length, minLength),
        location: locationOfName(node),
        severity: "warning",
      });
    }
  },
});
