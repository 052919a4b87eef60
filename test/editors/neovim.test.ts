import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Folder, temporaryFolder } from "./language-server.ts";
import { documentedFiles, installEverything, neovimVersion, type Seen, sampleServer, visit } from "./neovim.ts";

if (neovimVersion === undefined) console.warn("SKIPPED: Neovim is not installed, so its set-up was not tried");

const installed = temporaryFolder();
let folder: Folder;
let server = "";

beforeAll(async () => {
  if (neovimVersion !== undefined) await installEverything(installed);
});

beforeEach(() => {
  folder = temporaryFolder();
  server = sampleServer(folder, "server");
  return () => folder.remove();
});

afterAll(() => installed.remove());

interface Finding {
  readonly place: string;
  readonly severity: string;
  readonly code: string;
  readonly message: string;
}

interface Window {
  readonly text: readonly string[];
  readonly width: number;
}

/** What the command says of a file. */
function checked(file: string): readonly Finding[] {
  const command = [join(installed.path, "httpd-lint.cjs"), server, "--format", "json"];
  const { stdout } = spawnSync(process.execPath, command, { encoding: "utf8" });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly Record<string, string | number>[] };
  return diagnostics
    .filter((each) => each.file === join(server, file))
    .map(({ line, column, endLine, endColumn, severity, code, message }) => ({
      place: `${line}:${column}-${endLine}:${endColumn}`,
      severity: `${severity}`,
      code: `${code}`,
      message: `${message}`,
    }));
}

function see<T>(what: string, names: Readonly<Record<string, string>> = {}): Promise<Seen<T>> {
  return visit<T>(what, installed, server, names);
}

const inOrder = (findings: readonly Finding[]): readonly Finding[] =>
  findings
    .map(({ place, severity, code, message }) => ({ place, severity, code, message }))
    .sort((a, b) => `${a.place} ${a.code}`.localeCompare(`${b.place} ${b.code}`));

