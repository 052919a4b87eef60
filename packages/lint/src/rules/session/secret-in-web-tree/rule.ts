import { type ConfigNode, locationOf, locationOfArgument, wordsOf } from "@httpd-lint/config";
import { absolutePath, isInFolder, mayBeRefused, webFolders } from "../../../model/web-tree.ts";
import { defineRule, type Rule } from "../../../rule.ts";
import { isUnknownText } from "../../../session/sessions.ts";

/** Directives that name a file with secrets, and which word it is. */
const FILES: Readonly<Record<string, number>> = {
  sessioncryptopassphrasefile: 0,
  authuserfile: 0,
  authdbmuserfile: 1,
  sslcertificatekeyfile: 0,
  sslproxymachinecertificatefile: 0,
  sslstaplingkeyfile: 0,
};

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
      `${what} lies below ${folder}, which is open by ${directive}: nothing here keeps clients from downloading it. Move it out of there.`,
  },

  check(context, messages) {
    if (!context.whole) return;
    const nodes = context.directives(...Object.keys(FILES), "DBDParams");
    const folders = nodes.length === 0 ? [] : webFolders(context);
    for (const node of nodes) {
      const secret = fileOf(node);
      if (secret === undefined || secret.file === "" || isUnknownText(secret.file)) continue;
      const file = absolutePath(context, secret.file);
      const folder = folders.find((each) => isInFolder(file, each) && !mayBeRefused(context, each, file));
      if (folder === undefined) continue;
      context.report({
        message: messages.exposed(secret.what, folder.node.name, folder.path),
        location: locationOfArgument(node, secret.index),
        related: [{ message: "opens the folder", location: locationOf(folder.node) }],
      });
    }
  },
});

interface SecretFile {
  readonly file: string;
  readonly index: number;
  readonly what: string;
}

function fileOf(node: ConfigNode): SecretFile | undefined {
  const words = wordsOf(node);
  if (node.key === "dbdparams") {
    // The SQLite drivers take a file, the others what it takes to find a server.
    const file = /^(?:.*\bdbname=)?((?:[a-z]:)?\/[^\s,;]+)$/i.exec(words[0] ?? "")?.[1];
    return file === undefined ? undefined : { file, index: 0, what: "The database" };
  }
  // AuthDBMUserFile and the like take the type in front in some versions.
  const index = Math.min(FILES[node.key] ?? 0, words.length - 1);
  return { file: words[index] ?? "", index, what: node.key.startsWith("auth") ? "The file of passwords" : "The key" };
}
