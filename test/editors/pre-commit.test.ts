import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const installed = spawnSync("pre-commit", ["--version"]).status === 0;
if (!installed) console.warn("SKIPPED: pre-commit is not installed, so the hooks were not tried");

const broken = "<VirtualHost *:80>\n  ServerName shop.test\n</VirtualHosts>\n";
const sound = "<VirtualHost *:80>\n  ServerName shop.test\n</VirtualHost>\n";

describe.skipIf(!installed)("the hooks, run by the real pre-commit in a repository of its own", () => {
  const folder = mkdtempSync(join(tmpdir(), "httpd-lint-hooks-"));
  const hooks = join(folder, "hooks");
  const project = join(folder, "project");
  const environment = gitFree({ PRE_COMMIT_HOME: join(folder, "home"), PRE_COMMIT_COLOR: "never" });

  beforeAll(() => {
    const left = new Set(["node_modules", "dist", ".git"]);
    cpSync(repository, hooks, { recursive: true, filter: (path) => !left.has(basename(path)) });
    const revision = committed(hooks, environment);
    write("server/conf/httpd.conf", 'ServerRoot "/etc/httpd"\nIncludeOptional conf.d/*.conf\n');
    write("server/conf.d/shop.conf", sound);
    write(
      ".pre-commit-config.yaml",
      `repos:\n- repo: ${hooks}\n  rev: ${revision}\n  hooks:\n  - id: httpd-lint\n  - id: httpd-lint-server\n    args: [server]\n`,
    );
    committed(project, environment);
    // The first run installs the hooks: npm install, npm pack, npm install -g.
    run("--all-files");
  }, 400_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }

  function run(...args: string[]): { status: number | null; output: string } {
    const { status, stdout, stderr } = spawnSync("pre-commit", ["run", ...args], {
      cwd: project,
      env: environment,
      encoding: "utf8",
    });
    return { status, output: stdout + stderr };
  }

  test("a sound configuration passes both hooks", () => {
    const { status, output } = run("--all-files");
    expect(output).toMatch(/httpd-lint \(changed files\)\.+Passed/);
    expect(output).toMatch(/httpd-lint \(whole server\)\.+Passed/);
    expect(status).toBe(0);
  });

  test("a broken file fails both, each with the place", () => {
    write("server/conf.d/shop.conf", broken);
    const { status, output } = run("--all-files");
    write("server/conf.d/shop.conf", sound);
    expect(status).toBe(1);
    expect(output).toMatch(/httpd-lint \(changed files\)\.+Failed/);
    expect(output).toMatch(/httpd-lint \(whole server\)\.+Failed/);
    expect(output.match(/server\/conf\.d\/shop\.conf:3:1: error: Expected <\/VirtualHost>/g)).toHaveLength(2);
  });

  test("what only the whole server can tell is left to the second hook", () => {
    write("server/conf.d/shop.conf", "Include conf/missing.conf\n");
    const { output } = run("--all-files");
    write("server/conf.d/shop.conf", sound);
    expect(output).toMatch(/httpd-lint \(changed files\)\.+Passed/);
    expect(output).toMatch(/httpd-lint \(whole server\)\.+Failed/);
  });
});

/** Without the variables by which an outer git or pre-commit would steer the inner one. */
function gitFree(more: Record<string, string>): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:GIT_|PRE_COMMIT|npm_|VITEST|NODE_ENV)/.test(name));
  return { ...Object.fromEntries(own), ...more };
}

/** Commits all of a folder and gives the revision. */
function committed(folder: string, env: NodeJS.ProcessEnv): string {
  const git = (...args: string[]): string =>
    execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@localhost", ...args], {
      cwd: folder,
      env,
      encoding: "utf8",
    });
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--no-verify", "--message", "test");
  return git("rev-parse", "HEAD").trim();
}
