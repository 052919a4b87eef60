import { startServer } from "./start.ts";

/**
 * `httpd-lint lsp`: speaks the language server protocol until the client is gone.
 *
 * @param argv what follows the subcommand: `--stdio` (the default), `--node-ipc`, `--socket=PORT` or `--pipe=NAME`
 */
export function runLanguageServer(argv: readonly string[]): void {
  startServer(argv);
}
