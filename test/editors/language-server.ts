import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import {
  createProtocolConnection,
  type Diagnostic,
  type InitializeParams,
  type InitializeResult,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
} from "vscode-languageserver-protocol/node";

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** A folder that is gone when the test is over. */
export interface Folder {
  readonly path: string;
  write(name: string, text: string | Uint8Array): string;
  uri(name: string): string;
  remove(): void;
}

export function temporaryFolder(files: Readonly<Record<string, string>> = {}): Folder {
  const path = mkdtempSync(join(tmpdir(), "httpd-lint-lsp-"));
  const folder: Folder = {
    path,
    write(name, text) {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    },
    uri: (name) => pathToFileURL(join(path, name)).href,
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
  for (const [name, text] of Object.entries(files)) folder.write(name, text);
  return folder;
}

/** The server as people run it, in one file. */
export async function buildServer(folder: Folder): Promise<string> {
  const outfile = join(folder.path, "server.cjs");
  await build({
    absWorkingDir: repository,
    entryPoints: ["packages/language-server/src/main.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    conditions: ["@httpd-lint/source"],
    alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
    logLevel: "error",
  });
  return outfile;
}

export interface Client {
  readonly process: ChildProcess;
  readonly connection: ProtocolConnection;
  /** What the server sent of itself, by method. */
  readonly notifications: { readonly method: string; readonly params: unknown }[];
  /** Exit status. */
  readonly ended: Promise<number | null>;
  stderr(): string;
}

/** A running server without a client. */
export function startProcess(server: string, ...args: string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [server, ...args], { stdio: "pipe" });
}

export function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once("exit", (status) => resolve(status));
  });
}

export function connect(server: string): Client {
  const child = startProcess(server, "--stdio");
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  // Writing to a server that is gone is what some tests are about.
  child.stdin.on("error", () => {});
  const ended = endOf(child);
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const notifications: { method: string; params: unknown }[] = [];
  connection.onNotification((method, params) => {
    notifications.push({ method, params });
  });
  connection.onError(() => {});
  connection.listen();
  return { process: child, connection, notifications, ended, stderr: () => errors };
}

/** What a modern client says it can. */
export const modern: InitializeParams["capabilities"] = {
  workspace: { workspaceFolders: true, diagnostics: { refreshSupport: true } },
  textDocument: { diagnostic: { dynamicRegistration: false }, publishDiagnostics: { relatedInformation: true } },
};

export async function initialize(
  { connection }: Client,
  folder: Folder | undefined,
  params: Partial<InitializeParams> = {},
): Promise<InitializeResult> {
  const result: InitializeResult = await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: modern,
    workspaceFolders: folder === undefined ? null : [{ uri: pathToFileURL(folder.path).href, name: "test" }],
    ...params,
  });
  await connection.sendNotification("initialized", {});
  return result;
}

export async function stop(client: Client): Promise<number | null> {
  await client.connection.sendRequest("shutdown");
  await client.connection.sendNotification("exit");
  return client.ended;
}

export function open(client: Client, uri: string, text: string, version = 1): Promise<void> {
  const textDocument = { uri, languageId: "httpd-conf", version, text };
  return client.connection.sendNotification("textDocument/didOpen", { textDocument });
}

export function change(
  client: Client,
  uri: string,
  version: number,
  contentChanges: readonly TextDocumentContentChangeEvent[],
): Promise<void> {
  return client.connection.sendNotification("textDocument/didChange", {
    textDocument: { uri, version },
    contentChanges,
  });
}

export function close(client: Client, uri: string): Promise<void> {
  return client.connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
}

export interface Report {
  readonly kind: "full" | "unchanged";
  readonly resultId: string;
  readonly items: Diagnostic[];
}

export function pull(client: Client, uri: string, previousResultId?: string): Promise<Report> {
  const params = { textDocument: { uri }, ...(previousResultId === undefined ? {} : { previousResultId }) };
  return client.connection.sendRequest("textDocument/diagnostic", params);
}

/** Waits until something holds, and fails when it never does. */
export async function until<T>(what: string, ask: () => T | undefined, seconds = 10): Promise<T> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    const answer = ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`waited in vain for ${what}`);
}
