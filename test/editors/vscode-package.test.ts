import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { distributions } from "@httpd-lint/config";
import { ruleProfiles } from "@httpd-lint/lint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect, initialize, open, pull, stop, temporaryFolder } from "./language-server.ts";

const repository = new URL("../..", import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(join(repository, "packages/vscode/package.json"), "utf8"));

/** The files of a zip archive by name, as its central directory lists them. */
function filesOf(archive: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const end = archive.lastIndexOf("PK\x05\x06", undefined, "latin1");
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset));
    const start = archive.readUInt32LE(at + 42);
    const name = archive.toString("utf8", at + 46, at + 46 + (nameLength ?? 0));
    const body = start + 30 + archive.readUInt16LE(start + 26) + archive.readUInt16LE(start + 28);
    const packed = archive.subarray(body, body + archive.readUInt32LE(at + 20));
    files.set(name, archive.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed));
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
  }
  return files;
}

/** More is no longer a small download. */
const LARGEST = 1_500_000;

describe("the packed extension", () => {
  const folder = mkdtempSync(join(tmpdir(), "httpd-lint-vsix-"));
  const vsix = join(folder, "httpd-lint.vsix");
  let files: Map<string, Buffer>;

  beforeAll(() => {
    execFileSync(process.execPath, ["scripts/package-vscode.mjs", "--out", vsix], { cwd: repository, stdio: "pipe" });
    files = filesOf(readFileSync(vsix));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("has what runs, what colours and what is read, and no sources", () => {
    expect([...files.keys()].sort()).toEqual([
      "[Content_Types].xml",
      "extension.vsixmanifest",
      "extension/LICENSE.txt",
      "extension/changelog.md",
      "extension/dist/extension.cjs",
      "extension/dist/httpd-lint.schema.json",
      "extension/dist/licences.txt",
      "extension/dist/pcre2.cjs",
      "extension/dist/reference.cjs",
      "extension/dist/rules.json",
      "extension/dist/server.cjs",
      "extension/dist/syntaxes/htaccess.tmLanguage.json",
      "extension/dist/syntaxes/httpd-conf.tmLanguage.json",
      "extension/images/icon.png",
      "extension/language-configuration.json",
      "extension/package.json",
      "extension/readme.md",
    ]);
  });

  it("is small", () => {
    expect(statSync(vsix).size).toBeLessThan(LARGEST);
  });

  it("has every file that its manifest names", () => {
    const { main, icon, contributes } = JSON.parse(`${files.get("extension/package.json")}`);
    const paths = [main, icon];
    for (const { configuration } of contributes.languages) if (configuration !== undefined) paths.push(configuration);
    for (const { path } of contributes.grammars) paths.push(path);
    for (const { url } of contributes.jsonValidation) paths.push(url);
    expect(paths.filter((path) => !files.has(`extension/${path.replace("./", "")}`))).toEqual([]);
  });

  it("has a README with its pictures in it, because the editor shows no others", () => {
    const pictures = [...`${files.get("extension/readme.md")}`.matchAll(/!\[[^\]]+\]\(([^)]*)\)/g)];
    expect(pictures.length).toBeGreaterThan(3);
    for (const [, address] of pictures) expect(address).toMatch(/^data:image\/png;base64,iVBOR/);
  });

  it("names nothing of the computer that it was built on", () => {
    const leaks = [...files].filter(([, content]) => content.includes(repository)).map(([name]) => name);
    expect(leaks).toEqual([]);
  });

  it("has the licences of what is bundled", () => {
    const text = `${files.get("extension/dist/licences.txt")}`;
    for (const name of ["chevrotain", "vscode-languageclient", "vscode-languageserver", "jsonc-parser", "PCRE2"]) {
      expect(text).toMatch(new RegExp(`^${name}\\b`, "m"));
    }
  });

  it("has a server that runs with nothing around it, and finds its parts", async () => {
    const server = temporaryFolder();
    for (const [name, content] of files) {
      if (/^extension\/dist\/[\w-]+\.cjs$/.test(name)) server.write(name.replace("extension/dist/", ""), content);
    }
    const configuration = temporaryFolder({ "httpd.conf": "RewriteRule (x y\nTimeout 60\n" });
    const client = connect(join(server.path, "server.cjs"));
    await initialize(client, configuration);
    const uri = configuration.uri("httpd.conf");
    await open(
      client,
      uri,
      "<Location /a>\nSession On\n</Location>\nTimeout 60\n<LocationMatch (a>\n</LocationMatch>\n",
    );
    // PCRE2 is a part of its own.
    const { items } = await pull(client, uri);
    expect(items.map(({ message }) => message).join("\n")).toContain("Regex could not be compiled");
    // The reference is another one.
    const params = { textDocument: { uri }, position: { line: 3, character: 2 } };
    expect(JSON.stringify(await client.connection.sendRequest("textDocument/hover", params))).toContain(
      "seconds httpd waits",
    );
    expect(await stop(client)).toBe(0);
    server.remove();
    configuration.remove();
  });
});

