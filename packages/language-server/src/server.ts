import type { Connection } from "vscode-languageserver/node";
import { handleDiagnostics, handleFeatures } from "./answers.ts";
import { createHub, type Hub } from "./hub.ts";
import { handleLifecycle } from "./lifecycle.ts";
import { handleSync } from "./sync.ts";

/**
 * Connects what a client sends to what handles it.
 *
 * @param over called when the client has said good-bye
 */
export function serve(connection: Connection, patterns: Hub["patterns"], over: () => void): void {
  const hub = createHub(connection, patterns, over);
  handleLifecycle(hub);
  handleSync(hub);
  handleDiagnostics(hub);
  handleFeatures(hub);
  connection.listen();
}
