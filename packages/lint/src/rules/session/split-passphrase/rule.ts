import { locationOfArgument, writtenArguments } from "@httpd-lint/config";
import type { Fix, Location } from "@httpd-lint/diagnostics";
import { isEditable } from "../../../model/edits.ts";
import { defineRule, type Rule } from "../../../rule.ts";
import { splitValue } from "../../../session/passphrase.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/split-passphrase",
    aliases: ["SES024"],
    summary: "Words meant as one passphrase or one command are taken as several keys.",
    severity: "error",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      {
        kind: "httpd",
        id: "SessionCryptoPassphrase",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session_crypto.html#sessioncryptopassphrase",
      },
      { kind: "CWE", id: "CWE-521" },
    ],
    fixable: "safe",
    since: "0.1.0",
  },

  messages: {
    program: () =>
      "This word is not an argument of the program: SessionCryptoPassphrase takes every word as a key of its own, and sessions made with it are accepted. Quote the whole command.",
    sentence: () =>
      "This word is not part of a longer passphrase: SessionCryptoPassphrase takes every word as a key of its own, and sessions made with a single one of them are accepted. Quote the whole sentence.",
  },

  check(context, messages) {
    for (const node of context.directives("SessionCryptoPassphrase")) {
      const meant = splitValue(node);
      if (meant === undefined) continue;
      const words = writtenArguments(node);
      const first = words[0];
      const last = words.at(-1);
      const plain = first !== undefined && last !== undefined && words.every((word) => word.quote === undefined);
      const location: Location = locationOfArgument(node, 1);
      const fixes: readonly Fix[] =
        plain && isEditable(node)
          ? [
              {
                title: "Quote the value",
                // A sentence becomes another key, and running sessions end.
                safe: meant === "program",
                edits: [
                  { ...location, start: first.start, end: first.start, newText: '"' },
                  { ...location, start: last.end, end: last.end, newText: '"' },
                ],
              },
            ]
          : [];
      context.report({ message: messages[meant](), location, fixes });
    }
  },
});
