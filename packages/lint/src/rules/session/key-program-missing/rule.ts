import { keyProgram, locationOfArgument } from "@httpd-lint/config";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { KEY_DIRECTIVES, keysOf } from "../../../session/crypto.ts";
import { isUnknownText } from "../../../session/sessions.ts";

type Options = { readonly fileSystem: boolean };

export const rule: Rule = defineRule({
  meta: {
    name: "session/key-program-missing",
    aliases: ["SES028"],
    summary: "The program that prints a session key is not there, so the key is empty.",
    severity: "error",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "CWE", id: "CWE-321" },
      {
        kind: "httpd",
        id: "SessionCryptoPassphrase",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session_crypto.html#sessioncryptopassphrase",
      },
    ],
    fixable: "no",
    since: "0.1.0",
    options: {
      fileSystem: {
        description:
          "httpd-lint runs on the server itself, or on a copy of all of its files. Known without it when the server's own installation is checked.",
        schema: { type: "boolean" },
        default: false,
      },
    },
  },

  messages: {
    missing: (path: string) =>
      `There is no program ${path}. httpd starts without a word and takes the empty string as key, so that everybody can read sessions and make their own.`,
    folder: (path: string) =>
      `${path} is a folder, not a program. httpd starts without a word and takes the empty string as key, so that everybody can read sessions and make their own.`,
  },

  check(context: RuleContext<Options>, messages) {
    if (!context.options.fileSystem && context.tree.profile.moduleFiles !== "check") return;
    for (const node of context.directives(...KEY_DIRECTIVES)) {
      for (const { key, index } of keysOf(context, node) ?? []) {
        const program = isUnknownText(key) ? undefined : keyProgram(context.tree, key);
        if (program?.type !== "missing" && program?.type !== "directory") continue;
        context.report({
          message: program.type === "missing" ? messages.missing(program.path) : messages.folder(program.path),
          location: locationOfArgument(node, index),
        });
      }
    }
  },
});
