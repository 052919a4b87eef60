import { commands, type ExtensionContext, workspace } from "vscode";
import { clientCommands } from "./client-commands.ts";
import { configtest } from "./configtest.ts";
import { watchLanguages } from "./detection.ts";
import { registerPages } from "./pages.ts";
import { explainRule } from "./rule-pages.ts";
import { createServer, type Server } from "./server.ts";
import { LANGUAGES } from "./settings.ts";

let running: Server | undefined;

/** Called for a httpd configuration, for a workspace with one, and for `*.conf` files of other languages. */
export function activate(context: ExtensionContext): void {
  const server = createServer(context);
  running = server;
  const pages = registerPages(context);
  const handlers = {
    ...clientCommands(server, pages),
    "httpd-lint.explainRule": (rule?: string) => explainRule(context, server, pages, rule),
    "httpd-lint.configtest": () => configtest(server, pages),
  };
  for (const [name, handler] of Object.entries(handlers)) {
    context.subscriptions.push(commands.registerCommand(name, handler));
  }
  watchLanguages(context, server);
  startWhenNeeded(context, server);
}

export async function deactivate(): Promise<void> {
  await running?.stop();
}

/** A properties file in a workspace without httpd is no reason to start a server. */
function startWhenNeeded(context: ExtensionContext, server: Server): void {
  const isOurs = ({ languageId }: { readonly languageId: string }): boolean => LANGUAGES.includes(languageId);
  if (workspace.textDocuments.some(isOurs)) {
    void server.start();
    return;
  }
  const listener = workspace.onDidOpenTextDocument((document) => {
    if (!isOurs(document)) return;
    listener.dispose();
    void server.start();
  });
  context.subscriptions.push(listener);
  void workspace
    .findFiles("**/{httpd.conf,apache2.conf,.httpd-lint.json}", "**/node_modules/**", 1)
    .then((found) => (found.length > 0 ? server.start() : undefined));
}
