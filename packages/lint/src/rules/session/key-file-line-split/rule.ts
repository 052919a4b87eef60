import { keyFileLines, locationOfArgument, wordsOf } from "@httpd-lint/config";
import { defineRule, type Rule } from "../../../rule.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/key-file-line-split",
    aliases: ["SES027"],
    summary: "A line of a key file holds several keys, not one.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "CWE", id: "CWE-521" },
      {
        kind: "httpd",
        id: "SessionCryptoPassphraseFile",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session_crypto.html#sessioncryptopassphrasefile",
      },
    ],
    fixable: "no",
    since: "0.1.0",
  },

  // What stands in the file is a secret: only lines and numbers of words are told.
  messages: {
    split: (line: number, file: string, keys: number) =>
      `Line ${line} of ${file} holds ${keys} keys, not one: httpd cuts it at blanks, and a session made with any one of the words is accepted. Quote the line, or write every key on a line of its own.`,
    cut: (line: number, file: string) =>
      `Line ${line} of ${file} is read up to the word that begins with '#': if that is a part of the key, the key is shorter than it looks. Quote the line.`,
  },

  check(context, messages) {
    for (const node of context.directives("SessionCryptoPassphraseFile")) {
      const file = wordsOf(node)[0] ?? "";
      for (const { line, keys, afterKeys, hasQuotes } of keyFileLines(context.tree, node) ?? []) {
        const isSplit = keys.length > 1 && !hasQuotes;
        if (!isSplit && afterKeys !== "cut word") continue;
        context.report({
          message: isSplit ? messages.split(line, file, keys.length) : messages.cut(line, file),
          location: locationOfArgument(node, 0),
          severity: isSplit ? "warning" : "info",
        });
      }
    }
  },
});