describe("the extension's manifest", () => {
  const { properties } = manifest.contributes.configuration;

  it("offers the kinds of servers and the sets of rules that there are", () => {
    expect(properties["httpd-lint.profile"].enum).toEqual([null, ...Object.keys(distributions)]);
    expect(properties["httpd-lint.rules"].enum).toEqual([null, ...ruleProfiles.map(({ name }) => name)]);
  });

  it("describes every setting, and every value of those with few", () => {
    for (const [name, setting] of Object.entries<Record<string, unknown>>(properties)) {
      expect(`${setting.markdownDescription ?? setting.description}`, name).toMatch(/^[A-Z].+\.$/);
      if (setting.enumDescriptions === undefined) continue;
      expect(setting.enumDescriptions, name).toHaveLength((setting.enum as unknown[]).length);
    }
  });

  it("lets no workspace say what is run", () => {
    for (const name of ["httpd-lint.httpd.path", "httpd-lint.server.path"]) {
      expect(properties[name].scope).toBe("machine");
      expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toContain(name);
    }
  });

  it("names the commands that the sources register", () => {
    const sources = ["extension.ts", "client-commands.ts"].map((name) =>
      readFileSync(join(repository, "packages/vscode/src", name), "utf8"),
    );
    const registered = [...sources.join("\n").matchAll(/^ +"(httpd-lint\.\w+)":/gm)].map(([, name]) => name);
    const named = manifest.contributes.commands.map(({ command }: { command: string }) => command);
    // Only for the answers of the server.
    expect(registered.filter((name) => name !== "httpd-lint.showReferences").sort()).toEqual(named.sort());
  });

  it("takes no file from nginx, lighttpd or MySQL by its name", () => {
    const [language] = manifest.contributes.languages;
    expect(language.extensions).toBeUndefined();
    expect(language.filenamePatterns).not.toContain("**/*.conf");
    expect(language.filenamePatterns).not.toContain("**/conf.d/*.conf");
  });
});

describe("typing in a configuration", () => {
  const { indentationRules, onEnterRules, wordPattern, folding } = JSON.parse(
    readFileSync(join(repository, "packages/vscode/language-configuration.json"), "utf8"),
  );
  const increases = new RegExp(indentationRules.increaseIndentPattern);
  const decreases = new RegExp(indentationRules.decreaseIndentPattern);

  it("indents what follows an opening tag, and closes the section where it began", () => {
    for (const tag of ["<Directory />", "  <IfVersion >= 2.4>", '<Files "\\.php$">', "<Else>"])
      expect(tag).toMatch(increases);
    for (const line of ["Listen 80", "</Directory>", "# <Directory />", "<Directory /x"])
      expect(line).not.toMatch(increases);
    expect("  </Directory>").toMatch(decreases);
    expect("<Directory />").not.toMatch(decreases);
  });

  it("indents the lines that go on with a backslash once", () => {
    const actionFor = (previous: string, before: string): string | undefined =>
      onEnterRules.find(
        (rule: { beforeText: string; afterText?: string; previousLineText?: string }) =>
          new RegExp(rule.beforeText).test(before) &&
          (rule.afterText === undefined || new RegExp(rule.afterText).test("")) &&
          (rule.previousLineText === undefined || new RegExp(rule.previousLineText).test(previous)),
      )?.action.indent;
    expect(actionFor("Listen 80", "ServerAlias a \\")).toBe("indent");
    expect(actionFor("ServerAlias a \\", "    b \\")).toBeUndefined();
    expect(actionFor("ServerAlias a \\", "    b")).toBe("outdent");
    expect(actionFor("Listen 80", "Listen 81")).toBeUndefined();
  });

  it("takes names of headers and modules as words, and folds regions", () => {
    expect("X-Forwarded-For mod_ssl.c ${ROOT}".match(new RegExp(wordPattern, "g"))).toEqual([
      "X-Forwarded-For",
      "mod_ssl",
      "c",
      "ROOT",
    ]);
    expect("# region TLS").toMatch(new RegExp(folding.markers.start));
    expect("#endregion").toMatch(new RegExp(folding.markers.end));
  });
});
