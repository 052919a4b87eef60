import { type ConfigNode, locationOf, locationOfArgument, wordsOf } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { insertLineAfter, isEditable } from "../../../model/edits.ts";
import { isLoaded, placeForModules, showsModules, usesA2enmod } from "../../../modules/load-module.ts";
import { stig } from "../../../references.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { KEY_DIRECTIVES } from "../../../session/crypto.ts";

type Options = { readonly explicit: boolean };

const MODULE = "session_crypto_module";

export const rule: Rule = defineRule({
  meta: {
    name: "session/weak-cipher",
    aliases: ["SES031", "V-214252"],
    summary: "Sessions are encrypted with a weak cipher.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session", "stig-unix-server"],
    references: [...stig("V-214252"), { kind: "CWE", id: "CWE-327" }],
    fixable: "safe",
    since: "0.1.0",
    options: {
      explicit: {
        description: "`SessionCryptoCipher aes256` has to be written, although it is httpd's default.",
        schema: { type: "boolean" },
        default: false,
        profiles: { "stig-unix-server": true },
      },
    },
  },

  messages: {
    weak: () => "3des192 works on blocks of 64 bits, which is too small for today's amounts of data. Use aes256.",
    notAes256: (cipher: string) =>
      `STIG V-214252 asks for 'SessionCryptoCipher aes256', and this is ${cipher}. Use aes256.`,
    implicit: () =>
      "STIG V-214252 asks for the line 'SessionCryptoCipher aes256', and there is none. httpd uses aes256 without it, too; a check by the text of the item still finds it missing.",
    notLoaded: () =>
      "STIG V-214252 asks for session_crypto_module and 'SessionCryptoCipher aes256'. The module is not loaded, so no session of this server can be encrypted.",
  },

  check(context: RuleContext<Options>, messages) {
    const ciphers = context.directives("SessionCryptoCipher");
    for (const node of ciphers) {
      const cipher = wordsOf(node)[0] ?? "";
      const isWeak = cipher === "3des192";
      if (!isWeak && !(context.options.explicit && /^aes(?:128|192)$/.test(cipher))) continue;
      const location = locationOfArgument(node, 0);
      context.report({
        message: isWeak ? messages.weak() : messages.notAes256(cipher),
        location,
        fixes: isEditable(node) ? [useAes256([{ ...location, newText: "aes256" }])] : [],
      });
    }
    if (!context.options.explicit || ciphers.length > 0 || !showsModules(context)) return;
    if (!isLoaded(context, MODULE)) {
      context.report({ message: messages.notLoaded(), location: placeForModules(context), severity: "info" });
      return;
    }
    const anchor = anchorOf(context);
    if (anchor === undefined) return;
    context.report({
      message: messages.implicit(),
      location: locationOf(anchor),
      fixes: isPlaceForLine(context, anchor) ? [useAes256([insertLineAfter(anchor, LINE)])] : [],
    });
  },
});

const LINE = "SessionCryptoCipher aes256";

function useAes256(edits: Fix["edits"]): Fix {
  return { title: "Use aes256", safe: true, edits };
}

/** The first directive with keys, else the LoadModule; a server with neither may only have the module at hand. */
function anchorOf(context: RuleContext): ConfigNode | undefined {
  const loads = context.directives("LoadModule").filter((node) => wordsOf(node)[0] === MODULE);
  return context.directives(...KEY_DIRECTIVES)[0] ?? loads[0];
}

/** The files that a2enmod links are the distribution's. */
function isPlaceForLine(context: RuleContext, anchor: ConfigNode): boolean {
  return isEditable(anchor) && !(anchor.key === "loadmodule" && usesA2enmod(context));
}
