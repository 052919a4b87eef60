import { createMemoryHost } from "@httpd-lint/config";
import { describe, expect, it } from "vitest";
import { type Answer, runIn } from "./testing/run.ts";

const load = `LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule rewrite_module modules/mod_rewrite.so
Listen 80
ServerName shop.test
`;

const closed = `${load}<Directory /srv/www>\n  AllowOverride None\n</Directory>\n`;

function httpdLint(files: Readonly<Record<string, string>>, args: readonly string[]): Promise<Answer> {
  return runIn(createMemoryHost(files), args);
}

describe("configtest PATH", () => {
  const files = {
    "/srv/web/main.conf": `${load}Timeout\n`,
    "/srv/web/httpd.conf": load,
    "/srv/web/sites/shop.conf": load,
  };

  it("is the main file, whatever it is called and whatever lies beside or above it", async () => {
    const { err } = await httpdLint(files, ["configtest", "web/main.conf"]);
    expect(err).toContain("Syntax error on line 5 of /srv/web/main.conf:\n");
    expect(await httpdLint(files, ["configtest", "-f", "/srv/web/main.conf"])).toMatchObject({ err });
    expect((await httpdLint(files, ["configtest", "web/sites/shop.conf"])).err).toBe("Syntax OK\n");
  });

  it("is the server root when it is a folder", async () => {
    expect((await httpdLint(files, ["configtest", "web"])).err).toBe("Syntax OK\n");
    expect((await httpdLint(files, ["configtest", "web/sites"])).err).toBe(
      "httpd-lint: No server found: neither apache2.conf nor httpd.conf lies in /srv/web/sites\n",
    );
  });

  it("goes together with -d or -f that says the rest, and not with one that says the same", async () => {
    const included = { ...files, "/srv/web/httpd.conf": `${load}Include sites/shop.conf\n` };
    expect((await httpdLint(included, ["configtest", "web/main.conf", "-d", "web"])).err).toContain("main.conf");
    expect((await httpdLint(included, ["configtest", "web", "-f", "main.conf"])).err).toContain("main.conf");
    expect(await httpdLint(files, ["configtest", "web", "-d", "web/sites"])).toEqual({
      status: 2,
      out: "",
      err: "httpd-lint: both web and -d name the server root\n",
    });
    expect((await httpdLint(files, ["configtest", "web/main.conf", "-f", "x.conf"])).err).toBe(
      "httpd-lint: both web/main.conf and -f name the main file\n",
    );
  });

  it("is no .htaccess", async () => {
    const { status, err } = await httpdLint({ "/srv/.htaccess": "" }, ["configtest", ".htaccess"]);
    expect(err).toBe("httpd-lint: .htaccess is no server: a .htaccess is tested with configtest --htaccess\n");
    expect(status).toBe(2);
  });

  it("is the server that a --htaccess is tested in", async () => {
    const one = `${load}<Directory /srv/www>\n  AllowOverride FileInfo\n</Directory>\n`;
    const trees = {
      "/srv/one/httpd.conf": one,
      "/srv/two.conf": one.replace("FileInfo", "Options"),
      "/srv/www/.htaccess": "Options -Indexes\n",
    };
    const htaccess = ["--htaccess", "www/.htaccess"];
    expect((await httpdLint(trees, ["configtest", "one", ...htaccess])).err).toContain("Options not allowed here");
    expect((await httpdLint(trees, ["configtest", "two.conf", ...htaccess])).err).toBe("Syntax OK\n");
    const bare = { "/srv/www/.htaccess": "RewriteEngine On\n" };
    const loading = ["-C", "LoadModule rewrite_module r.so"];
    expect((await httpdLint(bare, ["configtest", "www", ...loading, ...htaccess])).err).toBe("Syntax OK\n");
    expect((await httpdLint(bare, ["configtest", "gone", ...loading, ...htaccess])).err).toContain("Cannot read");
  });
});

