import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  buildServer,
  type Client,
  change,
  close,
  connect,
  type Folder,
  initialize,
  open,
  pull,
  stop,
  temporaryFolder,
  until,
} from "./language-server.ts";

const programs = temporaryFolder();
let server = "";
let client: Client;
let folder: Folder;

beforeAll(async () => {
  server = await buildServer(programs);
});

afterEach(() => {
  client.process.kill("SIGKILL");
  folder.remove();
});

afterAll(() => programs.remove());

/** A server over a folder of files. */
async function serve(
  files: Readonly<Record<string, string>>,
  params: Parameters<typeof initialize>[2] = {},
): Promise<void> {
  folder = temporaryFolder(files);
  client = connect(server);
  await initialize(client, folder, params);
}

const codes = (items: readonly { code?: unknown }[]): unknown[] => items.map(({ code }) => code);

describe("the life of a server", () => {
  it("goes from initialize to exit with status 0", async () => {
    folder = temporaryFolder();
    client = connect(server);
    const { capabilities, serverInfo } = await initialize(client, folder);
    expect(serverInfo?.name).toBe("httpd-lint");
    expect(capabilities.positionEncoding).toBe("utf-16");
    expect(capabilities.textDocumentSync).toMatchObject({ openClose: true, change: 2 });
    expect(await stop(client)).toBe(0);
    expect(client.stderr()).toBe("");
  });

  it("ends with status 1 without shutdown", async () => {
    await serve({});
    await client.connection.sendNotification("exit");
    expect(await client.ended).toBe(1);
  });

  it("answers requests before initialize and after shutdown with the errors for that", async () => {
    folder = temporaryFolder();
    client = connect(server);
    await expect(pull(client, "file:///a")).rejects.toMatchObject({ code: -32002 });
    await expect(client.connection.sendRequest("shutdown")).rejects.toMatchObject({ code: -32002 });
    await initialize(client, folder);
    await expect(initialize(client, folder)).rejects.toMatchObject({ code: -32600 });
    await client.connection.sendRequest("shutdown");
    await expect(pull(client, "file:///a")).rejects.toMatchObject({ code: -32600 });
    await client.connection.sendNotification("exit");
    expect(await client.ended).toBe(0);
  });
});

describe("a document", () => {
  const files = { "httpd.conf": "Define PORT 80\nInclude site.conf\n", "site.conf": "Listen ${PORT}\n" };

  it("is judged as it is typed, not as it lies on the disk", async () => {
    await serve(files);
    const uri = folder.uri("site.conf");
    await open(client, uri, "Listen ${PORT}\n");
    expect(codes((await pull(client, uri)).items)).not.toContain("httpd/unknown-directive");
    await change(client, uri, 2, [{ range: at(0, 0, 0, 6), text: "Lisden" }]);
    const { items } = await pull(client, uri);
    expect(items[0]).toMatchObject({ code: "httpd/unknown-directive", range: at(0, 0, 0, 6) });
    await close(client, uri);
    expect(codes((await pull(client, uri)).items)).not.toContain("httpd/unknown-directive");
  });
});

/** A range by its four numbers. */
function at(line: number, character: number, endLine: number, endCharacter: number): never {
  return { start: { line, character }, end: { line: endLine, character: endCharacter } } as never;
}
void until;
