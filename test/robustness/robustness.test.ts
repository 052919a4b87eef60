import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { buildCommand, type CommandUnderTest, type Outcome, type RunOptions } from "./command.ts";

let command: CommandUnderTest;
let folder: string;

beforeAll(async () => {
  command = await buildCommand();
  chmodSync(command.folder, 0o755);
});
afterAll(() => rmSync(command.folder, { recursive: true, force: true }));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "httpd-lint-robustness-"));
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string | Uint8Array): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** Every run stays within 10 seconds and 1 GiB and never shows a stack trace. */
function run(args: readonly string[], options: Partial<RunOptions> = {}): Outcome {
  const outcome = command.run(args, { cwd: folder, ...options });
  expect(outcome.seconds).toBeLessThan(10);
  expect(outcome.peak).toBeLessThan(1024);
  expect(outcome.stdout + outcome.stderr).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  return outcome;
}

test("a missing file is told in one line", () => {
  const { status, stdout, stderr } = run(["missing.conf"]);
  expect(stderr).toBe(`httpd-lint: Cannot read ${join(folder, "missing.conf")}: No such file or directory\n`);
  expect([status, stdout]).toEqual([2, ""]);
});

test("an unreadable main file is told in one line, an unreadable Include with its place", (context) => {
  write("httpd.conf", "Listen 80\nInclude secret.conf\n");
  chmodSync(write("secret.conf", "Listen 81\n"), 0o600);
  chmodSync(write("closed/httpd.conf", "Listen 80\n"), 0o600);
  const isRoot = process.getuid?.() === 0;
  if (!isRoot) {
    chmodSync(join(folder, "secret.conf"), 0);
    chmodSync(join(folder, "closed/httpd.conf"), 0);
  }
  // Root may read everything, so the command runs as nobody then.
  const options = isRoot ? { uid: 65534 } : {};
  const nobodyCanRun = spawnSync(process.execPath, ["--version"], { ...options, cwd: "/" }).status === 0;
  if (!nobodyCanRun) context.skip("node cannot be run as another user here");
  const included = run(["httpd.conf"], options);
  expect(included.stdout).toContain("httpd.conf:2:9: error: Could not open configuration file");
  expect(included.stdout).toContain("secret.conf: Permission denied [read/include-unreadable]");
  expect(included.status).toBe(1);
  const main = run(["closed"], options);
  expect(main.stderr).toBe(`httpd-lint: Cannot read ${join(folder, "closed/httpd.conf")}: Permission denied\n`);
  expect(main.status).toBe(2);
});

test("a folder without a server is told in one line", () => {
  write("index.html", "<p>");
  const { status, stderr } = run(["."]);
  expect(stderr).toBe("httpd-lint: . holds no server and no file that looks like httpd's\n");
  expect(status).toBe(2);
  expect(run(["configtest", "."]).stderr).toMatch(/^httpd-lint: No server found: .*\n$/);
});

test("an Include that leads to itself ends at httpd's own depth", () => {
  write("httpd.conf", "ServerName loop.test\nInclude httpd.conf\n");
  const { status, stdout } = run(["."]);
  expect(stdout).toContain("httpd.conf:2:1: error: Exceeded maximum include depth of 128");
  expect(status).toBe(1);
});

test("folders of links that include each other end", () => {
  write("httpd.conf", `${"Include a/*.conf\n".repeat(3)}`);
  for (const name of ["1", "2", "3"]) write(`a/${name}.conf`, "Include a/*.conf\nInclude b\n");
  for (const name of ["1", "2", "3"]) write(`b/${name}.conf`, "Include a\n");
  expect(run(["."]).status).toBe(1);
});

test("variables that double each other are left as they are", () => {
  const lines = Array.from({ length: 60 }, (_, i) => `Define V${i + 1} "\${V${i}}\${V${i}}\${V${i}}\${V${i}}"`);
  write("httpd.conf", `Define V0 ${"x".repeat(1000)}\n${lines.join("\n")}\nServerAdmin \${V60}\n`);
  const { status, stdout } = run(["."]);
  expect(stdout).toMatch(/httpd\.conf:\d+:1: error: This line grows too long/);
  expect(status).toBe(1);
});

test("macros that use each other many times are given up on", () => {
  const macros = Array.from({ length: 40 }, (_, i) => `<Macro M${i + 1}>\n${`Use M${i}\n`.repeat(10)}</Macro>\n`);
  write(
    "httpd.conf",
    `LoadModule macro_module modules/mod_macro.so\n<Macro M0>\nTimeout 5\n</Macro>\n${macros.join("")}Use M40\n`,
  );
  const { status, stdout } = run(["."]);
  expect(stdout).toMatch(/httpd\.conf:\d+:1: error: Gave up after/);
  expect(status).toBe(1);
});

test("a FIFO or a device is refused unopened, as httpd refuses it", () => {
  write("httpd.conf", "Include pipe\nInclude /dev/zero\nInclude /dev/null\n");
  expect(spawnSync("mkfifo", [join(folder, "pipe")]).status).toBe(0);
  const { status, stdout } = run(["."]);
  expect(stdout).toContain(
    `httpd.conf:1:9: error: Could not open configuration file ${folder}/pipe: Bad file descriptor`,
  );
  expect(stdout).toContain("httpd.conf:2:9: error: Could not open configuration file /dev/zero: Bad file descriptor");
  expect(stdout).not.toContain("httpd.conf:3");
  expect(status).toBe(1);
  for (const path of ["pipe", "/dev/zero"]) {
    expect(run([path]).stderr).toBe(`httpd-lint: Cannot read ${path}: it is neither a file nor a folder\n`);
  }
});

