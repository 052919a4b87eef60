import { locationOfArgument, sessionCiphers, wordsOf } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { isEditable } from "../../../model/edits.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { isUnknownText } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/unknown-cipher",
    aliases: ["SES030"],
    summary: "SessionCryptoCipher names a cipher that does not exist.",
    severity: "error",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      {
        kind: "httpd",
        id: "SessionCryptoCipher",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session_crypto.html#sessioncryptocipher",
      },
    ],
    fixable: "safe",
    since: "0.1.0",
  },

  messages: {
    unknown: (cipher: string) =>
      `There is no cipher '${cipher}'. httpd starts, logs AH01824 and AH01820 when a session is to be written, and saves none. Use aes256.`,
    spelling: (cipher: string, meant: string) =>
      `There is no cipher '${cipher}': the name is '${meant}', in lower case and without dashes. httpd starts, logs AH01824 and AH01820 when a session is to be written, and saves none.`,
    otherDriver: (cipher: string, driver: string) =>
      `Does the driver '${driver}' know a cipher '${cipher}'? If not, httpd starts and saves no session. Every driver that comes with APR knows aes256.`,
  },

  check(context, messages) {
    const driver = otherDriver(context);
    for (const node of context.directives("SessionCryptoCipher")) {
      const cipher = wordsOf(node)[0];
      if (cipher === undefined || cipher === "" || sessionCiphers.has(cipher) || isUnknownText(cipher)) continue;
      const location = locationOfArgument(node, 0);
      const meant = meantCipher(cipher);
      const fix: Fix = {
        title: `Change it to ${meant ?? "aes256"}`,
        safe: meant !== undefined,
        edits: [{ ...location, newText: meant ?? "aes256" }],
      };
      context.report({
        message:
          driver !== undefined
            ? messages.otherDriver(cipher, driver)
            : meant !== undefined
              ? messages.spelling(cipher, meant)
              : messages.unknown(cipher),
        location,
        severity: driver === undefined ? "error" : "warning",
        fixes: isEditable(node) && driver === undefined ? [fix] : [],
      });
    }
  },
});

/** `AES-256`, `aes_256` and OpenSSL's `aes-256-cbc` say which cipher is meant. */
function meantCipher(cipher: string): string | undefined {
  const plain = cipher
    .toLowerCase()
    .replace(/[-_ ]/g, "")
    .replace(/(?:cbc|gcm)$/, "");
  return sessionCiphers.has(plain) ? plain : undefined;
}

/** A driver beside those of APR may have ciphers of its own. */
function otherDriver(context: RuleContext): string | undefined {
  const node = context.directives("SessionCryptoDriver").at(-1);
  const driver = node === undefined ? undefined : wordsOf(node)[0];
  return driver === undefined || /^(?:openssl|nss|commoncrypto)$/.test(driver) ? undefined : driver;
}
