import { locationOf, locationOfArgument } from "@httpd-lint/config";
import { isEditable } from "../../../model/edits.ts";
import { defineRule, type Rule } from "../../../rule.ts";
import { isPlaceholder, passphrasesOf, splitValue } from "../../../session/passphrase.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/placeholder-passphrase",
    aliases: ["SES022"],
    summary: "A session key is a value out of documentation.",
    severity: "error",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "OWASP", id: "Session Management: Session ID Entropy" },
      { kind: "CWE", id: "CWE-798" },
      {
        kind: "httpd",
        id: "SessionCryptoPassphrase",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session_crypto.html#sessioncryptopassphrase",
      },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  // The value itself is never in a message: it is a key, if a bad one.
  messages: {
    placeholder: (length: number) =>
      `This passphrase (${length} characters) is a placeholder that everybody knows: anyone can read sessions and make their own. Put a random key into a file of its own and name it with SessionCryptoPassphraseFile.`,
  },

  check(context, messages) {
    for (const node of context.directives("SessionCryptoPassphrase")) {
      if (splitValue(node) !== undefined) continue;
      const key = passphrasesOf(node).find(({ text }) => isPlaceholder(context, text));
      if (key === undefined) continue;
      context.report({
        message: messages.placeholder(key.text.length),
        location: locationOfArgument(node, key.index),
        fixes: isEditable(node)
          ? [
              {
                title: "Read the key from a file",
                safe: false,
                edits: [{ ...locationOf(node), newText: "SessionCryptoPassphraseFile conf/session.key" }],
              },
            ]
          : [],
      });
    }
  },
});