describe.skipIf(neovimVersion === undefined)(`Neovim ${neovimVersion}, set up as documented`, () => {
  it("knows httpd's files by their names and by what stands in them", async () => {
    expect([...documentedFiles().keys()]).toEqual(["nvim/init.lua", "nvim/after/ftplugin/apache.lua"]);
    const files = {
      "public/.htaccess": "RewriteEngine On\n",
      "conf/httpd.conf": "\n",
      "any.conf": "# A site.\n<VirtualHost *:80>\n",
      "sites-available/shop": "ServerName shop.example.com\n",
      "mods-available/ssl.load": "LoadModule ssl_module modules/mod_ssl.so\n",
      "nginx/sites-available/shop": "server {\n  listen 80;\n  location / {\n",
      "my.conf": "[mysqld]\nport = 3306\n",
      "proftpd.conf": 'ServerName "ftp"\n',
    };
    for (const [name, text] of Object.entries(files)) folder.write(join("server", name), text);
    const { result } = await see<string[]>("detect", { FILES: Object.keys(files).join("\n") });
    expect(result.slice(0, 5)).toEqual(
      Object.keys(files)
        .slice(0, 5)
        .map((name) => `${name}: apache`),
    );
    for (const other of result.slice(5)) expect(other).not.toMatch(/: apache$/);
  });

  it("shows what the command finds in a file of a server", async () => {
    const file = "conf.d/intranet.conf";
    const { result, messages } = await see<{ findings: Finding[]; beside: string[]; float: Window; root: string }>(
      "findings",
      { FILE: file, CODE: "session/max-age-not-a-number", ON: "30m" },
    );
    expect(result.findings.length).toBeGreaterThan(5);
    expect(inOrder(result.findings)).toEqual(inOrder(checked(file)));
    expect(result.float.text.join("\n")).toContain("'30m' is read as 30 seconds");
    expect(result.root).toBe(server);
    if (/^0\.([0-9]|10)\./.test(neovimVersion ?? "")) {
      expect(result.beside).toContainEqual(expect.stringMatching(/^8: \S+ '30m' is read as 30 seconds/));
    }
    expect(messages.trim()).toBe("");
  });

  it("shows a mistake while it stands there", async () => {
    const { result } = await see<{ before: number; after: Finding[] }>("typing");
    expect(result.before).toBeGreaterThan(3);
    expect(result.after.length).toBe(result.before + 1);
    const mistake = { place: "15:1-15:7", severity: "error", code: "httpd/unknown-directive" };
    expect(result.after).toContainEqual(expect.objectContaining(mistake));
  });

  it("shows in an open file what a change of another one does, before that is saved", async () => {
    const { result } = await see<{ clients: number; findings: Finding[] }>("unsaved");
    expect(result.clients).toBe(1);
    const unknown = result.findings.filter(({ code }) => code === "httpd/unknown-directive");
    expect(unknown).toContainEqual(expect.objectContaining({ message: expect.stringContaining("'Session'") }));
  });

  it("takes settings from its own configuration", async () => {
    const off = "session/cookie-without-httponly";
    for (const [path, lua] of documentedFiles()) {
      const settings = `init_options = { ruleSettings = { ["${off}"] = "off" } },`;
      folder.write(join("config", path), lua.replace("init_options = {},", settings));
    }
    const all = checked("conf.d/shop.conf");
    expect(all.map(({ code }) => code)).toContain(off);
    const { result } = await see<{ findings: Finding[] }>("findings", {
      FILE: "conf.d/shop.conf",
      CODE: "session/cookie-without-secure",
      ON: "basket path",
      XDG_CONFIG_HOME: join(folder.path, "config"),
    });
    expect(inOrder(result.findings)).toEqual(inOrder(all.filter(({ code }) => code !== off)));
  });

  it("explains a directive and what it comes to here", async () => {
    const { result } = await see<Window>("hover", { FILE: "conf.d/intranet.conf", ON: "SessionMaxAge 30m" });
    expect(result.text).toContain("SessionMaxAge maxage");
    expect(result.text).toContain("- Module: `mod_session`");
    expect(result.text).toContain("- ends after 30 seconds without a request");
    expect(result.width).toBeLessThanOrEqual(80);
  });

  it("shows the value of a variable, and never a passphrase", async () => {
    const variable = await see<Window>("hover", { FILE: "conf.d/status.conf", ON: "STATUS}" });
    expect(variable.result.text.join("\n")).toContain("`${STATUS}` = `/server-status` (conf.d/status.conf:1)");
    const passphrase = await see<Window>("hover", { FILE: "conf.d/shop.conf", ON: "SessionCryptoPassphrase" });
    expect(passphrase.result.text.join("\n")).toContain("SessionCryptoPassphrase");
    expect(passphrase.result.text.join("\n")).not.toContain("changeme");
  });

  it("completes directives and their values", async () => {
    interface Completion {
      readonly offers: readonly { readonly abbr: string; readonly menu: string }[];
      readonly line: string;
    }
    const FILE = "conf.d/shop.conf";
    const directives = await see<Completion>("completion", { FILE, ON: "Session On", TYPE: "<CR>SessionCoo" });
    expect(directives.result.offers.map(({ abbr }) => abbr)).toEqual([
      "SessionCookieName",
      "SessionCookieName2",
      "SessionCookieRemove",
    ]);
    expect(directives.result.offers[0]?.menu).toBe("mod_session_cookie");
    expect(directives.result.line).toMatch(/^ {8}SessionCookieName /);
    const values = await see<Completion>("completion", { FILE, ON: "Session On", TYPE: "<CR>AuthType " });
    expect(values.result.offers.map(({ abbr }) => abbr)).toEqual(expect.arrayContaining(["Basic", "Digest", "Form"]));
  });

  it("shows the syntax of the directive being typed", async () => {
    const { result } = await see<Window>("signature");
    expect(result.text.join("\n")).toContain("SessionCookieName name attributes");
  });

  it("goes to the log format that a log names, and back", async () => {
    const { result } = await see("definition", { FILE: "conf.d/status.conf", ON: "common" });
    expect(result).toMatchObject({ file: "httpd.conf", word: "common", line: expect.stringMatching(/^LogFormat /) });
  });

  it("lists all places of a log format", async () => {
    const { result } = await see<string[]>("references", { FILE: "conf.d/status.conf", ON: "common" });
    expect([...result].sort()).toEqual([
      "conf.d/status.conf:5: CustomLog logs/zürich.log common",
      'httpd.conf:15: LogFormat "%h %l %u %t \\"%r\\" %>s %b" common',
      "httpd.conf:16: CustomLog /dev/stdout common",
    ]);
  });

  it("gives a log format another name in all files", async () => {
    const { result } = await see<{ offered: string; changed: Record<string, string[]> }>("rename", {
      FILE: "conf.d/status.conf",
      ON: "common",
      NAME: "brief",
    });
    expect(result.offered).toBe("common");
    expect(Object.keys(result.changed).sort()).toEqual(["conf.d/status.conf", "httpd.conf"]);
    expect(result.changed["conf.d/status.conf"]).toContain("CustomLog logs/zürich.log brief");
    expect(result.changed["httpd.conf"]).toContain('LogFormat "%h %l %u %t \\"%r\\" %>s %b" brief');
    expect(result.changed["httpd.conf"]).toContain("CustomLog /dev/stdout brief");
  });

  it("applies a fix, and the finding is gone", async () => {
    const CHOICE = "Add HttpOnly to the cookie";
    const { result, messages } = await see<{ offers: string[]; before: string[]; after: string[] }>("action", {
      FILE: "conf.d/shop.conf",
      ON: "basket path",
      CODE: "session/cookie-without-httponly",
      CHOICE,
    });
    expect(result.offers).toContain(CHOICE);
    const cookie = result.before.indexOf("        SessionCookieName basket path=/basket");
    expect(result.after).toEqual(result.before.with(cookie, "        SessionCookieName basket path=/basket;HttpOnly;"));
    expect(messages.trim()).toBe("");
  });

  it("lays a file out", async () => {
    const { result } = await see("format", { FILE: "conf.d/status.conf" });
    expect(result).toEqual([
      "Define STATUS /server-status",
      "<Location ${STATUS}>",
      "    Require all granted",
      "</Location>",
      "CustomLog logs/zürich.log common",
    ]);
  });

  it("lists the sections of a file", async () => {
    const { result } = await see<string[]>("symbols", { FILE: "conf.d/intranet.conf" });
    for (const section of ["2: .*intranet.example.com", "15: .*/wiki", "24: .*/wiki/admin", "28: .*/login"]) {
      expect(result).toContainEqual(expect.stringMatching(new RegExp(`^${section}`)));
    }
  });

  it("starts one server for all files of a httpd server, and leaves none behind", async () => {
    const { servers } = await see("definition", { FILE: "conf.d/status.conf", ON: "common" });
    expect(servers).toBe(1);
  });
});
