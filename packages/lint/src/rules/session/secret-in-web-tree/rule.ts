import { type ConfigNode, locationOf, locationOfArgument, wordsOf } from "@httpd-lint/config";
import { absolutePath, isInFolder, mayBeRefused, webFolders } from "../../../model/web-tree.ts";
import { defineRule, type Rule } from "../../../rule.ts";
import { isUnknownText } from "../../../session/sessions.ts";

/** Directives whose first word is a file with secrets. */
const FILES: readonly string[] = [
  "SessionCryptoPassphraseFile",
  "AuthUserFile",
  "AuthDBMUserFile",
  "SSLCertificateKeyFile",
  "SSLProxyMachineCertificateFile",
];

export const rule: Rule = defineRule({
  meta: {
    name: "session/secret-in-web-tree",
    aliases: ["SES140"],
    summary: "A file with keys or passwords lies where httpd gives files out.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "CWE", id: "CWE-219" },
      { kind: "CWE", id: "CWE-538" },
      { kind: "httpd", id: "Security Tips", url: "https://httpd.apache.org/docs/2.4/misc/security_tips.html" },
    ],
    fixable: "no",
    since: "0.1.0",
  },

  messages: {
    exposed: (what: string, directive: string, folder: string) =>
      `${what} lies below ${folder}, which ${directive} opens to clients, and nothing here keeps them from downloading it. Move it out of there.`,
  },

  check(context, messages) {
    if (!context.whole) return;
    const nodes = context.directives(...FILES, "DBDParams");
    const folders = nodes.length === 0 ? [] : webFolders(context);
    for (const node of nodes) {
      const secret = fileOf(node);
      if (secret === undefined || secret.file === "" || isUnknownText(secret.file)) continue;
      const file = absolutePath(context, secret.file);
      const folder = folders.find((each) => isInFolder(file, each) && !mayBeRefused(context, each, file));
      if (folder === undefined) continue;
      context.report({
        message: messages.exposed(secret.what, folder.node.name, folder.path),
        location: locationOfArgument(node, 0),
        related: [{ message: "opens the folder", location: locationOf(folder.node) }],
      });
    }
  },
});

interface SecretFile {
  readonly file: string;
  readonly what: string;
}

function fileOf(node: ConfigNode): SecretFile | undefined {
  const words = wordsOf(node);
  if (node.key === "dbdparams") {
    // The SQLite drivers take a file, the others what it takes to find a server.
    const file = /^(?:.*\bdbname=)?((?:[a-z]:)?\/[^\s,;]+)$/i.exec(words[0] ?? "")?.[1];
    return file === undefined ? undefined : { file, what: "The database" };
  }
  return { file: words[0] ?? "", what: node.key.startsWith("auth") ? "The file of passwords" : "The key" };
}