test("a file of 100 MB is read like any other", () => {
  const file = openSync(write("httpd.conf", ""), "w");
  const part = Array.from({ length: 20_000 }, (_, i) => `SetEnvIf User-Agent "agent-${i}" seen=${i} kept=on\n`).join(
    "",
  );
  for (const name of ["mpm_event", "setenvif"]) writeSync(file, `LoadModule ${name}_module modules/mod_${name}.so\n`);
  for (let size = 0; size < 100_000_000; size += part.length) writeSync(file, part);
  closeSync(file);
  const { status, stdout } = run(["configtest", "."]);
  expect([status, stdout]).toEqual([0, ""]);
  expect(run(["."]).status).toBe(0);
});

/** A server of virtual hosts with a log each, in all 600 kB. */
function writeHosts(count: number): void {
  const modules = ["mpm_event", "log_config"].map((name) => `LoadModule ${name}_module modules/mod_${name}.so\n`);
  const host = (at: number): string => {
    const lines = [`ServerName shop${at}.example.org`, `CustomLog logs/shop${at}/access common`, "KeepAlive On"];
    return `<VirtualHost *:80>\n${lines.map((line) => `    ${line}\n`).join("")}</VirtualHost>\n`;
  };
  write("httpd.conf", modules.join("") + Array.from({ length: count }, (_, at) => host(at)).join(""));
}

test("of a large file the verdict is told and nothing else", () => {
  writeHosts(5000);
  const { status, stdout, stderr } = run(["configtest", "."]);
  const assumed = "Taken as given: 5000 files or folders (--host looks at this machine).";
  expect([status, stdout, stderr]).toEqual([0, "", `Syntax OK\n${assumed}\n`]);
});

test("an answer of many pieces is whole, however late it is read", async () => {
  writeHosts(5000);
  const child = spawn(process.execPath, [command.bundle, "configtest", "--format", "json", "."], { cwd: folder });
  const closed = new Promise((resolve) => child.on("close", resolve));
  await new Promise((resolve) => setTimeout(resolve, 500));
  let text = "";
  for await (const data of child.stdout) text += data;
  expect(await closed).toBe(0);
  const { verdict, undecided } = JSON.parse(text);
  expect([verdict, undecided.length]).toEqual(["accept", 5000]);
  expect(undecided.at(-1)).toMatchObject({ class: "files", line: 2 + 4 + 4999 * 5 - 1 });
});

test("a file beyond all measure is refused", () => {
  write("httpd.conf", "Include huge.conf\n");
  const file = openSync(write("huge.conf", ""), "w");
  writeSync(file, "x", 400 * 1024 * 1024);
  closeSync(file);
  const { status, stdout } = run(["."]);
  expect(stdout).toMatch(/huge\.conf: File too large \(401 MiB; httpd-lint reads up to 256 MiB\)/);
  expect(status).toBe(1);
});

test("a file that is no text is told in one line", () => {
  const bytes = Uint8Array.from({ length: 1_000_000 }, (_, i) => (i * 7919 + (i >> 3) * 31) & 0xff);
  write("httpd.conf", bytes);
  const { status, stdout, stderr } = run(["."]);
  expect(stderr).toBe("httpd-lint: httpd.conf is not a text file\n");
  expect([status, stdout]).toEqual([2, ""]);
  // httpd reads it none the less, and so does configtest.
  expect([0, 1]).toContain(run(["configtest", "."]).status);
});

test("sections nested a hundred thousand deep and lines of many megabytes are no burden", () => {
  write("httpd.conf", `${'<If "true">\n'.repeat(100_000)}${"</If>\n".repeat(100_000)}`);
  expect(run(["."]).status).toBe(0);
  expect(run(["configtest", "."]).status).toBe(0);
  write("httpd.conf", `Header set X "${"x".repeat(15 * 1024 * 1024)}"\n</Nothing>\n`);
  expect(run(["."]).status).toBe(1);
});

test("nothing that the configuration names is ever run", () => {
  const marker = join(folder, "marker");
  const program = write("program", `#!/bin/sh\ntouch ${marker}\necho secret\n`);
  chmodSync(program, 0o755);
  write("envvars", `export APACHE_LOG_DIR=$(${program})\n`);
  write(
    "apache2.conf",
    `SessionCryptoPassphrase exec:${program}\nSSLPassPhraseDialog exec:${program}\nCustomLog "|${program}" common\nErrorLog "\${APACHE_LOG_DIR}/x"\n`,
  );
  for (const args of [["."], ["configtest", "."], ["dump", "config", "."], ["--host", "."]]) run(args);
  expect(existsSync(marker)).toBe(false);
});

test("a reader that goes away early is no error", async () => {
  write("httpd.conf", "Timeout 5\n".repeat(200_000));
  const child = spawn(process.execPath, [command.bundle, "dump", "config", "."], { cwd: folder });
  let errors = "";
  child.stderr.on("data", (data) => {
    errors += data;
  });
  child.stdout.once("data", () => child.stdout.destroy());
  const status = await new Promise((resolve) => child.on("close", resolve));
  expect([status, errors]).toEqual([0, ""]);
});
