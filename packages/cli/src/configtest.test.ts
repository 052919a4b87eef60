import { type ConfigHost, createMemoryHost } from "@httpd-lint/config";
import { describe, expect, it } from "vitest";
import type { ConfigtestAnswer } from "./configtest.ts";
import { type Answer, runIn } from "./testing/run.ts";

const load = `LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule unixd_module modules/mod_unixd.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule rewrite_module modules/mod_rewrite.so
`;

/** A server whose .htaccess files may do what FileInfo grants, but not below /srv/www/closed. */
const server = `${load}Listen 80
ServerName shop.test
DocumentRoot /srv/www
<Directory /srv/www>
  AllowOverride FileInfo
</Directory>
<Directory /srv/www/closed>
  AllowOverride None
</Directory>
<Directory /srv/www/lenient>
  AllowOverride FileInfo Nonfatal=Override
</Directory>
<Directory /srv/www/listed>
  AllowOverride None
  AllowOverrideList ErrorDocument
</Directory>
`;

type Known = NonNullable<ConfigHost["knows"]>;

async function configtest(
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  knows?: Known,
): Promise<Answer> {
  const host = createMemoryHost(files);
  return runIn(knows === undefined ? host : { ...host, knows }, ["configtest", ...args]);
}

async function answerOf(
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  knows?: Known,
): Promise<ConfigtestAnswer> {
  return JSON.parse((await configtest(files, [...args, "--format", "json"], knows)).out);
}

/** configtest of a .htaccess with that text in a folder of the server above. */
function ofHtaccess(text: string, args: readonly string[] = [], folder = "/srv/www"): Promise<ConfigtestAnswer> {
  const path = `${folder}/.htaccess`;
  return answerOf({ "/srv/httpd.conf": server, [path]: text }, ["-d", "/srv", "--htaccess", path, ...args]);
}

