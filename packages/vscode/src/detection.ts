import { type ExtensionContext, languages, RelativePattern, type TextDocument, workspace } from "vscode";
import { looksLikeHttpd } from "./httpd-texts.ts";
import type { Server } from "./server.ts";
import { LANGUAGES, setting } from "./settings.ts";

/** Languages that VS Code gives a `*.conf` file of which it knows nothing. */
const UNCLAIMED: readonly string[] = ["properties", "plaintext", "ini"];

/** Gives httpd's language to files whose names do not say what they are. */
export function watchLanguages(context: ExtensionContext, server: Server): void {
  const included = new Set<string>();
  const look = (document: TextDocument): void => {
    if (document.uri.scheme !== "file" || LANGUAGES.includes(document.languageId)) return;
    if (isNamed(document) || (mayBe(document) && (included.has(document.fileName) || hasTraces(document)))) {
      void languages.setTextDocumentLanguage(document, "httpd-conf");
    }
  };
  const lookAtAll = (): void => {
    for (const document of workspace.textDocuments) look(document);
  };
  server.onReady(async () => {
    const files = (await server.ask<readonly string[]>("httpd-lint.serverFiles").catch(() => undefined)) ?? [];
    included.clear();
    for (const path of files) included.add(path);
    lookAtAll();
  });
  context.subscriptions.push(
    workspace.onDidOpenTextDocument(look),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("httpd-lint.files") || event.affectsConfiguration("httpd-lint.detectFiles")) {
        lookAtAll();
      }
    }),
  );
  lookAtAll();
}

/** The user said so. */
function isNamed(document: TextDocument): boolean {
  const folder = workspace.getWorkspaceFolder(document.uri);
  const patterns = setting<readonly string[]>("files", document.uri) ?? [];
  return patterns.some(
    (pattern) =>
      languages.match({ pattern: folder === undefined ? pattern : new RelativePattern(folder, pattern) }, document) > 0,
  );
}

function mayBe(document: TextDocument): boolean {
  if (!UNCLAIMED.includes(document.languageId) || !/\.(?:conf|load|vhost)$/.test(document.fileName)) return false;
  return setting<boolean>("detectFiles", document.uri) !== false;
}

const SEARCHED_LINES = 300;

function hasTraces(document: TextDocument): boolean {
  const end = Math.min(document.lineCount, SEARCHED_LINES);
  return looksLikeHttpd(Array.from({ length: end }, (_, line) => document.lineAt(line).text));
}
