import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { at, bench, type Client, change, codesOf, modern, open, pull, until } from "./language-server.ts";

const { client, folder, serve } = bench();

const MODULES = `LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule unixd_module modules/mod_unixd.so
LoadModule authz_core_module modules/mod_authz_core.so
`;

async function codesIn(name: string): Promise<unknown[]> {
  return codesOf((await pull(client(), folder().uri(name))).items);
}

function asked({ requests }: Client, method: string): unknown {
  return requests.find((request) => request.method === method)?.params;
}

const shown = (clientToAsk: Client): string =>
  JSON.stringify(clientToAsk.notifications.filter(({ method }) => method === "window/showMessage"));

describe("the servers of a workspace", () => {
  it("see a file that several include, each in its own way", async () => {
    await serve({
      "a/httpd.conf": `${MODULES}Include ../shared.conf\n`,
      "b/httpd.conf": `${MODULES}LoadModule session_module modules/mod_session.so\nInclude ../shared.conf\n`,
      "shared.conf": "Session On\n",
    });
    const { items } = await pull(client(), folder().uri("shared.conf"));
    const unknown = items.find(({ code }) => code === "httpd/unknown-directive");
    expect(unknown?.message).toContain("a/httpd.conf");
    expect(unknown?.message).not.toContain("b/httpd.conf");
  });

  it("are those of all folders, and change with them", async () => {
    await serve(
      { "a/httpd.conf": "KeepAlive maybe\n", "b/httpd.conf": "Include x.conf\n", "b/x.conf": "" },
      {
        workspaceFolders: [],
      },
    );
    const files = async (): Promise<number> => {
      const params = { command: "httpd-lint.serverFiles", arguments: [] };
      return (await client().connection.sendRequest<unknown[]>("workspace/executeCommand", params)).length;
    };
    expect(await files()).toBe(0);
    const [a, b] = ["a", "b"].map((name) => ({ uri: folder().uri(name), name })) as [object, object];
    const changeFolders = (event: object): Promise<void> =>
      client().connection.sendNotification("workspace/didChangeWorkspaceFolders", { event });
    await changeFolders({ added: [a, b], removed: [] });
    expect(await files()).toBe(3);
    await changeFolders({ added: [], removed: [b] });
    expect(await files()).toBe(1);
  });

  it("say what a .htaccess may do", async () => {
    await serve({
      "conf/httpd.conf": "",
      "www/.htaccess": "Options None\n",
    });
    folder().write(
      "conf/httpd.conf",
      `${MODULES}DocumentRoot ${folder().path}/www\n<Directory ${folder().path}/www>\nAllowOverride FileInfo\n</Directory>\n`,
    );
    const htaccess = folder().uri("www/.htaccess");
    await open(client(), htaccess, "Options None\n");
    expect((await pull(client(), htaccess)).items).toMatchObject([{ message: "Options not allowed here" }]);
    // The server is open, too, and allows more, as somebody types.
    const conf = folder().uri("conf/httpd.conf");
    await open(client(), conf, `${MODULES}<Directory ${folder().path}/www>\nAllowOverride FileInfo\n</Directory>\n`);
    await change(client(), conf, 2, [{ range: at(4, 14, 4, 22), text: "All" }]);
    expect((await pull(client(), htaccess)).items).toEqual([]);
  });

  it("include files that are open and were never saved", async () => {
    await serve({ "httpd.conf": `${MODULES}Define NAME x\nIncludeOptional sites/*.conf\n`, "sites/README": "" });
    const uri = folder().uri("sites/new.conf");
    await open(client(), uri, "Header set X ${NAME}\n");
    expect(await codesIn("sites/new.conf")).toEqual(["httpd/unknown-directive"]);
    const { items } = await client().connection.sendRequest<{ items: { uri: string }[] }>("workspace/diagnostic", {
      previousResultIds: [],
    });
    expect(items.map((item) => item.uri)).toContain(uri);
  });
});