describe("configtest --htaccess", () => {
  it("takes what the AllowOverride of its folder grants, and refuses the rest where it stands", async () => {
    expect(await ofHtaccess("RewriteEngine On\nRewriteRule ^(.*)$ index.php [L]\n")).toMatchObject({
      verdict: "accept",
      errors: [],
    });
    expect(await ofHtaccess("ErrorDocument 404 /gone\n# more\nOptions -Indexes\n")).toMatchObject({
      verdict: "reject",
      phase: "walk",
      code: "httpd/context",
      file: "/srv/www/.htaccess",
      line: 3,
      message: "Options not allowed here",
    });
  });

  it("prints the error as httpd logs it", async () => {
    const files = { "/srv/httpd.conf": server, "/srv/www/.htaccess": "Timeout 5\n" };
    expect(await configtest(files, ["--htaccess", "www/.htaccess"])).toEqual({
      status: 1,
      out: "",
      err: "AH00526: Syntax error on line 1 of /srv/www/.htaccess:\nTimeout not allowed here\n",
    });
  });

  it("reads it, too: a section that is not closed, an Include", async () => {
    expect(await ofHtaccess("<Files secret>\n")).toMatchObject({
      verdict: "reject",
      phase: "read",
      file: null,
      message: "/srv/www/.htaccess:1: <Files> was not closed.",
    });
    expect(await ofHtaccess("ErrorDocument 404 /gone\nInclude more.conf\n")).toMatchObject({
      verdict: "reject",
      phase: "read",
      code: "read/not-allowed-here",
      message: "Include not allowed here",
    });
  });

  it("does not open it under AllowOverride None, so whatever is in it is no error", async () => {
    for (const text of ["Options -Indexes\n", "NoSuchDirective\n", "<Files x>\n", "</Files>\n"]) {
      expect(await ofHtaccess(text, [], "/srv/www/closed"), text).toMatchObject({ verdict: "accept", errors: [] });
    }
    // In a folder below, too; beside it, not.
    expect((await ofHtaccess("NoSuchDirective\n", [], "/srv/www/closed/deep")).verdict).toBe("accept");
    expect((await ofHtaccess("NoSuchDirective\n", [], "/srv/www/closed-not")).verdict).toBe("reject");
  });

  it("warns only of what Nonfatal=Override leaves out", async () => {
    const { verdict, errors } = await ofHtaccess("Options -Indexes\n", [], "/srv/www/lenient");
    expect([verdict, errors]).toEqual(["accept", []]);
    expect((await ofHtaccess("NoSuchDirective\n", [], "/srv/www/lenient")).verdict).toBe("reject");
  });

  it("takes what AllowOverrideList names and nothing else", async () => {
    expect((await ofHtaccess("ErrorDocument 404 /gone\n", [], "/srv/www/listed")).verdict).toBe("accept");
    expect(await ofHtaccess("RewriteEngine On\n", [], "/srv/www/listed")).toMatchObject({
      verdict: "reject",
      message: "RewriteEngine not allowed here",
    });
  });

  it("grants instead what --allow-override says", async () => {
    const text = "Options -Indexes\nRequire all granted\n";
    expect(await ofHtaccess(text, ["--allow-override", "Options"])).toMatchObject({ line: 2 });
    for (const list of ["Options,AuthConfig", "Options AuthConfig", "options, authconfig", "All"]) {
      expect((await ofHtaccess(text, ["--allow-override", list])).verdict, list).toBe("accept");
    }
    expect((await ofHtaccess("ErrorDocument 404 /gone\n", ["--allow-override", "Limit"])).verdict).toBe("reject");
    // Also where the server grants nothing.
    expect((await ofHtaccess(text, ["--allow-override", "All"], "/srv/www/closed")).verdict).toBe("accept");
  });

  it("grants single options: Options=Indexes,MultiViews", async () => {
    const list = "FileInfo,Options=Indexes,MultiViews";
    expect((await ofHtaccess("Options +Indexes +MultiViews\n", ["--allow-override", list])).verdict).toBe("accept");
    expect(await ofHtaccess("ErrorDocument 404 /gone\nOptions +ExecCGI\n", ["--allow-override", list])).toMatchObject({
      verdict: "reject",
      line: 2,
    });
    const more = "Options=Indexes,Nonfatal=Unknown";
    expect((await ofHtaccess("Options +Indexes\nNoSuchDirective\n", ["--allow-override", more])).verdict).toBe(
      "accept",
    );
  });

  it("needs no server: -C loads the modules, and everything is granted", async () => {
    const files = { "/srv/public/.htaccess": "RewriteEngine On\nExpiresActive On\nOptions -Indexes\n" };
    const args = ["-d", "/srv/public", "--htaccess", "public/.htaccess", "-C", "LoadModule rewrite_module rewrite.so"];
    expect(await answerOf(files, args)).toMatchObject({
      verdict: "reject",
      file: "/srv/public/.htaccess",
      line: 2,
      code: "httpd/unknown-directive",
    });
    expect((await answerOf(files, [...args, "-C", "LoadModule expires_module expires.so"])).verdict).toBe("accept");
  });

  it("is wrong use for a file that is not there", async () => {
    const { status, out, err } = await configtest({ "/srv/httpd.conf": server }, ["--htaccess", "www/.htaccess"]);
    expect([status, out]).toEqual([2, ""]);
    expect(err).toBe("httpd-lint: Cannot read www/.htaccess: it is not a file\n");
  });

  it("says what is wrong with the server before it looks at the file", async () => {
    const files = { "/srv/httpd.conf": `${load}</Directory>\n`, "/srv/www/.htaccess": "NoSuchDirective\n" };
    expect(await answerOf(files, ["--htaccess", "www/.htaccess"])).toMatchObject({
      file: "/srv/httpd.conf",
      line: 5,
      message: "</Directory> without matching <Directory> section",
    });
  });
});

