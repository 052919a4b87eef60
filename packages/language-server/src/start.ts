import process from "node:process";
import { createConnection, ErrorCodes, type MessageWriter } from "vscode-languageserver/node";
import { serve } from "./server.ts";
import { transportOf } from "./transport.ts";

/** Serves one client, until it says good-bye or is gone. */
export function startServer(argv: readonly string[] = process.argv.slice(2)): void {
  // Nothing a client sends may end the server; what is our mistake is told where the client keeps its log.
  process.on("uncaughtException", report);
  process.on("unhandledRejection", report);
  let isOver = false;
  const { reader, writer } = transportOf(
    argv,
    () => process.exit(isOver ? 0 : 1),
    (what) => refuse(writer, `no header of a message: ${what}`),
  );
  reader.onError((error) => refuse(writer, error.message));
  serve(
    createConnection(reader, writer),
    async () => (await import("@httpd-lint/pcre2")).httpdPatterns,
    () => {
      isOver = true;
    },
  );
}

/** JSON-RPC has an answer for what cannot be read, which belongs to no request. */
function refuse(writer: MessageWriter, message: string): void {
  const error = { code: ErrorCodes.ParseError, message };
  writer.write({ jsonrpc: "2.0", id: null, error } as Parameters<MessageWriter["write"]>[0]).catch(report);
}

function report(error: unknown): void {
  process.stderr.write(`httpd-lint: internal error: ${error instanceof Error ? error.stack : error}\n`);
}