describe("files that others change", () => {
  it("are read anew, and the client is told to ask", async () => {
    await serve({ "httpd.conf": "Include site.conf\n", "site.conf": "KeepAlive On\n" });
    const uri = folder().uri("httpd.conf");
    await open(client(), uri, "Include site.conf\n");
    expect(await codesIn("site.conf")).toEqual([]);
    // The first index has watched the folders by now.
    await client().connection.sendRequest("workspace/diagnostic", { previousResultIds: [] });
    folder().write("site.conf", "KeepAlive maybe\n");
    await until("workspace/diagnostic/refresh", () =>
      client().requests.find(({ method }) => method === "workspace/diagnostic/refresh"),
    );
    expect(await codesIn("site.conf")).toEqual(["httpd/on-or-off"]);
  });

  it("may appear and go where a wildcard asks for them", async () => {
    await serve({ "httpd.conf": `${MODULES}IncludeOptional sites/*.conf\n`, "sites/a.conf": "Listen 80\n" });
    const told = async (name: string, type: number): Promise<void> => {
      const changes = [{ uri: folder().uri(name), type }];
      await client().connection.sendNotification("workspace/didChangeWatchedFiles", { changes });
    };
    const count = async (): Promise<number> => {
      const { items } = await client().connection.sendRequest<{ items: unknown[] }>("workspace/diagnostic", {
        previousResultIds: [],
      });
      return items.length;
    };
    expect(await count()).toBe(2);
    folder().write("sites/b.conf", "Listen 81\n");
    await told("sites/b.conf", 1);
    expect(await count()).toBe(3);
    rmSync(join(folder().path, "sites/a.conf"));
    await told("sites/a.conf", 3);
    expect(await count()).toBe(2);
  });

  it("are watched by the client when it offers that", async () => {
    const workspace = { ...modern.workspace, didChangeWatchedFiles: { dynamicRegistration: true } };
    await serve({}, { capabilities: { ...modern, workspace } });
    const params = await until("client/registerCapability", () => asked(client(), "client/registerCapability"));
    expect(params).toMatchObject({ registrations: [{ method: "workspace/didChangeWatchedFiles" }] });
    expect(JSON.stringify(params)).toContain(".htaccess");
  });
});

describe("the first look at a workspace", () => {
  const files = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`s${n}/httpd.conf`, "KeepAlive On\n"]));

  it("is shown as it goes on", async () => {
    await serve(files, { capabilities: { ...modern, window: { workDoneProgress: true } } });
    const steps = await until("its end", () => {
      const values = client().notifications.filter(({ method }) => method === "$/progress");
      const kinds = values.map(({ params }) => (params as { value: { kind: string } }).value.kind);
      return kinds.at(-1) === "end" ? kinds : undefined;
    });
    expect(steps[0]).toBe("begin");
    expect(steps.filter((kind) => kind === "report")).toHaveLength(20);
  });

  it("ends when the user has had enough of it, and questions are answered all the same", async () => {
    await serve(files, { capabilities: { ...modern, window: { workDoneProgress: true } } });
    const created = await until("window/workDoneProgress/create", () =>
      asked(client(), "window/workDoneProgress/create"),
    );
    const { token } = created as { token: string };
    await client().connection.sendNotification("window/workDoneProgress/cancel", { token });
    await until("its end", () =>
      client().notifications.some(({ params }) => JSON.stringify(params).includes('"end"')) ? true : undefined,
    );
    await open(client(), folder().uri("s19/httpd.conf"), "KeepAlive maybe\n");
    expect(await codesIn("s19/httpd.conf")).toEqual(["httpd/on-or-off"]);
    expect(client().stderr()).toBe("");
  });
});

