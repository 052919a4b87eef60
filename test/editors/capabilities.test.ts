import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ServerCapabilities } from "vscode-languageserver-protocol";
import {
  buildServer,
  type Client,
  connect,
  type Folder,
  initialize,
  modern,
  open,
  stop,
  temporaryFolder,
} from "./language-server.ts";

const SITE = `<Macro Site $name>
    ServerName $name
</Macro>
<VirtualHost *:\${PORT}>
    Use Site shop.test
    KeepAlive true
    <Directory /srv/www/shop>
   Require all granted
    </Directory>
</VirtualHost>
# shop
# and nothing else
`;

const FILES = {
  "httpd.conf": `ServerName tree.test
Listen 80
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule unixd_module modules/mod_unixd.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule macro_module modules/mod_macro.so
Define PORT 8080
Include sites/shop.conf
`,
  "sites/shop.conf": SITE,
};

/** Places in SITE, counted from 0. */
const VARIABLE = { line: 3, character: 18 };
const USE = { line: 4, character: 9 };
const FAULT = { start: { line: 5, character: 4 }, end: { line: 5, character: 18 } };
const SECTION = { line: 6, character: 6 };

const programs = temporaryFolder();
let folder: Folder;
let client: Client;
let capabilities: ServerCapabilities;

beforeAll(async () => {
  const server = await buildServer(programs);
  folder = temporaryFolder(FILES);
  client = connect(server);
  const textDocument = { ...modern.textDocument, codeAction: { resolveSupport: { properties: ["edit"] } } };
  const initializationOptions = { commands: ["httpd-lint.showReferences"] };
  ({ capabilities } = await initialize(client, folder, {
    capabilities: { ...modern, textDocument },
    initializationOptions,
  }));
  await open(client, site(), SITE);
});

afterAll(async () => {
  expect(await stop(client)).toBe(0);
  expect(client.stderr()).toBe("");
  folder.remove();
  programs.remove();
});

const site = (): string => folder.uri("sites/shop.conf");
const main = (): string => folder.uri("httpd.conf");

function ask(method: string, params: object = {}): Promise<never> {
  return client.connection.sendRequest(method, { textDocument: { uri: site() }, ...params });
}

async function run(command: string, given: object = {}): Promise<never> {
  const argument = { textDocument: { uri: site() }, ...given };
  return client.connection.sendRequest("workspace/executeCommand", { command, arguments: [argument] });
}

const options = { tabSize: 4, insertSpaces: true };

