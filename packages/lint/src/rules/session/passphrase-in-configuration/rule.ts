import { locationOfArgument, wordsOf } from "@httpd-lint/config";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { comesFromVariable, readKeyFromFile } from "../../../session/crypto.ts";
import { isPlaceholder, passphrasesOf, splitValue } from "../../../session/passphrase.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/passphrase-in-configuration",
    aliases: ["SES025"],
    summary: "A session key is written in the configuration.",
    severity: "info",
    profiles: ["strict", "owasp-session"],
    references: [
      { kind: "CWE", id: "CWE-260" },
      {
        kind: "httpd",
        id: "SessionCryptoPassphraseFile",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session_crypto.html#sessioncryptopassphrasefile",
      },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    inline: () =>
      "A session key stands in the configuration, and goes wherever that is copied: repositories, backups, support cases. Name a file that only root can read with SessionCryptoPassphraseFile.",
    served: () =>
      "A session key stands in a folder that httpd serves files from, readable for all who can write or read there. Set it in the server's configuration, out of a file that SessionCryptoPassphraseFile names.",
  },

  check(context, messages) {
    for (const node of context.directives("SessionCryptoPassphrase")) {
      // Arguments of a program are no keys, and session/split-passphrase says how to write them.
      if (splitValue(node) === "program") continue;
      const key = passphrasesOf(node).find(({ index }) => !comesFromVariable(node, index));
      // A placeholder is no secret, and its own rule says what to do.
      if (key === undefined || key.text === "" || isPlaceholder(context, key.text)) continue;
      const isServed = isInServedFolder(context, node.frame.file.path);
      context.report({
        message: isServed ? messages.served() : messages.inline(),
        location: locationOfArgument(node, key.index),
        severity: isServed ? "warning" : "info",
        // A .htaccess may not name a key file: SessionCryptoPassphraseFile is for the server's configuration.
        fixes: isServed ? [] : readKeyFromFile(node),
      });
    }
  },
});

function isInServedFolder(context: RuleContext, file: string): boolean {
  if (context.scopes()[0]?.kind === "htaccess") return true;
  const folders = context.directives("DocumentRoot").map((node) => wordsOf(node)[0] ?? "");
  return folders.some((folder) => folder !== "" && file.startsWith(folder.endsWith("/") ? folder : `${folder}/`));
}