describe("settings", () => {
  const MAIN = `${MODULES}LoadModule session_module modules/mod_session.so\nSession On\nSessionMaxAge 99999999\n`;
  const LONG = "session/max-age-too-long";

  it("come with initialize", async () => {
    await serve({ "httpd.conf": MAIN });
    expect(await codesIn("httpd.conf")).toContain(LONG);
    await client().connection.sendNotification("workspace/didChangeConfiguration", {
      settings: { "httpd-lint": { ruleSettings: { [LONG]: "off" } } },
    });
    expect(await codesIn("httpd.conf")).not.toContain(LONG);
  });

  it("are asked for when the client has them, and again when they change", async () => {
    const workspace = { ...modern.workspace, configuration: true };
    await serve({ "httpd.conf": MAIN }, { capabilities: { ...modern, workspace } });
    let severity = "off";
    client().answers.set("workspace/configuration", () => [{ ruleSettings: { [LONG]: severity } }]);
    await client().connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await until("workspace/configuration", () => asked(client(), "workspace/configuration"));
    expect(await codesIn("httpd.conf")).not.toContain(LONG);
    severity = "error";
    await client().connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await until("the second question", () =>
      client().requests.filter(({ method }) => method === "workspace/configuration").length > 2 ? true : undefined,
    );
    const { items } = await pull(client(), folder().uri("httpd.conf"));
    expect(items.find(({ code }) => code === LONG)?.severity).toBe(1);
  });

  it("of a file beside the configuration hold without a client's", async () => {
    await serve({ "httpd.conf": MAIN, ".httpd-lint.json": JSON.stringify({ ruleSettings: { [LONG]: "off" } }) });
    expect(await codesIn("httpd.conf")).not.toContain(LONG);
    await open(client(), folder().uri(".httpd-lint.json"), "{}");
    expect(await codesIn("httpd.conf")).toContain(LONG);
  });

  it("name main files of any name, and Defines", async () => {
    await serve(
      { "web.conf": "<IfDefine A>\nInclude x.conf\n</IfDefine>\n", "x.conf": "KeepAlive maybe\n" },
      {
        initializationOptions: { mainFiles: ["web.conf"], define: ["A"] },
      },
    );
    const { items } = await client().connection.sendRequest<{ items: { uri: string }[] }>("workspace/diagnostic", {
      previousResultIds: [],
    });
    expect(items.map(({ uri }) => uri)).toContain(folder().uri("x.conf"));
  });

  it("that are wrong are told to the user, and the others hold", async () => {
    await serve(
      { "httpd.conf": MAIN },
      {
        initializationOptions: { rules: "none", define: 7, ruleSettings: { [LONG]: "off", "no/rule": "error" } },
      },
    );
    expect(await codesIn("httpd.conf")).not.toContain(LONG);
    const messages = await until("three complaints", () =>
      shown(client()).split("settings of the editor").length > 3 ? shown(client()) : undefined,
    );
    expect(messages).toContain('there is no rules \\\\\\"none\\\\\\"'.replaceAll("\\\\\\", "\\"));
    expect(messages).toContain("no/rule");
  });

  it("of a folder never run a program", async () => {
    const rule =
      'import { writeFileSync } from "node:fs"; writeFileSync(new URL("ran", import.meta.url), ""); export default [];';
    await serve({
      "httpd.conf": MAIN,
      "rule.mjs": rule,
      ".httpd-lint.json": JSON.stringify({ extraRules: ["./rule.mjs"] }),
    });
    expect(await codesIn("httpd.conf")).toContain(LONG);
    const { existsSync } = await import("node:fs");
    expect(existsSync(join(folder().path, "ran"))).toBe(false);
  });
});

describe("columns", () => {
  const TEXT = 'Header set X "é😀" "${NAME}"\nDefine NAME ü\n';

  it.each([
    ["utf-8", [{ start: 25, end: 29 }], 20],
    ["utf-16", [{ start: 22, end: 26 }], 17],
  ])("are counted in %s when the client wants that", async (encoding, [name], before) => {
    const general = { positionEncodings: [encoding, "utf-16"] };
    const { capabilities } = await serve({ "httpd.conf": TEXT }, { capabilities: { ...modern, general } });
    expect(capabilities.positionEncoding).toBe(encoding);
    const uri = folder().uri("httpd.conf");
    await open(client(), uri, TEXT);
    const position = { line: 1, character: 8 };
    const { connection } = client();
    const textDocument = { uri };
    const uses = await connection.sendRequest<{ range: unknown }[]>("textDocument/documentHighlight", {
      textDocument,
      position,
    });
    expect(uses.map(({ range }) => range)).toContainEqual(at(0, name?.start ?? 0, 0, name?.end ?? 0));
    // What is typed behind the characters that take more than one.
    await change(client(), uri, 2, [{ range: at(0, before, 0, before), text: "z" }]);
    const again = await connection.sendRequest<{ range: unknown }[]>("textDocument/documentHighlight", {
      textDocument,
      position,
    });
    expect(again.map(({ range }) => range)).toContainEqual(at(0, (name?.start ?? 0) + 1, 0, (name?.end ?? 0) + 1));
    const { data } = await connection.sendRequest<{ data: number[] }>("textDocument/semanticTokens/full", {
      textDocument,
    });
    const tokens = data.reduce<number[][]>((all, number, index) => {
      if (index % 5 === 0) all.push([]);
      all.at(-1)?.push(number);
      return all;
    }, []);
    const secondLine = tokens.findIndex(([lines]) => lines === 1);
    const columns = tokens.slice(0, secondLine).reduce((column, [, on = 0]) => column + on, 0);
    expect(columns).toBeGreaterThan(before);
  });
});
