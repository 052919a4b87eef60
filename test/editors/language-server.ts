import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll } from "vitest";
import {
  createMessageConnection,
  type Diagnostic,
  type InitializeParams,
  type InitializeResult,
  type MessageConnection,
  type PublishDiagnosticsParams,
  type Range,
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

export interface Message {
  readonly method: string;
  readonly params: unknown;
}

export interface Client {
  readonly process: ChildProcess;
  readonly connection: MessageConnection;
  /** What the server sent of itself. */
  readonly notifications: Message[];
  /** What the server asked the client. */
  readonly requests: Message[];
  /** What the client answers by method; `null` when it is not here. */
  readonly answers: Map<string, (params: unknown) => unknown>;
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

/** @param nodeOptions e.g. how much memory it may take */
export function connect(server: string, ...nodeOptions: string[]): Client {
  const child = spawn(process.execPath, [...nodeOptions, server, "--stdio"], { stdio: "pipe" });
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  // Writing to a server that is gone is what some tests are about.
  child.stdin.on("error", () => {});
  const ended = endOf(child);
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const notifications: Message[] = [];
  const requests: Message[] = [];
  const answers = new Map<string, (params: unknown) => unknown>();
  connection.onNotification((method, params) => {
    notifications.push({ method, params });
  });
  connection.onRequest((method, params) => {
    requests.push({ method, params });
    return answers.get(method)?.(params) ?? null;
  });
  connection.onUnhandledProgress((params) => {
    notifications.push({ method: "$/progress", params });
  });
  connection.onError(() => {});
  connection.listen();
  return { process: child, connection, notifications, requests, answers, ended, stderr: () => errors };
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

/** What the tests of a file share: one build, and for each test a folder of files with a server over it. */
export interface Bench {
  readonly server: () => string;
  readonly client: () => Client;
  readonly folder: () => Folder;
  /** A server over a folder of files. */
  serve(files?: Readonly<Record<string, string>>, params?: Partial<InitializeParams>): Promise<InitializeResult>;
  /** A second client of a server of its own, over the same folder. */
  another(params?: Partial<InitializeParams>): Promise<Client>;
}

export function bench(): Bench {
  const programs = temporaryFolder();
  let server = "";
  let folder: Folder | undefined;
  const clients: Client[] = [];
  beforeAll(async () => {
    server = await buildServer(programs);
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.process.kill("SIGKILL");
    folder?.remove();
  });
  afterAll(() => programs.remove());

  const start = (): Client => {
    const client = connect(server);
    clients.push(client);
    return client;
  };
  const present = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error("serve() comes first");
    return value;
  };
  return {
    server: () => server,
    client: () => present(clients[0]),
    folder: () => present(folder),
    serve(files = {}, params = {}) {
      folder = temporaryFolder(files);
      return initialize(start(), folder, params);
    },
    async another(params = {}) {
      const client = start();
      await initialize(client, folder, params);
      return client;
    },
  };
}

/** A range by its four numbers. */
export function at(line: number, character: number, endLine: number, endCharacter: number): Range {
  return { start: { line, character }, end: { line: endLine, character: endCharacter } };
}

export function codesOf(items: readonly Diagnostic[]): unknown[] {
  return items.map(({ code }) => code);
}

/** The findings that the server sent last for a document, when it sent any. */
export function published({ notifications }: Client, uri: string): PublishDiagnosticsParams | undefined {
  return notifications
    .filter(({ method }) => method === "textDocument/publishDiagnostics")
    .map(({ params }) => params as PublishDiagnosticsParams)
    .findLast((params) => params.uri === uri);
}