describe("a .htaccess under AllowOverride None", () => {
  const files = { "/srv/httpd.conf": closed, "/srv/www/.htaccess": "NoSuchDirective\n" };
  const note = "httpd never opens /srv/www/.htaccess: AllowOverride is None there";

  it("is accepted, with a note that httpd never opens it", async () => {
    const args = ["configtest", "--htaccess", "www/.htaccess"];
    expect(await httpdLint(files, args)).toEqual({ status: 0, out: "", err: `Syntax OK\nNote: ${note}.\n` });
    const { status, out } = await httpdLint(files, [...args, "--format", "json"]);
    expect(JSON.parse(out)).toMatchObject({ verdict: "accept", notes: [note], errors: [] });
    expect(status).toBe(0);
  });

  it("has no note where something is granted", async () => {
    const args = ["configtest", "--htaccess", "www/.htaccess", "--format", "json", "--allow-override", "All"];
    expect(JSON.parse((await httpdLint(files, args)).out)).toMatchObject({ verdict: "reject", notes: [] });
  });
});

describe("an unknown name in a file without its server", () => {
  const alone = async (text: string) =>
    httpdLint({ "/srv/conf.d/a.conf": text }, ["check", "--alone", "--format", "json", "conf.d/a.conf"]);
  const severities = async (text: string): Promise<readonly string[]> =>
    JSON.parse((await alone(text)).out).diagnostics.map((one: { readonly severity: string }) => one.severity);

  it.each(["DocumentRot /srv", "ServerNmae a", "Lsiten 80", "<Directroy /srv>\n</Directroy>"])(
    "is an error when it is plainly a slip: %s",
    async (text) => {
      expect(await severities(`${text}\n`)).toContain("error");
    },
  );

  it.each(["CookieJar Maybe", "AcmeLevel high", "ShopRoot /srv"])(
    "may be of a module of one's own, so it is a warning: %s",
    async (text) => {
      expect(await severities(`${text}\n`)).toEqual(["warning"]);
    },
  );

  it("is the same in a server that loads no module", async () => {
    const of = async (text: string) =>
      JSON.parse((await httpdLint({ "/srv/httpd.conf": text }, ["check", "--format", "json", "httpd.conf"])).out)
        .diagnostics[0];
    expect(await of("CookieJar Maybe\n")).toMatchObject({ severity: "warning", code: "httpd/unknown-directive" });
    expect(await of("ServerNmae a\n")).toMatchObject({ severity: "error", code: "httpd/unknown-directive" });
    expect(await of(`${load}CookieJar Maybe\n`)).toMatchObject({ severity: "error" });
  });

  it("is nothing when another MPM has it", async () => {
    expect(await severities("MinSpareServers 5\nMaxSpareServers 10\n")).toEqual([]);
  });
});

it("one unknown name of a server is told for the file that is asked about, wherever it stands first", async () => {
  const files = {
    "/srv/httpd.conf": `${load}Include a.conf\nInclude b.conf\n`,
    "/srv/a.conf": "FooBar 1\n",
    "/srv/b.conf": "Timeout 5\nFooBar 2\nFooBar 3\n",
  };
  const { status, out } = await httpdLint(files, ["check", "--format", "json", "b.conf"]);
  const { diagnostics } = JSON.parse(out);
  expect(diagnostics).toHaveLength(1);
  expect(diagnostics[0]).toMatchObject({ code: "httpd/unknown-directive", file: "/srv/b.conf", line: 2 });
  expect(diagnostics[0].related.map(({ file, line }: { file: string; line: number }) => [file, line])).toEqual([
    ["/srv/a.conf", 1],
    ["/srv/b.conf", 3],
  ]);
  expect(status).toBe(1);
});

