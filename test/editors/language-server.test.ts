import { fork } from "node:child_process";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { describe, expect, it, vi } from "vitest";
import {
  CancellationTokenSource,
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import {
  at,
  bench,
  change,
  close,
  codesOf,
  connect,
  endOf,
  initialize,
  modern,
  open,
  published,
  pull,
  startProcess,
  stop,
  until,
} from "./language-server.ts";

const { server, client, folder, serve, another } = bench();

/** A client of the time before clients asked for findings. */
const old = { capabilities: { textDocument: { publishDiagnostics: { versionSupport: true } } } };

describe("the life of a server", () => {
  it("goes from initialize to exit with status 0", async () => {
    const { capabilities, serverInfo } = await serve();
    expect(serverInfo?.name).toBe("httpd-lint");
    expect(capabilities.positionEncoding).toBe("utf-16");
    expect(capabilities.textDocumentSync).toMatchObject({ openClose: true, change: 2 });
    expect(await stop(client())).toBe(0);
    expect(client().stderr()).toBe("");
  });

  it("ends with status 1 without shutdown", async () => {
    await serve();
    await client().connection.sendNotification("exit");
    expect(await client().ended).toBe(1);
  });

  it("ends when its client is gone", async () => {
    const child = startProcess(server(), "--stdio");
    child.stdin.end();
    expect(await endOf(child)).toBe(1);
  });

  it("answers requests before initialize and after shutdown with the errors for that", async () => {
    const early = connect(server());
    await expect(pull(early, "file:///a")).rejects.toMatchObject({ code: -32002 });
    await expect(early.connection.sendRequest("shutdown")).rejects.toMatchObject({ code: -32002 });
    await initialize(early, undefined);
    await expect(initialize(early, undefined)).rejects.toMatchObject({ code: -32600 });
    await early.connection.sendRequest("shutdown");
    await expect(pull(early, "file:///a")).rejects.toMatchObject({ code: -32600 });
    await early.connection.sendNotification("exit");
    expect(await early.ended).toBe(0);
  });
});

describe("the ways to a server", () => {
  const greeting = { processId: process.pid, rootUri: null, capabilities: {} };

  it("include the channel of a forked process", async () => {
    const child = fork(server(), ["--node-ipc"], { stdio: "pipe" });
    const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    connection.listen();
    expect(await connection.sendRequest("initialize", greeting)).toHaveProperty("capabilities");
    child.disconnect();
    expect(await endOf(child)).toBe(1);
  });

  it("include a port that the editor listens on", async () => {
    const listener = createServer();
    const port = await new Promise<number>((resolve) => {
      listener.listen(0, "127.0.0.1", () => resolve((listener.address() as AddressInfo).port));
    });
    const met = new Promise<Socket>((resolve) => {
      listener.once("connection", resolve);
    });
    const child = startProcess(server(), `--socket=${port}`);
    const socket = await met;
    const connection = createMessageConnection(new StreamMessageReader(socket), new StreamMessageWriter(socket));
    connection.listen();
    expect(await connection.sendRequest("initialize", greeting)).toHaveProperty("capabilities");
    socket.destroy();
    expect(await endOf(child)).toBe(1);
    listener.close();
  });

  it("include the command", async () => {
    const words: (readonly string[])[] = [];
    vi.doMock("@httpd-lint/language-server", () => ({
      runLanguageServer: (argv: readonly string[]) => words.push(argv),
    }));
    const { lsp } = await import("../../packages/cli/src/lsp.ts");
    for (const options of [{}, { stdio: true }, { nodeIpc: true }, { socket: "7" }, { pipe: "p" }] as const) {
      await lsp(options);
    }
    expect(words).toEqual([["--stdio"], ["--stdio"], ["--node-ipc"], ["--socket=7"], ["--pipe=p"]]);
  });
});

describe("a document", () => {
  const files = { "httpd.conf": "Define PORT 80\nInclude site.conf\n", "site.conf": "Listen ${PORT}\n" };

  it("is judged as it is typed, not as it lies on the disk", async () => {
    await serve(files);
    const uri = folder().uri("site.conf");
    await open(client(), uri, "Listen ${PORT}\n");
    expect(codesOf((await pull(client(), uri)).items)).not.toContain("httpd/unknown-directive");
    await change(client(), uri, 2, [{ range: at(0, 0, 0, 6), text: "Lisden" }]);
    const { items } = await pull(client(), uri);
    expect(items[0]).toMatchObject({ code: "httpd/unknown-directive", range: at(0, 0, 0, 6) });
    await close(client(), uri);
    expect(codesOf((await pull(client(), uri)).items)).not.toContain("httpd/unknown-directive");
  });

  it("takes several changes of one message one after the other", async () => {
    await serve(files);
    const uri = folder().uri("site.conf");
    await open(client(), uri, "Listen ${PORT}\n");
    await change(client(), uri, 2, [
      { range: at(0, 0, 1, 0), text: "" },
      { range: at(0, 0, 0, 0), text: "KeepAlive On\n" },
      { range: at(0, 10, 0, 12), text: "maybe" },
    ]);
    expect((await pull(client(), uri)).items).toMatchObject([{ code: "httpd/on-or-off", range: at(0, 10, 0, 15) }]);
    await change(client(), uri, 3, [{ text: "KeepAlive Off\n" }]);
    expect((await pull(client(), uri)).items).toEqual([]);
  });

  it("changes what others that were opened before say, too", async () => {
    await serve(files);
    const uri = folder().uri("site.conf");
    await open(client(), uri, "Listen ${PORT}\n");
    await pull(client(), uri);
    await open(client(), folder().uri("httpd.conf"), "Include site.conf\n");
    await until("workspace/diagnostic/refresh", () =>
      client().requests.find(({ method }) => method === "workspace/diagnostic/refresh"),
    );
    expect(JSON.stringify((await pull(client(), uri)).items)).toContain("PORT");
  });

  it("changes what others show of its values", async () => {
    const workspace = { ...modern.workspace, inlayHint: { refreshSupport: true } };
    await serve(files, { capabilities: { ...modern, workspace } });
    await open(client(), folder().uri("site.conf"), "Listen ${PORT}\n");
    await open(client(), folder().uri("httpd.conf"), "Define PORT 80\nInclude site.conf\n");
    const refreshes = (): number =>
      client().requests.filter(({ method }) => method === "workspace/inlayHint/refresh").length;
    await until("a refresh", () => refreshes() || undefined);
    const before = refreshes();
    await change(client(), folder().uri("httpd.conf"), 2, [{ range: at(0, 12, 0, 14), text: "81" }]);
    await until("another refresh", () => (refreshes() > before ? true : undefined));
    const textDocument = { uri: folder().uri("site.conf") };
    const hints = await client().connection.sendRequest("textDocument/inlayHint", {
      textDocument,
      range: at(0, 0, 1, 0),
    });
    expect(JSON.stringify(hints)).toContain("81");
  });

  it("that lies in no folder and on no disk is looked at alone", async () => {
    await serve();
    const uri = "untitled:Untitled-1";
    await open(client(), uri, "KeepAlive maybe\n");
    expect(codesOf((await pull(client(), uri)).items)).toEqual(["httpd/on-or-off"]);
  });

  it("is not known once it is closed and was never saved", async () => {
    await serve();
    const uri = folder().uri("new.conf");
    await open(client(), uri, "KeepAlive maybe\n");
    await close(client(), uri);
    expect((await pull(client(), uri)).items).toEqual([]);
    const hover = client().connection.sendRequest("textDocument/hover", {
      textDocument: { uri },
      position: { line: 0, character: 0 },
    });
    await expect(hover).rejects.toMatchObject({ code: -32602 });
  });
});

describe("findings that are sent", () => {
  it("come for a document when it is opened, changed and closed", async () => {
    await serve({ "httpd.conf": "" }, old);
    const uri = folder().uri("httpd.conf");
    await open(client(), uri, "KeepAlive maybe\n");
    const first = await until("findings", () => published(client(), uri));
    expect(first).toMatchObject({ version: 1, diagnostics: [{ code: "httpd/on-or-off" }] });
    await change(client(), uri, 2, [{ range: at(0, 10, 0, 15), text: "On" }]);
    const second = await until("findings of version 2", () => {
      const found = published(client(), uri);
      return found?.version === 2 ? found : undefined;
    });
    expect(codesOf(second.diagnostics)).not.toContain("httpd/on-or-off");
    await close(client(), uri);
    await until("no findings", () => (published(client(), uri)?.version === undefined ? true : undefined));
    expect(published(client(), uri)).toEqual({ uri, diagnostics: [] });
  });

  it("come anew with every version, because the editor has moved what it had", async () => {
    await serve({ "httpd.conf": "" }, old);
    const uri = folder().uri("httpd.conf");
    await open(client(), uri, "KeepAlive maybe\n");
    await until("findings", () => published(client(), uri));
    await change(client(), uri, 2, [{ range: at(1, 0, 1, 0), text: "# a comment\n" }]);
    await until("the same findings", () => (published(client(), uri)?.version === 2 ? true : undefined));
    expect(codesOf(published(client(), uri)?.diagnostics ?? [])).toContain("httpd/on-or-off");
  });

  it("are in the end those that a client would be given when it asks, however large the document", async () => {
    const host = "<VirtualHost *:80>\n  ServerName shop.test\n  Session On\n  SessionMaxAge 99999999\n</VirtualHost>\n";
    const text = host.repeat(1500);
    await serve(
      { "httpd.conf": "LoadModule session_module modules/mod_session.so\nInclude big.conf\n", "big.conf": text },
      old,
    );
    const uri = folder().uri("big.conf");
    await open(client(), uri, text);
    await until("findings", () => published(client(), uri), 30);
    const version = 30;
    for (let next = 2; next <= version; next++) {
      await change(client(), uri, next, [
        { range: at(2, 0, 2, 0), text: next === version ? "KeepAlive maybe\n" : "\n" },
      ]);
    }
    const asking = await another();
    const whole = text
      .split("\n")
      .toSpliced(2, 0, "KeepAlive maybe", ...Array(version - 2).fill(""))
      .join("\n");
    await open(asking, uri, whole);
    const { items } = await pull(asking, uri);
    expect(items.length).toBeGreaterThan(10);
    await until(
      "the findings of the last version",
      () => (JSON.stringify(published(client(), uri)?.diagnostics) === JSON.stringify(items) ? true : undefined),
      30,
    );
    expect(published(client(), uri)?.version).toBe(version);
  });
});

describe("findings that are asked for", () => {
  const files = {
    "a/httpd.conf": "KeepAlive maybe\nInclude site.conf\n",
    "a/site.conf": "",
    "b/apache2.conf": "KeepAlive Off\n",
  };

  it("have a name, by which they are not sent twice", async () => {
    await serve(files);
    const uri = folder().uri("a/httpd.conf");
    const { resultId } = await pull(client(), uri);
    expect(await pull(client(), uri, resultId)).toEqual({ kind: "unchanged", resultId });
    await open(client(), uri, "KeepAlive On\n");
    expect(await pull(client(), uri, resultId)).toMatchObject({ kind: "full" });
  });

  it("of a workspace are those of all files of all servers, and come in parts when the client wants that", async () => {
    await serve(files);
    const { connection } = client();
    const whole: { items: { uri: string; resultId: string }[] } = await connection.sendRequest("workspace/diagnostic", {
      previousResultIds: [],
    });
    const uris = ["a/httpd.conf", "a/site.conf", "b/apache2.conf"].map(folder().uri);
    expect(whole.items.map(({ uri }) => uri).toSorted()).toEqual(uris);
    const previousResultIds = whole.items.map(({ uri, resultId }) => ({ uri, value: resultId }));
    const parts: unknown[] = [];
    connection.onProgress({ __: [], _pr: undefined } as never, "part", (part) => {
      parts.push(part);
    });
    const rest = await connection.sendRequest("workspace/diagnostic", {
      previousResultIds,
      partialResultToken: "part",
    });
    expect(rest).toEqual({ items: [] });
    expect(parts).toHaveLength(3);
    expect(parts[0]).toMatchObject({ items: [{ kind: "unchanged" }] });
  });

  it("of a workspace forget files that are no more", async () => {
    await serve(files);
    const uri = folder().uri("gone.conf");
    const { items } = await client().connection.sendRequest<{ items: object[] }>("workspace/diagnostic", {
      previousResultIds: [{ uri, value: "something" }],
    });
    expect(items).toContainEqual(expect.objectContaining({ uri, kind: "full", items: [] }));
  });
});

describe("a request", () => {
  it("that is taken back is answered with the error for that", async () => {
    await serve({ "httpd.conf": "KeepAlive On\n" });
    const { connection } = client();
    const textDocument = { uri: folder().uri("httpd.conf") };
    const source = new CancellationTokenSource();
    const answer = connection.sendRequest("textDocument/documentSymbol", { textDocument }, source.token);
    source.cancel();
    await expect(answer).rejects.toMatchObject({ code: -32800 });
  });

  it("about an older version of a document is answered with the error for that", async () => {
    await serve({ "httpd.conf": "KeepAlive On\n" });
    const uri = folder().uri("httpd.conf");
    await open(client(), uri, "KeepAlive On\n");
    const answer = client().connection.sendRequest("textDocument/documentSymbol", { textDocument: { uri } });
    const changed = change(client(), uri, 2, [{ text: "" }]);
    await expect(answer).rejects.toMatchObject({ code: -32801 });
    await changed;
  });
});
