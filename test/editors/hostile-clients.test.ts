import { describe, expect, it } from "vitest";
import {
  at,
  bench,
  change,
  codesOf,
  endOf,
  initialize,
  open,
  published,
  pull,
  startProcess,
  stop,
  until,
} from "./language-server.ts";

const { server, client, folder, serve, another } = bench();

/** A message with its header. */
function framed(body: string): string {
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const hello = framed('{"jsonrpc":"2.0","id":7,"method":"initialize","params":{"processId":null,"capabilities":{}}}');

/** What a server answers to bytes, up to the answer to `hello`. */
async function answersTo(bytes: string | Uint8Array): Promise<string> {
  const child = startProcess(server(), "--stdio");
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stdin.write(bytes);
  child.stdin.write(hello);
  try {
    return await until("the answer to initialize", () => (out.includes('"id":7') ? out : undefined));
  } finally {
    child.kill("SIGKILL");
  }
}

describe("what is no message", () => {
  it.each([
    ["a line of text", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"],
    ["a header without a length", "Content-Type: application/json\r\n\r\n"],
    ["a length that is no number", "Content-Length: many\r\n\r\n"],
    ["a length below zero", "Content-Length: -5\r\n\r\n"],
    ["a length beyond all measure", "Content-Length: 99999999999999\r\n\r\n"],
    ["a body that is no JSON", framed("{not json")],
    ["a header that does not end", `${"x".repeat(100_000)}\r\n\r\n`],
    ["bytes of all kinds", Uint8Array.from({ length: 20_000 }, (_, index) => (index * 31) % 256)],
  ])("is refused, and the next message is read: %s", async (_, bytes) => {
    const tail = typeof bytes === "string" ? "" : "\r\n\r\n";
    const answers = await answersTo(typeof bytes === "string" ? bytes : Buffer.concat([bytes, Buffer.from(tail)]));
    expect(answers).toContain('"error"');
    expect(answers).toContain('"capabilities"');
  });

  it.each([
    ["a number", "7"],
    ["an empty list", "[]"],
    ["an object without a method", '{"jsonrpc":"2.0"}'],
    ["an answer that nobody waits for", '{"jsonrpc":"2.0","id":99,"result":null}'],
    ["a method that is no text", '{"jsonrpc":"2.0","id":1,"method":{}}'],
  ])("does no harm: %s", async (_, body) => {
    expect(await answersTo(framed(body))).toContain('"capabilities"');
  });

  it("ends the server with status 1 when it is half a message and the client is gone", async () => {
    const child = startProcess(server(), "--stdio");
    child.stdin.end("Content-Length: 1000\r\n\r\n{");
    expect(await endOf(child)).toBe(1);
  });
});

describe("parameters that make no sense", () => {
  const NONSENSE: readonly unknown[] = [
    null,
    [],
    7,
    {},
    { textDocument: 5 },
    { textDocument: { uri: 5 } },
    { textDocument: { uri: "" }, position: { line: 0, character: 0 } },
    { textDocument: { uri: "file:///none" }, position: { line: 0, character: 0 } },
    { textDocument: { uri: "%%%" }, position: { line: 1e9, character: 1e9 }, range: {}, options: {}, newName: {} },
    { textDocument: { uri: "HERE" }, position: { line: -1, character: 0.5 } },
    { textDocument: { uri: "HERE" }, range: { start: 1, end: 2 }, positions: 5 },
    { item: { uri: "HERE", name: {} }, data: { uri: "HERE", code: 5, counted: "uses" }, range: at(9, 9, 9, 9) },
    { command: "httpd-lint.effectiveConfiguration", arguments: [{ textDocument: { uri: "HERE" } }] },
    { command: "httpd-lint.rulePage", arguments: "x", files: 5, query: {}, previousResultIds: 5 },
    {
      textDocument: { uri: "HERE" },
      position: { line: 1e9, character: 1e9 },
      positions: [{ line: 1e9, character: 1e9 }],
      range: at(5, 5, 0, 0),
      options: { tabSize: -1 },
      ch: "x",
      newName: "",
      context: { diagnostics: [{}], only: [5] },
      previousResultId: {},
    },
  ];
  it("are answered with an error or with what there is, whatever the method", { timeout: 120_000 }, async () => {
    await serve({ "httpd.conf": "Define A 1\nListen ${A}\n" });
    const uri = folder().uri("httpd.conf");
    await open(client(), uri, "Define A 1\nListen ${A}\n");
    const methods = [
      ..."completion hover signatureHelp definition declaration references documentHighlight documentLink".split(" "),
      ..."documentSymbol codeAction codeLens formatting rangeFormatting onTypeFormatting rename prepareRename".split(
        " ",
      ),
      ..."foldingRange selectionRange linkedEditingRange inlayHint prepareCallHierarchy diagnostic".split(" "),
      ...["semanticTokens/full", "semanticTokens/full/delta", "semanticTokens/range"],
    ].map((method) => `textDocument/${method}`);
    methods.push("workspace/symbol", "workspace/executeCommand", "workspace/willRenameFiles", "workspace/diagnostic");
    methods.push("completionItem/resolve", "codeAction/resolve", "codeLens/resolve", "nothing/ofThisName");
    methods.push("callHierarchy/incomingCalls", "callHierarchy/outgoingCalls", "$/nothing");
    for (const method of methods) {
      for (const nonsense of NONSENSE) {
        const params = JSON.parse(JSON.stringify(nonsense).replaceAll("HERE", uri));
        const answer = client().connection.sendRequest(method, params);
        await answer.catch((error: { code: number }) => {
          expect([-32600, -32601, -32602, -32801, -32803], `${method} ${JSON.stringify(nonsense)}`).toContain(
            error.code,
          );
        });
      }
    }
    expect((await pull(client(), uri)).kind).toBe("full");
    expect(client().stderr()).toBe("");
  });

  it("of notifications change nothing", async () => {
    await serve({ "httpd.conf": "KeepAlive maybe\n" });
    const uri = folder().uri("httpd.conf");
    await open(client(), uri, "KeepAlive maybe\n");
    const methods = [
      ..."didOpen didChange didClose didSave".split(" ").map((method) => `textDocument/${method}`),
      ..."didChangeWatchedFiles didChangeWorkspaceFolders didChangeConfiguration"
        .split(" ")
        .map((m) => `workspace/${m}`),
      "window/workDoneProgress/cancel",
      "$/cancelRequest",
      "$/setTrace",
      "nothing/ofThisName",
    ];
    const nonsense = [{}, null, [], { textDocument: {} }, { textDocument: { uri: "file:///other" } }, { changes: [5] }];
    for (const method of methods) {
      for (const params of nonsense) await client().connection.sendNotification(method, params);
    }
    await change(client(), uri, 2, [{ range: at(9, 9, 5, 5), text: "" }]);
    expect(codesOf((await pull(client(), uri)).items)).toEqual(["httpd/on-or-off"]);
    expect(client().stderr()).toBe("");
  });

  it("of ranges beyond the text mean its end", async () => {
    await serve({ "httpd.conf": "" });
    const uri = folder().uri("httpd.conf");
    await open(client(), uri, "KeepAlive On");
    await change(client(), uri, 2, [{ range: at(0, 10, 99, 99), text: "maybe" }]);
    expect((await pull(client(), uri)).items).toMatchObject([{ range: at(0, 10, 0, 15) }]);
  });
});

describe("a flood", () => {
  it("of changes and questions is answered to the end, and the last answer is right", {
    timeout: 120_000,
  }, async () => {
    await serve({ "httpd.conf": "Include site.conf\n", "site.conf": "" });
    const uri = folder().uri("site.conf");
    await open(client(), uri, "\n");
    const textDocument = { uri };
    const position = { line: 0, character: 0 };
    const answers: Promise<unknown>[] = [];
    for (let version = 2; version <= 500; version++) {
      void change(client(), uri, version, [
        { range: at(0, 0, 0, 0), text: version % 2 ? "KeepAlive maybe\n" : "# x\n" },
      ]);
      for (const method of ["hover", "completion", "diagnostic"]) {
        answers.push(client().connection.sendRequest(`textDocument/${method}`, { textDocument, position }));
      }
    }
    const settled = await Promise.allSettled(answers);
    const codes = new Set(settled.flatMap((each) => (each.status === "rejected" ? [each.reason.code] : [])));
    expect([...codes].filter((code) => code !== -32801)).toEqual([]);
    const { items } = await pull(client(), uri);
    expect(codesOf(items).filter((code) => code === "httpd/on-or-off")).toHaveLength(249);
    expect(await stop(client())).toBe(0);
  });

  it("of opened documents is closed again without a trace", { timeout: 60_000 }, async () => {
    await serve({}, { capabilities: {} });
    const uris = Array.from({ length: 300 }, (_, number) => folder().uri(`f${number}.conf`));
    for (const uri of uris) await open(client(), uri, "KeepAlive maybe\n");
    await until("all findings", () => (uris.every((uri) => published(client(), uri)) ? true : undefined), 30);
    for (const uri of uris) {
      await client().connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
    }
    await until(
      "no findings",
      () => (uris.every((uri) => published(client(), uri)?.diagnostics.length === 0) ? true : undefined),
      30,
    );
  });

  it("in one document that is larger than any editor shows is refused in words", { timeout: 60_000 }, async () => {
    await serve({ "httpd.conf": "" });
    const uri = folder().uri("httpd.conf");
    await open(client(), uri, "# twenty bytes long\n".repeat(1024 * 1024));
    await pull(client(), uri);
    await change(client(), uri, 2, [{ text: "KeepAlive maybe\n" }]);
    expect(codesOf((await pull(client(), uri)).items)).toEqual(["httpd/on-or-off"]);
  });
});

describe("a client that refuses what it is asked", () => {
  it("is served all the same", async () => {
    await serve({ "httpd.conf": "Include site.conf\n", "site.conf": "" });
    const rude = await another({
      capabilities: {
        window: { workDoneProgress: true },
        workspace: {
          configuration: true,
          didChangeWatchedFiles: { dynamicRegistration: true },
          diagnostics: { refreshSupport: true },
          codeLens: { refreshSupport: true },
        },
        textDocument: { diagnostic: {} },
      },
    });
    rude.connection.onRequest(() => {
      throw new Error("no");
    });
    await initialize(rude, folder()).catch(() => {});
    const uri = folder().uri("site.conf");
    await open(rude, uri, "KeepAlive maybe\n");
    await open(rude, folder().uri("httpd.conf"), "Define A\nInclude site.conf\n");
    expect(codesOf((await pull(rude, uri)).items)).toEqual(["httpd/on-or-off"]);
    await rude.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    expect(codesOf((await pull(rude, uri)).items)).toEqual(["httpd/on-or-off"]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await stop(rude)).toBe(0);
    expect(rude.stderr()).toBe("");
  });
});
