import { locationOfArgument, wordsOf } from "@httpd-lint/config";
import { nameOfScope } from "../../../model/scope.ts";
import { defineRule, type Rule } from "../../../rule.ts";
import { KEY_DIRECTIVES, keysOf } from "../../../session/crypto.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/key-file-without-key",
    aliases: ["SES026"],
    summary: "A key file holds no key, so sessions are not encrypted.",
    severity: "error",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "CWE", id: "CWE-311" },
      {
        kind: "httpd",
        id: "SessionCryptoPassphraseFile",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session_crypto.html#sessioncryptopassphrasefile",
      },
    ],
    fixable: "no",
    since: "0.1.0",
  },

  messages: {
    empty: (file: string, scope: string) =>
      `${file} holds no key: httpd starts without a word, and sessions of ${scope} are sent unencrypted. Put one line of random data into it.`,
  },

  check(context, messages) {
    for (const node of context.directives("SessionCryptoPassphraseFile")) {
      if (keysOf(context, node)?.length !== 0) continue;
      const scope = context.scopeOf(node);
      // Keys of one section add up, whichever directives they come from.
      const others = KEY_DIRECTIVES.flatMap((name) => scope.directives(name)).filter((other) => other !== node);
      if (others.some((other) => keysOf(context, other)?.length !== 0)) continue;
      context.report({
        message: messages.empty(wordsOf(node)[0] ?? "", nameOfScope(scope)),
        location: locationOfArgument(node, 0),
      });
    }
  },
});
