import type { Connection } from "vscode-languageserver/node";
import { handleDiagnostics, handleFeatures } from "./answers.ts";
import { createHub, type Hub } from "./hub.ts";
import { handleLifecycle } from "./lifecycle.ts";
import { handleSync } from "./sync.ts";

/** Connects what a client sends to what handles it. */
export function serve(connection: Connection, patterns: Hub["patterns"]): void {
  const hub = createHub(connection, patterns);
  handleLifecycle(hub);
  handleSync(hub);
  handleDiagnostics(hub);
  handleFeatures(hub);
  connection.listen();
}
