import process from "node:process";
import { createConnection } from "vscode-languageserver/node";
import { serve } from "./server.ts";
import { transportOf } from "./transport.ts";

/** Serves one client, until it says good-bye or is gone. */
export function startServer(argv: readonly string[] = process.argv.slice(2)): void {
  // Nothing a client sends may end the server; what is our mistake is told where the client keeps its log.
  process.on("uncaughtException", report);
  process.on("unhandledRejection", report);
  const { reader, writer } = transportOf(argv);
  serve(createConnection(reader, writer), async () => (await import("@httpd-lint/pcre2")).httpdPatterns);
}

function report(error: unknown): void {
  process.stderr.write(`httpd-lint: internal error: ${error instanceof Error ? error.stack : error}\n`);
}
