import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ConfigHost } from "@httpd-lint/config";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createNodeHost } from "./node-host.ts";
import { type Answer, runIn } from "./testing/run.ts";

let folder: string;

const files = {
  "apache2/apache2.conf":
    'ErrorLog ${APACHE_LOG_DIR}/error.log\nIncludeOptional mods-enabled/*.load\nDefine DB_PASSWORD hunter2\nIncludeOptional sites-enabled/*.conf\n<IfDefine SSL>\n  Listen 443\n</IfDefine>\n<Directory "/srv">\n  Options None\n</Directory>\n',
  "apache2/envvars": "export APACHE_LOG_DIR=/var/log/apache2$SUFFIX\n",
  "apache2/mods-enabled/mpm_event.load": "LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so\n",
  "apache2/sites-available/shop.conf": "<VirtualHost *:80>\n  ServerName shop.test\n</VirtualHost>\n",
  "apache2/sites-available/unused.conf": "<VirtualHost *:80>\n",
  "broken/httpd.conf": "Include sites/a.conf\n",
  "broken/sites/a.conf": "Timeout 5\n</Directory>\n",
  "loose/public/.htaccess": "<Files x>\n",
  "loose/nginx.conf": "server {\n",
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "httpd-lint-cli-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  mkdirSync(join(folder, "apache2/sites-enabled"));
  symlinkSync("../sites-available/shop.conf", join(folder, "apache2/sites-enabled/shop.conf"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function httpdLint(args: readonly string[], input = "", host: ConfigHost = createNodeHost()): Promise<Answer> {
  return runIn(host, args, { cwd: folder, input });
}

test("configtest says Syntax OK on standard error, as httpd does", async () => {
  expect(await httpdLint(["configtest", "apache2"])).toEqual({
    status: 0,
    out: "",
    err: expect.stringMatching(/^Syntax OK\n/),
  });
});

test("configtest prints one place per level of Include", async () => {
  const { status, err } = await httpdLint(["configtest", "broken"]);
  expect(err).toBe(
    `httpd-lint: Syntax error on line 1 of ${folder}/broken/httpd.conf: Syntax error on line 2 of ${folder}/broken/sites/a.conf: </Directory> without matching <Directory> section\n`,
  );
  expect(status).toBe(1);
});

test("configtest --format json is one object", async () => {
  const { status, out } = await httpdLint(["configtest", "--format", "json", "broken"]);
  expect(JSON.parse(out)).toEqual({
    verdict: "reject",
    phase: "read",
    file: `${folder}/broken/sites/a.conf`,
    line: 2,
    message: "</Directory> without matching <Directory> section",
    code: "read/stray-closing-tag",
    via: [{ file: `${folder}/broken/httpd.conf`, line: 1 }],
    notes: [],
    warnings: [],
    errors: [expect.objectContaining({ line: 2 })],
    undecided: [],
  });
  expect(status).toBe(1);
  expect(JSON.parse((await httpdLint(["configtest", "--format=json", "apache2"])).out)).toEqual({
    verdict: "accept",
    phase: null,
    file: null,
    line: null,
    message: "",
    code: null,
    via: [],
    notes: [],
    warnings: [],
    errors: [],
    undecided: expect.any(Array),
  });
});

test("an error in -C has no place, and what it includes has only its own", async () => {
  expect((await httpdLint(["configtest", "apache2", "-C", "</Files>"])).err).toBe(
    "httpd-lint: Syntax error in -C/-c directive: </Files> without matching <Files> section\n",
  );
  const args = ["configtest", "apache2", "-C", `Include ${folder}/broken/sites/a.conf`];
  expect((await httpdLint(args)).err).toBe(
    `httpd-lint: Syntax error in -C/-c directive: Syntax error on line 2 of ${folder}/broken/sites/a.conf: </Directory> without matching <Directory> section\n`,
  );
  expect(JSON.parse((await httpdLint([...args, "--format", "json"])).out)).toMatchObject({ line: 2, via: [] });
});

test("httpd's option letters work glued and apart, and may be repeated", async () => {
  const names = ["-DONE", "-D", "TWO", "-d", join(folder, "apache2"), "-C", "Define THREE 3", "-c", "Define FOUR 4"];
  const { out } = await httpdLint(["dump", "defines", ...names]);
  expect(out).toBe("Define: ONE\nDefine: TWO\nDefine: THREE=3\nDefine: DB_PASSWORD=********\nDefine: FOUR=4\n");
});

test("-f is relative to -d", async () => {
  const { out } = await httpdLint(["dump", "includes", "-d", "broken", "-f", "sites/a.conf"]);
  expect(out).toBe(`Included configuration files:\n  (*) ${folder}/broken/sites/a.conf\n`);
});

test("dump includes and modules read as httpd prints them", async () => {
  const root = join(folder, "apache2");
  expect((await httpdLint(["dump", "includes", "apache2"])).out).toBe(
    [
      "Included configuration files:",
      `  (*) ${root}/apache2.conf`,
      `    (2) ${root}/mods-enabled/mpm_event.load`,
      `    (4) ${root}/sites-enabled/shop.conf`,
      "",
    ].join("\n"),
  );
  const { out } = await httpdLint(["dump", "modules", "apache2"]);
  expect(out).toMatch(/^Loaded Modules:\n core_module \(static\)\n so_module \(static\)\n/);
  expect(out).toMatch(/\n mpm_event_module \(shared\)\n$/);
});

test("dump config shows what httpd keeps, with Debian's envvars and without secrets", async () => {
  const { out } = await httpdLint(["dump", "config", "apache2", "-C", "SessionCryptoPassphrase hunter2"]);
  expect(out).toContain("SessionCryptoPassphrase ********\n");
  expect(out).toContain("ErrorLog /var/log/apache2/error.log\n");
  expect(out).toContain('#   8:\n<Directory "/srv">\n  #   9:\n  Options None\n</Directory>\n');
  const json = JSON.parse((await httpdLint(["dump", "config", "apache2", "--format", "json"])).out);
  expect(json).toContainEqual({
    name: "ServerName",
    arguments: "shop.test",
    file: `${folder}/apache2/sites-enabled/shop.conf`,
    line: 2,
    depth: 1,
    via: [{ file: `${folder}/apache2/apache2.conf`, line: 4 }],
  });
});

test("dump vhosts reads as httpd -S prints it", async () => {
  const file = `${folder}/apache2/sites-enabled/shop.conf`;
  const { out } = await httpdLint(["dump", "vhosts", "apache2", "-D", "ONE"]);
  expect(out).toContain(`VirtualHost configuration:\n*:80                   shop.test (${file}:1)\nServerRoot: `);
  expect(out).toContain("\nDefine: DUMP_VHOSTS\nDefine: DUMP_RUN_CFG\nDefine: ONE\nDefine: DB_PASSWORD=********\n");
  const { addresses, hosts } = JSON.parse((await httpdLint(["dump", "vhosts", "apache2", "--format", "json"])).out);
  const host = { name: "shop.test", file, line: 1 };
  expect(addresses).toEqual([{ address: "*", port: 80, resolved: true, defaultServer: host, names: [] }]);
  expect(hosts).toEqual([expect.objectContaining({ ...host, nameFrom: "ServerName", aliases: [] })]);
});

test("check reads a whole server and says which -D names it was not told of", async () => {
  const { out } = await httpdLint(["apache2"]);
  expect(out).toContain("Taken as not defined: SSL. To look at those parts: -D SSL\n");
  expect(out).toMatch(/3 files read \(debian\): .*\.\n$/);
  expect((await httpdLint(["apache2", "-D", "SSL"])).out).not.toContain("Taken as not defined");
});

test("an error of httpd's is a finding: place, source, caret, exit status 1", async () => {
  const { status, out } = await httpdLint(["broken"]);
  expect(out).toContain(
    [
      "broken/sites/a.conf:2:1: error: </Directory> without matching <Directory> section [read/stray-closing-tag]",
      "  2 | </Directory>",
      "    | ^^^^^^^^^^^^",
    ].join("\n"),
  );
  expect(status).toBe(1);
});

test("a site file is checked as part of its server, also through its link; one that no Include reads, alone", async () => {
  expect((await httpdLint(["apache2/sites-available/shop.conf"])).out).toContain("3 files read (debian)");
  const { status, out } = await httpdLint(["apache2/sites-available/unused.conf"]);
  expect(out).toContain("apache2/sites-available/unused.conf:1:1: error:");
  expect(out).toContain("<VirtualHost> was not closed.");
  expect(status).toBe(1);
});

test("a folder without a server is searched, and what is not httpd's is left alone", async () => {
  const { status, out } = await httpdLint(["loose"]);
  expect(out).toContain("loose/public/.htaccess:1:1: error:");
  expect(out).not.toContain("nginx.conf");
  expect(status).toBe(1);
});

test("standard input stands for a file of the server, as an editor has it", async () => {
  const { status, out } = await httpdLint(
    ["-", "--stdin-filename", "apache2/sites-enabled/shop.conf"],
    "<VirtualHost *:80>\n</VirtualHostess>\n",
  );
  expect(out).toContain(
    "apache2/sites-enabled/shop.conf:2:1: error: Expected </VirtualHost> but saw </VirtualHostess>",
  );
  expect(status).toBe(1);
  expect((await httpdLint(["-"], "<Files x>\n")).out).toContain("-:1:1: error:");
});

test("--format json has places, counts and a version", async () => {
  const report = JSON.parse((await httpdLint(["broken", "--format", "json"])).out);
  expect(report.version).toBe(1);
  expect(report.diagnostics[0]).toMatchObject({
    code: "read/stray-closing-tag",
    severity: "error",
    source: "httpd",
    file: `${folder}/broken/sites/a.conf`,
    line: 2,
    column: 1,
    endLine: 2,
    endColumn: 13,
  });
  expect(report).toMatchObject({ filesRead: 2, undecided: [] });
});

test("colour only when asked for or on a terminal", async () => {
  expect((await httpdLint(["broken"])).out).not.toContain("\x1b[");
  expect((await httpdLint(["broken", "--color", "always"])).out).toContain("\x1b[");
});

test.each([
  [["missing"], /^httpd-lint: Cannot read .*missing: No such file or directory\n$/],
  [["--bogus"], /^httpd-lint: unknown option '--bogus'/],
  [["configtest", "-f"], /^httpd-lint: option '-f <file>' argument missing/],
  [["dump", "nonsense", "apache2"], /Allowed choices are includes, modules, defines, config, vhosts/],
  [["dump", "config", "loose"], /^httpd-lint: No server found/],
  [["--profile", "vms", "apache2"], /Allowed choices are debian/],
])("%j is wrong use: exit status 2 and one message", async (args, message) => {
  const { status, out, err } = await httpdLint(args);
  expect(err).toMatch(message);
  expect([status, out]).toEqual([2, ""]);
});

test("a missing path does not keep the others from being checked", async () => {
  const { status, out, err } = await httpdLint(["missing", "broken"]);
  expect(err).toContain("missing");
  expect(out).toContain("broken/sites/a.conf:2:1");
  expect(status).toBe(2);
});

test("a defect of ours is one line and exit status 3", async () => {
  const host: ConfigHost = {
    ...createNodeHost(),
    readFile: () => {
      throw new Error("boom\nsecond line");
    },
  };
  const { status, err } = await httpdLint(["configtest", "broken"], "", host);
  expect(err).toMatch(/^httpd-lint: internal error: boom - please report it.*\n$/);
  expect(status).toBe(3);
});

test("--help shows examples and exit statuses", async () => {
  const { status, out } = await httpdLint(["--help"]);
  expect(out).toContain("httpd-lint /etc/apache2");
  expect(out).toContain("Exit status: 0 clean, 1 findings");
  expect(status).toBe(0);
});