describe("what is wrong in the settings file", () => {
  const settings = (text: string) => ({ "/srv/httpd.conf": load, "/srv/.httpd-lint.json": text });

  it("is a kind of server or a set of rules that there is not: told with its place and what there is", async () => {
    const profile = await httpdLint(settings('{\n  "profile": "vms"\n}'), ["configtest"]);
    expect(profile).toEqual({
      status: 2,
      out: "",
      err: "httpd-lint: /srv/.httpd-lint.json:2:14: there is no server profile 'vms' (there are debian, rhel, arch, freebsd, macos, container, source, windows)\n",
    });
    const rules = await httpdLint(settings('{ "rules": "strictest" }'), ["check", "httpd.conf"]);
    expect(rules.err).toMatch(
      /^httpd-lint: \/srv\/\.httpd-lint\.json:1:12: there is no rule set 'strictest' \(there are /,
    );
  });

  it.each([
    ["{", "1:2: the settings file is no JSON: a closing brace is missing"],
    ['{ "define": ["A"', "1:17: the settings file is no JSON: a closing bracket is missing"],
    ['{ "rules" "strict" }', "1:11: the settings file is no JSON: a colon is missing"],
    ['{ "rules": "strict }', "1:12: the settings file is no JSON: a text is not closed by double quotes"],
    ["{ rules: 1 }", "1:3: the settings file is no JSON: this is no value (text needs double quotes)"],
    ["", "1:1: the settings file is no JSON: the file is empty"],
  ])("is told in words: %s", async (text, message) => {
    expect((await httpdLint(settings(text), ["configtest"])).err).toBe(
      `httpd-lint: /srv/.httpd-lint.json:${message}\n`,
    );
  });

  it.each([
    [
      "flags",
      '"flags": "RSRC"',
      /flags must be one or more of OR_NONE, .*, PROXY_CONF, with \| between and no blanks$/,
    ],
    ["since", '"flags": "OR_ALL", "since": "two"', /since must be a version of httpd, e\.g\. 2\.4\.7$/],
  ])("of a catalogue is no regular expression: %s", async (_, member, message) => {
    const catalogue = `{ "module": { "symbol": "a_module", "source": "mod_a.c" },
      "directives": [{ "name": "A", "arguments": "TAKE1", ${member} }] }`;
    const files = { ...settings('{ "catalogues": ["a.json"] }'), "/srv/a.json": catalogue };
    const { err } = await httpdLint(files, ["configtest"]);
    expect(err.trimEnd()).toMatch(message);
    expect(err).not.toContain("^");
  });

  it("may be a catalogue that is not there", async () => {
    expect((await httpdLint(settings('{ "catalogues": ["a.json"] }'), ["configtest"])).err).toBe(
      "httpd-lint: the catalogue /srv/a.json does not exist\n",
    );
  });
});

describe("directives and catalogues of the user's own", () => {
  const catalogue = `{
    "module": { "symbol": "acme_module", "source": "mod_acme.c", "summary": "Balances the load." },
    "directives": [
      { "name": "AcmeLevel", "arguments": "TAKE1", "flags": "OR_FILEINFO", "syntax": "AcmeLevel low|high",
        "summary": "Sets how much is said.", "meanings": { "low": "errors only" } },
      { "name": "<AcmeZone", "arguments": "RAW_ARGS", "flags": "RSRC_CONF" }
    ]
  }`;
  const files = { "/srv/.httpd-lint.json": '{ "catalogues": ["lint/acme.json"] }', "/srv/lint/acme.json": catalogue };

  it("shows a directive of theirs", async () => {
    expect(await httpdLint(files, ["directives", "acmelevel"])).toEqual({
      status: 0,
      err: "",
      out: [
        "AcmeLevel",
        "  Sets how much is said.",
        "",
        "  Syntax    AcmeLevel low|high",
        "  Context   server config, virtual host, directory, location, files, .htaccess",
        "  Override  FileInfo",
        "  Module    acme_module (mod_acme.c, third party)",
        "",
        "  Values",
        "    low: errors only",
        "",
      ].join("\n"),
    });
    expect((await httpdLint(files, ["directives", "AcmeZone"])).out).toBe(
      "<AcmeZone>\n\n  Syntax    <AcmeZone>\n  Context   server config, virtual host\n  Module    acme_module (mod_acme.c, third party)\n",
    );
  });

  it("lists their module, and finds what was meant", async () => {
    expect((await httpdLint(files, ["directives", "--module", "acme"])).out).toContain("acme_module");
    expect((await httpdLint(files, ["directives", "AcmeLevle"])).err).toContain("did you mean AcmeLevel?");
    expect((await httpdLint(files, ["directives", "Listen"])).status).toBe(0);
  });

  it("reads the settings file that --config names", async () => {
    const elsewhere = { "/srv/lint/s.json": '{ "catalogues": ["acme.json"] }', "/srv/lint/acme.json": catalogue };
    expect((await httpdLint(elsewhere, ["directives", "AcmeLevel"])).status).toBe(2);
    expect((await httpdLint(elsewhere, ["directives", "AcmeLevel", "--config", "lint/s.json"])).status).toBe(0);
  });

  it("puts their description of a module in the place of ours", async () => {
    const ssl = catalogue.replace("acme_module", "ssl_module");
    const own = { ...files, "/srv/lint/acme.json": ssl };
    expect((await httpdLint(own, ["directives", "SSLEngine"])).status).toBe(2);
    expect((await httpdLint(own, ["directives", "AcmeLevel"])).out).toContain("ssl_module");
  });
});