describe("configtest --format json", () => {
  it("has all errors, the one that httpd stops at first", async () => {
    const text = `${load}Listen 80\nServerTokens All\nDocumentRoot\nNoSuchDirective on\nRewriteRule ^(shop index.php\n`;
    const answer = await answerOf({ "/srv/httpd.conf": text }, ["."]);
    expect(answer).toMatchObject({ verdict: "reject", phase: "walk", file: "/srv/httpd.conf", line: 6 });
    expect(answer.errors.map(({ line, code }) => [line, code])).toEqual([
      [6, expect.stringMatching(/^httpd\//)],
      [7, "httpd/argument-count"],
      [8, "httpd/unknown-directive"],
      [9, "httpd/pattern"],
    ]);
    expect(answer.errors[3]?.message).toBe(
      "RewriteRule: the regular expression '^(shop' cannot be compiled: missing closing parenthesis (at offset 6)",
    );
    expect(answer.errors[0]).toEqual({
      code: answer.code,
      file: answer.file,
      line: answer.line,
      message: answer.message,
    });
  });

  it("names no place when an MPM is missing or there are two", async () => {
    const event = "LoadModule mpm_event_module modules/mod_mpm_event.so\n";
    const worker = "LoadModule mpm_worker_module modules/mod_mpm_worker.so\n";
    const args = ["-f", "/srv/httpd.conf", "--profile", "debian"];
    expect(await answerOf({ "/srv/httpd.conf": "Listen 80\n" }, args)).toMatchObject({
      verdict: "reject",
      phase: "mpm",
      file: null,
      line: null,
      message: "No MPM loaded.",
    });
    expect(await answerOf({ "/srv/httpd.conf": event + worker }, args)).toMatchObject({
      phase: "mpm",
      message: "More than one MPM loaded.",
    });
    expect((await configtest({ "/srv/httpd.conf": event + worker }, args)).err).toBe(
      "AH00534: httpd-lint: Configuration error: More than one MPM loaded.\n",
    );
  });

  it("has no secrets, in no message", async () => {
    const text = `${load}LoadModule session_module s.so\nLoadModule session_crypto_module c.so\nListen 80\nSessionCryptoPassphrase hunter2 hunter2\nSessionCryptoPassphrase\nSessionCryptoPassphrasee hunter2\n`;
    const { out } = await configtest({ "/srv/httpd.conf": text }, ["--format", "json"]);
    expect(JSON.parse(out).verdict).toBe("reject");
    expect(out).not.toContain("hunter2");
  });
});

const onThisMachine = `${load}Listen 80
ServerName shop.test
User www-shop
Group www-shop
DocumentRoot /srv/htdocs
ErrorLog /srv/logs/error_log
`;

const modules = Object.fromEntries(
  ["mpm_event", "unixd", "authz_core", "rewrite"].map((name) => [`/srv/modules/mod_${name}.so`, "ELF"]),
);

const present: Readonly<Record<string, string>> = {
  ...modules,
  "/srv/htdocs/index.html": "",
  "/srv/logs/error_log": "",
  "/srv/httpd.conf": onThisMachine,
};

describe("what depends on the machine", () => {
  it("is taken as it should be, and said", async () => {
    const answer = await answerOf({ "/srv/httpd.conf": onThisMachine }, []);
    expect(answer).toMatchObject({ verdict: "accept", errors: [] });
    const told = answer.undecided.map(({ class: kind, line, assumed }) => `${line} ${kind}: ${assumed}`);
    expect(told.sort()).toEqual([
      expect.stringMatching(/^10 files: \/srv\/logs\/? is a directory$/),
      "7 host: there is a user www-shop",
      "8 host: there is a group www-shop",
      "9 files: /srv/htdocs is a directory",
    ]);
    expect(answer.undecided.every(({ file }) => file === "/srv/httpd.conf")).toBe(true);
    expect((await configtest({ "/srv/httpd.conf": onThisMachine }, [])).err).toBe(
      "Syntax OK\nTaken as given: 2 users, groups or host names, 2 files or folders (--host looks at this machine).\n",
    );
    const one = onThisMachine.replace(/^(User|DocumentRoot|ErrorLog) .*\n/gm, "");
    expect((await configtest({ "/srv/httpd.conf": one }, [])).err).toContain(
      "Taken as given: 1 user, group or host name",
    );
  });

  it("is counted once, however often and in whatever order it is met", async () => {
    const host = (folder: string): string =>
      `<VirtualHost *:80>\nServerName shop.test\nDocumentRoot ${folder}\n</VirtualHost>\n`;
    const file = `${onThisMachine}${["a", "a", "b", "a", "b", "htdocs"].map(host).join("")}`;
    expect((await configtest({ "/srv/httpd.conf": file }, [])).err).toContain(
      "2 users, groups or host names, 4 files or folders (",
    );
  });

  it("is not asked about without --host, even if the machine would know better", async () => {
    const knowsNobody: Known = () => false;
    expect((await answerOf({ "/srv/httpd.conf": onThisMachine }, [], knowsNobody)).verdict).toBe("accept");
  });

  it("is decided with --host, and then nothing is left to say", async () => {
    const answer = await answerOf(present, ["--host"], () => true);
    expect(answer).toMatchObject({ verdict: "accept", errors: [], undecided: [] });
    expect((await configtest(present, ["--host"], () => true)).err).toBe("Syntax OK\n");
  });

  it("may be no user of this machine", async () => {
    const onlyGroups: Known = (kind) => kind === "group";
    const { errors } = await answerOf(present, ["--host"], onlyGroups);
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining("bad user name www-shop")]);
    expect((await configtest(present, ["--host"], onlyGroups)).status).toBe(1);
  });

  it("may be a module file that is not there", async () => {
    const { "/srv/modules/mod_unixd.so": _, ...without } = present;
    expect(await answerOf(without, ["--host"], () => true)).toMatchObject({
      verdict: "reject",
      phase: "read",
      line: 2,
      code: "read/module-file",
      message:
        "Cannot load modules/mod_unixd.so into server: /srv/modules/mod_unixd.so: cannot open shared object file: No such file or directory",
    });
    expect((await answerOf(without, [])).verdict).toBe("accept");
  });

  it("may be a machine that does not tell: that stays undecided", async () => {
    const answer = await answerOf(present, ["--host"]);
    expect(answer.verdict).toBe("accept");
    expect(answer.undecided.map(({ assumed }) => assumed)).toEqual([
      "there is a user www-shop",
      "there is a group www-shop",
    ]);
  });
});
