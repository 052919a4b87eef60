import { type ConfigNode, keyProgram, locationOf, locationOfArgument, wordsOf } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { isEditable } from "../../../model/edits.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { htaccessGrants } from "../../../session/allow-override.ts";
import { KEY_DIRECTIVES } from "../../../session/crypto.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/htaccess-may-run-programs",
    aliases: ["SES029"],
    summary: "A .htaccess runs, or may run, a program through SessionCryptoPassphrase exec:.",
    severity: "warning",
    profiles: ["recommended", "strict"],
    references: [
      { kind: "CIS", id: "4.4" },
      { kind: "CWE", id: "CWE-250" },
      {
        kind: "httpd",
        id: "SessionCryptoPassphrase",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session_crypto.html#sessioncryptopassphrase",
      },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    runs: () =>
      "httpd runs this program at every request for this folder, as the user it serves as: whoever can write here can run anything. Set the key in the server's configuration.",
    grants: (directive: string, value: string) =>
      `session_crypto_module is loaded, and ${directive} ${value} lets a .htaccess use SessionCryptoPassphrase exec:, so whoever can write one runs programs as the user that httpd serves as. Leave AuthConfig out, or list what is needed in AllowOverrideList.`,
  },

  check(context, messages) {
    if (context.scopes()[0]?.kind === "htaccess") {
      for (const node of context.directives("SessionCryptoPassphrase")) {
        const index = wordsOf(node).findIndex((word) => keyProgram(context.tree, word) !== undefined);
        if (index < 0) continue;
        context.report({ message: messages.runs(), location: locationOfArgument(node, index), severity: "error" });
      }
      return;
    }
    if (!context.whole || !loadsCrypto(context)) return;
    const [first, ...others] = htaccessGrants(context, "SessionCryptoPassphrase");
    if (first === undefined) return;
    const { node } = first;
    context.report({
      message: messages.grants(node.name, node.key === "allowoverride" ? wordsOf(node).join(" ") : "with its name"),
      location: locationOf(node),
      related: others.map((other) => ({ message: "so does this one", location: locationOf(other.node) })),
      fixes: withoutAuthConfig(node),
    });
  },
});

/** A part of a configuration is looked at as if every module were compiled in: that one is at hand says nothing. */
function loadsCrypto(context: RuleContext): boolean {
  const { modules } = context.tree;
  const isLoaded = modules.some(({ symbol, loadedBy }) => symbol === "session_crypto_module" && loadedBy !== undefined);
  return isLoaded || context.directives(...KEY_DIRECTIVES).length > 0;
}

/** `All` as the list that it stands for (`set_override`), without AuthConfig. */
const ALL_OTHERS = "FileInfo Indexes Limit Options";

function withoutAuthConfig(node: ConfigNode): readonly Fix[] {
  if (node.key !== "allowoverride" || !isEditable(node)) return [];
  const words = wordsOf(node).filter((word) => word.toLowerCase() !== "authconfig");
  const rest = words.map((word) => (word.toLowerCase() === "all" ? ALL_OTHERS : word)).join(" ");
  const edit = { ...locationOf(node), newText: `AllowOverride ${rest === "" ? "None" : rest}` };
  return [{ title: "Leave AuthConfig out", safe: false, edits: [edit] }];
}
