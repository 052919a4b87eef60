import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createNodeHost } from "@httpd-lint/cli";
import type { Rule } from "@httpd-lint/lint";
import { examplesOf, problemsOf } from "@httpd-lint/lint/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Answer, runIn } from "../../packages/cli/src/testing/run.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const repository = fileURLToPath(new URL("../..", import.meta.url));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "httpd-lint-rules-"));
  symlinkSync(join(here, "acme-rules"), join(folder, "acme-rules"));
  write({
    "httpd.conf": `LoadModule request_module modules/mod_request.so
LoadModule session_module modules/mod_session.so
LoadModule session_cookie_module modules/mod_session_cookie.so
SessionMaxAge 1200
<VirtualHost *:80>
    ServerName shop.example.com
    <Location /admin>
        Session On
        SessionCookieName admin
    </Location>
</VirtualHost>
`,
    ".httpd-lint.json": '{ "extraRules": ["./acme-rules"] }',
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function httpdLint(args: readonly string[], cwd = folder): Promise<Answer> {
  return runIn(createNodeHost(), args, { cwd });
}

/** What the company's rules find, as `code line`. */
async function acme(...args: readonly string[]): Promise<readonly string[]> {
  const { out } = await httpdLint(["check", "httpd.conf", "--format", "json", ...args]);
  const { diagnostics } = JSON.parse(out) as { diagnostics: { code: string; line: number }[] };
  return diagnostics.filter(({ code }) => code.startsWith("acme/")).map(({ code, line }) => `${code} ${line}`);
}

describe("rules of a package that a settings file names", () => {
  it("report beside the built-in ones", async () => {
    expect(await acme()).toEqual(["acme/long-admin-session 4", "acme/virtual-host-without-owner 5"]);
    const { out, status } = await httpdLint(["httpd.conf"]);
    expect(out).toContain("Sessions in /admin last 1200 seconds; the limit there is 900. [acme/long-admin-session]");
    expect(out).toContain("fix: Ask for an owner");
    expect(out).toContain("[session/");
    expect(status).toBe(1);
  });

  it("have options, which the settings file or a set of rules changes", async () => {
    const settings = (ruleSettings: unknown): void =>
      write({ ".httpd-lint.json": JSON.stringify({ extraRules: ["acme-rules/index.mjs"], ruleSettings }) });
    settings({ ACME2: { options: { seconds: 1200 } } });
    expect(await acme()).toEqual(["acme/virtual-host-without-owner 5"]);
    settings({ "acme/long-admin-session": "off", ACME1: { severity: "hint" } });
    expect(await acme()).toEqual(["acme/virtual-host-without-owner 5"]);
    settings({ ACME1: "off" });
    const strict = JSON.stringify(await httpdLint(["httpd.conf", "--rules", "strict"]));
    expect(strict).toContain("the limit there is 300");
    settings({ ACME2: { options: { seconds: "ten" } } });
    expect((await httpdLint(["httpd.conf"])).err).toMatch(
      /\.httpd-lint\.json:1:\d+: ACME2: 'seconds' must be a whole number\n$/,
    );
    settings({ "acme/gone": "off" });
    expect((await httpdLint(["httpd.conf"])).err).toMatch(/\.httpd-lint\.json:1:\d+: there is no rule 'acme\/gone'\n$/);
    settings({ ACME1: "loud" });
    expect((await httpdLint(["httpd.conf"])).err).toContain("ruleSettings/ACME1 must be one of off, on, error");
  });

  it("can be silenced by a comment and explained, as others can", async () => {
    write({
      "httpd.conf": "# httpd-lint-disable-next-line ACME1 -- the shop's own\n<VirtualHost *:80>\n</VirtualHost>\n",
    });
    expect(await acme()).toEqual([]);
    const { out } = await httpdLint(["explain", "ACME2"]);
    expect(out).toMatch(/^acme\/long-admin-session\n {2}A session for administrators lasts longer/);
    expect(out).toContain("- `seconds`: The longest time allowed. Default 900.");
  });

  it("are only run from the user's own settings: of the current folder or above, or named", async () => {
    write({ "sent/httpd.conf": "Listen 80\n", "sent/.httpd-lint.json": '{ "extraRules": ["evil.mjs"] }' });
    write({ "sent/evil.mjs": `import { writeFileSync } from "node:fs";\nwriteFileSync("${folder}/run", "");\n` });
    const { status, err, out } = await httpdLint(["sent/httpd.conf"]);
    expect([status, out]).toEqual([2, ""]);
    expect(err).toContain(`${folder}/sent/.httpd-lint.json:1:`);
    expect(err).toContain("name this file with --config to run them");
    for (const command of ["configtest", "dump"]) {
      await httpdLint([command, ...(command === "dump" ? ["config"] : []), "sent/httpd.conf"]);
    }
    expect(existsSync(join(folder, "run"))).toBe(false);
    write({ "sent/deep/site.conf": "" });
    expect((await httpdLint(["httpd.conf", "--config", "sent/.httpd-lint.json"])).err).toContain("evil.mjs: a module");
    expect(existsSync(join(folder, "run"))).toBe(true);
    expect(await httpdLint(["explain", "ACME1"], join(folder, "sent/deep"))).toMatchObject({
      err: expect.stringContaining("evil.mjs: a module of rules exports them as an array"),
    });
  });

  it("tell by path what is wrong with them", async () => {
    const broken = [
      ["export const rules = [", "the rules cannot be loaded: "],
      ["throw new Error('no licence');", "the rules cannot be loaded: no licence"],
      ["import 'acme-missing';\nexport const rules = [];", "the rules cannot be loaded: "],
      [
        "export const rule = {};",
        "a module of rules exports them as an array: export const rules = [defineRule({ ... })]",
      ],
      ["export const rules = [1];", "rules[0] is no rule: make it with defineRule"],
      ["export const rules = [{ messages: {}, check() {} }];", "rules[0] has no meta"],
      [
        "export const rules = [{ messages: {}, check() {}, meta: { name: 'x' } }];",
        "rules[0] needs a meta.name such as",
      ],
      [ruleText("session/no-expiry", ""), "there is a rule 'session/no-expiry' already"],
      [ruleText("acme/fails", "null.x"), "rule acme/fails failed: Cannot read properties of null (reading 'x')"],
    ] as const;
    for (const [index, [text, message]] of broken.entries()) {
      const name = `broken-${index}.mjs`;
      write({ [name]: text, ".httpd-lint.json": JSON.stringify({ extraRules: [name] }) });
      const { status, err } = await httpdLint(["httpd.conf"]);
      expect(err).toContain(`httpd-lint: ${folder}/${name}: ${message}`);
      expect(err.trim().split("\n")).toHaveLength(1);
      expect(status).toBe(2);
    }
    write({ ".httpd-lint.json": '{ "extraRules": ["gone.mjs"] }' });
    expect((await httpdLint(["httpd.conf"])).err).toBe(
      `httpd-lint: ${folder}/.httpd-lint.json:1:18: there is no module of rules ${folder}/gone.mjs\n`,
    );
  });

  it("run in the command as it is installed", () => {
    if (!existsSync(join(repository, "packages/cli/dist/httpd-lint.cjs"))) {
      execFileSync(process.execPath, ["scripts/build.mjs"], { cwd: repository });
    }
    // Without imports: packages of this repository are only built by `npm run build`.
    const text = ruleText(
      "acme/listens",
      "context.report({ message: 'It listens.', location: { file: context.tree.mainFile, start: 0, end: 1 } })",
    );
    write({ "rules.mjs": `await Promise.resolve();\n${text}`, ".httpd-lint.json": '{ "extraRules": ["rules.mjs"] }' });
    const command = join(repository, "packages/cli/bin/httpd-lint.cjs");
    const { stdout, stderr } = spawnSync(process.execPath, [command, "httpd.conf"], { cwd: folder, encoding: "utf8" });
    expect(stderr).toBe("");
    expect(stdout).toContain("httpd.conf:1:1: error: It listens. [acme/listens]");
  });
});

function ruleText(name: string, check: string): string {
  const meta = {
    name,
    aliases: [],
    summary: "",
    severity: "error",
    profiles: ["recommended"],
    references: [],
    fixable: "no",
  };
  return `export const rules = [{ meta: ${JSON.stringify(meta)}, messages: {}, check(context) { ${check} } }];\n`;
}

describe("the example package", async () => {
  const { rules } = (await import(new URL("./acme-rules/index.mjs", import.meta.url).href)) as {
    readonly rules: readonly Rule[];
  };
  const examples = examplesOf(readFileSync(join(here, "acme-rules/README.md"), "utf8"));

  it.each(rules.map((rule) => [rule.meta.name, rule] as const))("%s keeps what its README promises", (name, rule) => {
    const own = examples.filter(({ title }) => title.startsWith(name));
    expect(own.length).toBeGreaterThan(1);
    expect(own.flatMap((example) => problemsOf(example, rule))).toEqual([]);
  });
});
