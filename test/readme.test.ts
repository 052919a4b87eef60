import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "httpd-lint-readme-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const readme = readFileSync(join(root, "README.md"), "utf8");

/** Output of a script that imports the packages, run from their sources. */
async function run(entry: { readonly path: string } | { readonly code: string }, args: string[] = []): Promise<string> {
  const outfile = join(folder, "script.mjs");
  await build({
    ...("path" in entry
      ? { entryPoints: [entry.path] }
      : { stdin: { contents: entry.code, resolveDir: join(root, "packages/cli") } }),
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    conditions: ["@httpd-lint/source"],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    logLevel: "error",
  });
  const { stdout, stderr } = spawnSync(process.execPath, [outfile, ...args], { encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout;
}

it("the library script prints every virtual host and where its SessionMaxAge comes from", async () => {
  const server = join(root, "test/fixtures/insecure-server");
  const output = await run({ path: join(root, "test/fixtures/readme/virtual-hosts.mjs") }, [server]);
  expect(output.replaceAll(`${server}/`, "")).toBe(`*:8080 intranet.example.com
  SessionMaxAge 30m, set at conf.d/intranet.conf:8
  SessionMaxAge 28800, set at conf.d/intranet.conf:25
*:8080 shop.example.com
`);
});

it("the script in README.md is the one that is tested", () => {
  expect(readme).toContain(readFileSync(join(root, "test/fixtures/readme/virtual-hosts.mjs"), "utf8").trimEnd());
});

it("files that README.md links to exist", () => {
  const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map((match) => match[1] as string);
  expect(links.length).toBeGreaterThan(20);
  expect(links.filter((link) => !link.includes("://") && !existsSync(join(root, link)))).toEqual([]);
});

const examples: Readonly<Record<string, string>> = {
  grammar: "<Directory> on line 1\nRequire [ 'all', 'granted' ]\n0 true\n",
  "packages/config": "ServerName shop.example.com /etc/apache2/sites/a.conf 2 1\n",
  "packages/diagnostics":
    "httpd.conf:1:15: warning: Write seconds. [example/age]\n  1 | SessionMaxAge 30m\n    |               ^^^\n\n",
  "packages/directives": "mod_session_crypto.c session_module 4\n",
  "packages/language-service":
    "{ line: 0, character: 10 } KeepAlive must be On or Off\nChange 'yes' to 'On' On\n`${LIFE}` = `1800` (httpd.conf:1)\n",
};

for (const [name, output] of Object.entries(examples)) {
  it(`the example in ${name}/README.md works`, async () => {
    const page = readFileSync(join(root, name, "README.md"), "utf8");
    const code = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
    expect(await run({ code })).toBe(output);
  });
}