/** One test for everything that a client may ask for, by method or command. */
const exercises: Readonly<Record<string, () => Promise<void>>> = {
  "textDocument/diagnostic": async () => {
    const report = await ask("textDocument/diagnostic");
    expect(report).toMatchObject({ kind: "full", items: [{ code: "httpd/on-or-off", range: { start: { line: 5 } } }] });
    const again = await ask("textDocument/diagnostic", { previousResultId: (report as { resultId: string }).resultId });
    expect(again).toMatchObject({ kind: "unchanged" });
  },
  "workspace/diagnostic": async () => {
    const { items } = await ask("workspace/diagnostic", { previousResultIds: [] });
    expect((items as { uri: string }[]).map(({ uri }) => uri)).toEqual([main(), site()]);
  },
  "textDocument/hover": async () => {
    expect(JSON.stringify(await ask("textDocument/hover", { position: VARIABLE }))).toContain("8080");
  },
  "textDocument/documentHighlight": async () => {
    expect(await ask("textDocument/documentHighlight", { position: SECTION })).toMatchObject([
      { range: { start: { line: 6 } } },
      { range: { start: { line: 8 } } },
    ]);
  },
  "textDocument/documentLink": async () => {
    const textDocument = { uri: main() };
    const links = await ask("textDocument/documentLink", { textDocument });
    expect(links).toContainEqual(expect.objectContaining({ target: site() }));
  },
  "textDocument/documentSymbol": async () => {
    expect(await ask("textDocument/documentSymbol")).toMatchObject([
      { range: { start: { line: 0 } } },
      {
        range: { start: { line: 3 } },
        children: [{ range: { start: { line: 4 } } }, { range: { start: { line: 6 } } }],
      },
    ]);
  },
  "textDocument/foldingRange": async () => {
    const ranges = await ask("textDocument/foldingRange");
    expect(ranges).toContainEqual(expect.objectContaining({ startLine: 6, endLine: 7 }));
    expect(ranges).toContainEqual(expect.objectContaining({ startLine: 10, endLine: 11, kind: "comment" }));
  },
  "textDocument/selectionRange": async () => {
    const [selection] = (await ask("textDocument/selectionRange", { positions: [SECTION] })) as { parent: unknown }[];
    expect(selection).toMatchObject({ range: { start: { line: 6 } }, parent: {} });
  },
  "textDocument/inlayHint": async () => {
    const range = { start: { line: 3, character: 0 }, end: { line: 4, character: 0 } };
    expect(JSON.stringify(await ask("textDocument/inlayHint", { range }))).toContain("8080");
  },
  "textDocument/codeLens": async () => {
    expect(await ask("textDocument/codeLens")).toMatchObject([{ range: { start: { line: 0 } } }]);
  },
  "codeLens/resolve": async () => {
    const [lens] = (await ask("textDocument/codeLens")) as object[];
    expect(await client.connection.sendRequest("codeLens/resolve", lens)).toMatchObject({
      command: { title: expect.stringContaining("1"), command: "httpd-lint.showReferences" },
    });
  },
  "textDocument/linkedEditingRange": async () => {
    expect(await ask("textDocument/linkedEditingRange", { position: SECTION })).toMatchObject({
      ranges: [{ start: { line: 6, character: 5 } }, { start: { line: 8, character: 6 } }],
    });
  },
  "textDocument/semanticTokens/full": async () => {
    const { data } = await ask("textDocument/semanticTokens/full");
    expect((data as number[]).length % 5).toBe(0);
    expect((data as number[]).length).toBeGreaterThan(50);
  },
  "textDocument/semanticTokens/full/delta": async () => {
    const { resultId } = await ask("textDocument/semanticTokens/full");
    expect(await ask("textDocument/semanticTokens/full/delta", { previousResultId: resultId })).toMatchObject({
      edits: [],
    });
    // A result that nobody has is answered with all tokens.
    const whole = await ask("textDocument/semanticTokens/full/delta", { previousResultId: "none" });
    expect(whole).toHaveProperty("data");
  },
  "textDocument/semanticTokens/range": async () => {
    const { data } = await ask("textDocument/semanticTokens/range", { range: FAULT });
    expect((data as number[])[0]).toBe(5);
  },
  "textDocument/completion": async () => {
    const { items } = await ask("textDocument/completion", { position: { line: 5, character: 6 } });
    expect((items as { label: string }[]).map(({ label }) => label)).toContain("KeepAliveTimeout");
  },
  "completionItem/resolve": async () => {
    const { items } = await ask("textDocument/completion", { position: { line: 5, character: 6 } });
    const item = (items as { label: string }[]).find(({ label }) => label === "KeepAliveTimeout") as object;
    const resolved = await client.connection.sendRequest("completionItem/resolve", item);
    expect(resolved).toMatchObject({ label: "KeepAliveTimeout", documentation: { kind: "markdown" } });
  },
  "textDocument/signatureHelp": async () => {
    expect(await ask("textDocument/signatureHelp", { position: { line: 5, character: 16 } })).toMatchObject({
      signatures: [{ label: expect.stringContaining("KeepAlive") }],
    });
  },
  "textDocument/codeAction": async () => {
    const actions = await ask("textDocument/codeAction", { range: FAULT, context: { diagnostics: [] } });
    expect(actions).toContainEqual(expect.objectContaining({ kind: "quickfix", edit: expect.anything() }));
  },
  "codeAction/resolve": async () => {
    const context = { diagnostics: [], only: ["source.fixAll"] };
    const [action] = (await ask("textDocument/codeAction", { range: FAULT, context })) as object[];
    expect(action).not.toHaveProperty("edit");
    expect(await client.connection.sendRequest("codeAction/resolve", action)).toMatchObject({
      edit: { changes: { [site()]: [{ range: { start: { line: 5 } } }] } },
    });
  },
  "textDocument/formatting": async () => {
    expect(await ask("textDocument/formatting", { options })).toMatchObject([
      { range: { start: { line: 7 } }, newText: expect.stringMatching(/^ +$/) },
    ]);
  },
  "textDocument/rangeFormatting": async () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } };
    expect(await ask("textDocument/rangeFormatting", { options, range })).toEqual([]);
  },
  "textDocument/onTypeFormatting": async () => {
    const edits = await ask("textDocument/onTypeFormatting", {
      options,
      position: { line: 8, character: 16 },
      ch: ">",
    });
    expect(edits).toEqual([]);
  },
  "textDocument/prepareRename": async () => {
    expect(await ask("textDocument/prepareRename", { position: VARIABLE })).toMatchObject({ placeholder: "PORT" });
    await expect(ask("textDocument/prepareRename", { position: { line: 10, character: 0 } })).resolves.toBeNull();
  },
  "textDocument/rename": async () => {
    const { changes } = await ask("textDocument/rename", { position: VARIABLE, newName: "HTTP_PORT" });
    expect(Object.keys(changes).sort()).toEqual([main(), site()].sort());
    await expect(ask("textDocument/rename", { position: VARIABLE, newName: "no name" })).rejects.toMatchObject({
      code: -32803,
    });
  },
  "workspace/willRenameFiles": async () => {
    const files = [{ oldUri: site(), newUri: folder.uri("sites/store.conf") }];
    const { changes } = await client.connection.sendRequest<never>("workspace/willRenameFiles", { files });
    expect(changes).toMatchObject({ [main()]: [{ newText: "sites/store.conf" }] });
  },
  "textDocument/definition": async () => {
    expect(await ask("textDocument/definition", { position: VARIABLE })).toMatchObject([
      { uri: main(), range: { start: { line: 6, character: 7 } } },
    ]);
  },
  "textDocument/declaration": async () => {
    expect(await ask("textDocument/declaration", { position: USE })).toMatchObject([
      { uri: site(), range: { start: { line: 0, character: 7 } } },
    ]);
  },
  "textDocument/references": async () => {
    const context = { includeDeclaration: true };
    const places = (await ask("textDocument/references", { position: VARIABLE, context })) as { uri: string }[];
    expect(places.map(({ uri }) => uri).toSorted()).toEqual([main(), site()].toSorted());
  },
  "workspace/symbol": async () => {
    const symbols = await client.connection.sendRequest("workspace/symbol", { query: "PORT" });
    const location = { uri: main(), range: expect.objectContaining({ start: { line: 6, character: 7 } }) };
    expect(symbols).toContainEqual(expect.objectContaining({ name: "PORT", location }));
  },
  "textDocument/prepareCallHierarchy": async () => {
    expect(await ask("textDocument/prepareCallHierarchy", { position: USE })).toMatchObject([{ uri: site() }]);
  },
  "callHierarchy/incomingCalls": async () => {
    const [item] = (await ask("textDocument/prepareCallHierarchy", {
      position: { line: 9, character: 0 },
    })) as object[];
    const calls = await client.connection.sendRequest("callHierarchy/incomingCalls", { item });
    expect(calls).toMatchObject([{ from: { uri: main() }, fromRanges: [{ start: { line: 7 } }] }]);
  },
  "callHierarchy/outgoingCalls": async () => {
    const textDocument = { uri: main() };
    const position = { line: 0, character: 0 };
    const [item] = (await ask("textDocument/prepareCallHierarchy", { textDocument, position })) as object[];
    const calls = await client.connection.sendRequest("callHierarchy/outgoingCalls", { item });
    expect(calls).toMatchObject([{ to: { uri: site() } }]);
  },
  "httpd-lint.effectiveConfiguration": async () => {
    const page = await run("httpd-lint.effectiveConfiguration", { position: SECTION });
    expect(page).toMatchObject({ text: expect.stringContaining("Require all granted") });
  },
  "httpd-lint.includeTree": async () => {
    expect(await run("httpd-lint.includeTree")).toMatchObject({
      text: expect.stringContaining("sites/shop.conf"),
      links: [{ uri: main() }, { uri: site() }],
    });
  },
  "httpd-lint.expandMacro": async () => {
    const page = await run("httpd-lint.expandMacro", { position: USE });
    expect(page).toMatchObject({ text: expect.stringContaining("ServerName shop.test") });
    await expect(run("httpd-lint.expandMacro", { position: SECTION })).rejects.toMatchObject({ code: -32803 });
  },
  "httpd-lint.explainLine": async () => {
    const page = await run("httpd-lint.explainLine", { position: { line: 7, character: 4 } });
    expect(page).toMatchObject({ text: expect.stringContaining("Require") });
  },
  "httpd-lint.explainUrl": async () => {
    const page = await run("httpd-lint.explainUrl", { url: "http://shop.test:8080/" });
    expect(page).toMatchObject({ text: expect.stringContaining("shop.test") });
  },
  "httpd-lint.rulePage": async () => {
    expect(await run("httpd-lint.rulePage", { rule: "SES041" })).toMatchObject({ text: expect.stringMatching(/^# /m) });
    await expect(run("httpd-lint.rulePage", { rule: "SES999" })).rejects.toMatchObject({ code: -32803 });
  },
  "httpd-lint.verdicts": async () => {
    expect(await run("httpd-lint.verdicts")).toMatchObject([{ accepted: false, line: 6 }]);
  },
  "httpd-lint.serverFiles": async () => {
    expect(await run("httpd-lint.serverFiles")).toHaveLength(2);
  },
};

/** Methods and commands that a capability promises. */
const promises: Readonly<Record<string, (value: never) => readonly string[]>> = {
  positionEncoding: () => [],
  textDocumentSync: () => [],
  diagnosticProvider: ({ workspaceDiagnostics }: { workspaceDiagnostics: boolean }) =>
    workspaceDiagnostics ? ["textDocument/diagnostic", "workspace/diagnostic"] : ["textDocument/diagnostic"],
  hoverProvider: () => ["textDocument/hover"],
  documentHighlightProvider: () => ["textDocument/documentHighlight"],
  documentLinkProvider: ({ resolveProvider }: { resolveProvider?: boolean }) =>
    resolveProvider ? ["textDocument/documentLink", "documentLink/resolve"] : ["textDocument/documentLink"],
  documentSymbolProvider: () => ["textDocument/documentSymbol"],
  foldingRangeProvider: () => ["textDocument/foldingRange"],
  selectionRangeProvider: () => ["textDocument/selectionRange"],
  linkedEditingRangeProvider: () => ["textDocument/linkedEditingRange"],
  semanticTokensProvider: ({ full, range }: { full: { delta: boolean }; range: boolean }) => [
    "textDocument/semanticTokens/full",
    ...(full.delta ? ["textDocument/semanticTokens/full/delta"] : []),
    ...(range ? ["textDocument/semanticTokens/range"] : []),
  ],
  inlayHintProvider: ({ resolveProvider }: { resolveProvider?: boolean }) =>
    resolveProvider ? ["textDocument/inlayHint", "inlayHint/resolve"] : ["textDocument/inlayHint"],
  codeLensProvider: ({ resolveProvider }: { resolveProvider?: boolean }) =>
    resolveProvider ? ["textDocument/codeLens", "codeLens/resolve"] : ["textDocument/codeLens"],
  completionProvider: ({ resolveProvider }: { resolveProvider?: boolean }) =>
    resolveProvider ? ["textDocument/completion", "completionItem/resolve"] : ["textDocument/completion"],
  signatureHelpProvider: () => ["textDocument/signatureHelp"],
  codeActionProvider: ({ resolveProvider }: { resolveProvider?: boolean }) =>
    resolveProvider ? ["textDocument/codeAction", "codeAction/resolve"] : ["textDocument/codeAction"],
  documentFormattingProvider: () => ["textDocument/formatting"],
  documentRangeFormattingProvider: () => ["textDocument/rangeFormatting"],
  documentOnTypeFormattingProvider: () => ["textDocument/onTypeFormatting"],
  renameProvider: ({ prepareProvider }: { prepareProvider?: boolean }) =>
    prepareProvider ? ["textDocument/prepareRename", "textDocument/rename"] : ["textDocument/rename"],
  definitionProvider: () => ["textDocument/definition"],
  declarationProvider: () => ["textDocument/declaration"],
  referencesProvider: () => ["textDocument/references"],
  workspaceSymbolProvider: () => ["workspace/symbol"],
  callHierarchyProvider: () => [
    "textDocument/prepareCallHierarchy",
    "callHierarchy/incomingCalls",
    "callHierarchy/outgoingCalls",
  ],
  executeCommandProvider: ({ commands }: { commands: readonly string[] }) => commands,
  workspace: ({ fileOperations }: { fileOperations: object }) =>
    Object.keys(fileOperations).map((operation) => `workspace/${operation}Files`),
};

describe("everything that the server says it can", () => {
  it("is something that is exercised here, and nothing else is", () => {
    expect(Object.keys(capabilities).filter((name) => !(name in promises))).toEqual([]);
    const promised = Object.entries(capabilities).flatMap(([name, value]) => promises[name]?.(value as never) ?? []);
    expect(promised.toSorted()).toEqual(Object.keys(exercises).toSorted());
  });

  it("is told to those who write a client: the README names every command", () => {
    const readme = readFileSync(new URL("../../packages/language-server/README.md", import.meta.url), "utf8");
    const { commands = [] } = capabilities.executeCommandProvider ?? {};
    expect(commands.filter((command) => !readme.includes(`| \`${command}\` |`))).toEqual([]);
  });

  it.each(Object.keys(exercises))("answers %s", async (name) => {
    await (exercises[name] as () => Promise<void>)();
  });
});
