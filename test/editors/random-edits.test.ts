import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Diagnostic } from "vscode-languageserver-protocol";
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
} from "./language-server.ts";
import { type Random, randomEdit, randomFrom, randomTree } from "./random-edits.ts";

/** RANDOM_EDITS=10000 makes the long run, in a tree of 100 files, which takes minutes; every push makes a short one. */
const EDITS = Number(process.env.RANDOM_EDITS ?? 500);
const FILES = EDITS > 1000 ? 100 : 20;
const COMPARISONS = 5;

const programs = temporaryFolder();
let server = "";

beforeAll(async () => {
  server = await buildServer(programs);
});

afterAll(() => programs.remove());

/** What an editor holds. */
interface Editor {
  readonly client: Client;
  readonly folder: Folder;
  readonly saved: Map<string, string>;
  /** Texts of open documents. */
  readonly typed: Map<string, string>;
  readonly versions: Map<string, number>;
}

async function editSomething({ client, folder, saved, typed, versions }: Editor, random: Random): Promise<string> {
  const names = [...saved.keys()];
  const name = names[random(names.length)] as string;
  const uri = folder.uri(name);
  const text = typed.get(name);
  if (text === undefined) {
    typed.set(name, saved.get(name) as string);
    await open(client, uri, saved.get(name) as string);
    return uri;
  }
  if (random(40) === 0) {
    typed.delete(name);
    await close(client, uri);
    return uri;
  }
  if (random(40) === 0) {
    saved.set(name, text);
    folder.write(name, text);
    await client.connection.sendNotification("textDocument/didSave", { textDocument: { uri } });
    return uri;
  }
  const edit = randomEdit(text, random);
  typed.set(name, edit.after);
  versions.set(name, (versions.get(name) ?? 1) + 1);
  await change(client, uri, versions.get(name) as number, [edit.change]);
  return uri;
}

async function findingsOf(client: Client, { folder, saved }: Editor): Promise<Record<string, Diagnostic[]>> {
  const found: Record<string, Diagnostic[]> = {};
  for (const name of saved.keys()) found[name] = (await pull(client, folder.uri(name))).items;
  return found;
}

/** A server that sees the tree for the first time. */
async function freshFindings(editor: Editor): Promise<Record<string, Diagnostic[]>> {
  const fresh = connect(server);
  await initialize(fresh, editor.folder);
  for (const [name, text] of editor.typed) await open(fresh, editor.folder.uri(name), text);
  const found = await findingsOf(fresh, editor);
  await stop(fresh);
  return found;
}

describe(`a tree of ${FILES} files`, () => {
  it(`is seen after ${EDITS} random edits as by a server that has just started`, {
    timeout: 60_000 + EDITS * 300,
  }, async () => {
    const random = randomFrom(2471);
    const tree = randomTree(FILES, random);
    const folder = temporaryFolder(tree);
    const client = connect(server);
    await initialize(client, folder);
    const editor: Editor = {
      client,
      folder,
      saved: new Map(Object.entries(tree)),
      typed: new Map(),
      versions: new Map(),
    };
    let most = 0;
    for (let at = 1; at <= EDITS; at++) {
      const uri = await editSomething(editor, random);
      if (random(3) === 0) await pull(client, uri);
      if (at % (EDITS / COMPARISONS) !== 0) continue;
      const found = await findingsOf(client, editor);
      most = Math.max(most, Object.values(found).flat().length);
      expect(found, `after ${at} edits`).toEqual(await freshFindings(editor));
    }
    expect(most).toBeGreaterThan(20);
    expect(client.stderr()).toBe("");
    expect(await stop(client)).toBe(0);
    folder.remove();
  });
});

describe("the memory of a server", () => {
  it("does not fill up with what was typed", { timeout: 600_000 }, async () => {
    // A tree and its findings take several MiB: kept for every edit, they would end a server with 128 MiB at once.
    const text = "<VirtualHost *:80>\n  ServerName shop.test\n  Session On\n</VirtualHost>\n".repeat(1000);
    const folder = temporaryFolder({ "httpd.conf": "Include big.conf\n", "big.conf": text });
    const client = connect(server, "--max-old-space-size=128");
    await initialize(client, folder);
    const uri = folder.uri("big.conf");
    await open(client, uri, text);
    const place = { line: 1, character: 2 };
    for (let version = 2; version < 200; version++) {
      await change(client, uri, version, [{ range: { start: place, end: place }, text: "#" }]);
      await pull(client, uri);
    }
    expect(await stop(client)).toBe(0);
    folder.remove();
  });
});
