// What an editor waits for, measured over standard input and output with the protocol's own client:
//
//   node editor.mjs SERVER [DEBIAN]    prints one JSON object, all times in milliseconds
//
// SERVER is the language server's bundle, DEBIAN a folder with a copy of Debian's /etc/apache2.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver-protocol/node";
import { linesOf, manySites } from "./input.mjs";

const [server, debian] = process.argv.slice(2);
const INCLUDES = 100;
const LINES = 10_000;
const WARM_UP = 60;
const KEYSTROKES = 200;
/** Milliseconds between keys: no typist is faster. */
const PAUSE = 30;

const now = () => Number(process.hrtime.bigint()) / 1e6;
const percentile = (times, share) => times.toSorted((a, b) => a - b)[Math.ceil(times.length * share) - 1];
const summary = (times) => ({
  p50: percentile(times, 0.5),
  p95: percentile(times, 0.95),
  p99: percentile(times, 0.99),
});

/** A server of 100 included files, of which one has 10,000 lines. */
function plantTree(folder) {
  const modules =
    "mpm_event unixd authn_core authz_core authz_host alias headers rewrite session session_cookie dir mime"
      .split(" ")
      .map((name) => `LoadModule ${name}_module modules/mod_${name}.so\n`)
      .join("");
  const sites = [...manySites()].filter(([name]) => name.startsWith("sites/")).slice(0, INCLUDES - 1);
  const files = new Map(sites);
  files.set("big.conf", linesOf(LINES));
  files.set(
    "httpd.conf",
    `ServerRoot "${folder}"\nServerName bench.test\n${modules}Listen 80\nInclude sites/*.conf\nInclude big.conf\n`,
  );
  for (const [name, text] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return { uri: pathToFileURL(join(folder, "big.conf")).href, text: files.get("big.conf") };
}

async function connect(folder, capabilities) {
  const child = spawn(process.execPath, [server, "lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const waiting = new Map();
  connection.onNotification("textDocument/publishDiagnostics", ({ version, diagnostics }) => {
    waiting.get(version)?.(diagnostics);
  });
  connection.onRequest(() => null);
  connection.listen();
  const { capabilities: offered } = await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "bench" }],
  });
  await connection.sendNotification("initialized", {});
  return {
    connection,
    offered,
    /** Resolves when findings of a version of the document are there. */
    published: (version) => new Promise((resolve) => waiting.set(version, resolve)),
    async end() {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      await new Promise((resolve) => child.once("exit", resolve));
    },
  };
}

const didOpen = (uri, text) => ({ textDocument: { uri, languageId: "httpd-conf", version: 1, text } });

/** Somebody types a name in the middle of the large file, with a pause between the keys that no typist is faster than. */
async function type(folder, capabilities, answered) {
  const { uri, text } = plantTree(folder);
  const client = await connect(folder, capabilities);
  const { connection, published, offered } = client;
  const first = published(1);
  await connection.sendNotification("textDocument/didOpen", didOpen(uri, text));
  if (capabilities.textDocument?.diagnostic === undefined) await first;
  const lines = text.split("\n");
  const line = lines.findIndex((words, at) => at >= LINES / 2 && words.includes("ServerName"));
  const place = { line, character: lines[line].length };
  const times = { typed: [], completion: [] };
  for (let version = 2; version < 2 + WARM_UP + KEYSTROKES; version++) {
    const isEven = version % 2 === 0;
    const end = isEven ? place : { line, character: place.character + 1 };
    const contentChanges = [{ range: { start: place, end }, text: isEven ? "x" : "" }];
    const from = now();
    const arrival = answered({ connection, published, uri, version });
    await connection.sendNotification("textDocument/didChange", { textDocument: { uri, version }, contentChanges });
    const found = await (await arrival)();
    if (!Array.isArray(found)) throw new Error("no findings");
    const typed = now() - from;
    const asked = now();
    if (offered.completionProvider !== undefined) {
      const position = { line: line + 1, character: (/^\s*\w/.exec(lines[line + 1]) ?? [""])[0].length };
      await connection.sendRequest("textDocument/completion", { textDocument: { uri }, position });
    }
    if (version >= 2 + WARM_UP) {
      times.typed.push(typed);
      if (offered.completionProvider !== undefined) times.completion.push(now() - asked);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  await client.end();
  return times;
}

/** An editor that waits for what it is sent. */
const pushed = async ({ published, version }) => {
  const arrival = published(version);
  return () => arrival;
};

/** An editor that asks. */
const pulled =
  async ({ connection, uri }) =>
  async () => {
    const { items } = await connection.sendRequest("textDocument/diagnostic", { textDocument: { uri } });
    return items;
  };

/** From the start of the process to the findings of a main file that is opened at once. */
async function firstFindings() {
  const times = [];
  const path = join(debian, "apache2.conf");
  for (let round = 0; round < 11; round++) {
    const from = now();
    const client = await connect(debian, {});
    const arrival = client.published(1);
    await client.connection.sendNotification(
      "textDocument/didOpen",
      didOpen(pathToFileURL(path).href, readFileSync(path, "utf8")),
    );
    await arrival;
    if (round > 0) times.push(now() - from);
    await client.end();
  }
  return percentile(times, 0.5);
}

const work = mkdtempSync(join(tmpdir(), "httpd-lint-editor-"));
try {
  const push = await type(work, {}, pushed);
  const pull = await type(
    work,
    { textDocument: { diagnostic: {} }, workspace: { diagnostics: { refreshSupport: true } } },
    pulled,
  );
  const completion = [...push.completion, ...pull.completion];
  console.log(
    JSON.stringify({
      pushed: summary(push.typed),
      pulled: summary(pull.typed),
      ...(completion.length === 0 ? {} : { completion: summary(completion) }),
      ...(debian === undefined ? {} : { first: await firstFindings() }),
    }),
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}
