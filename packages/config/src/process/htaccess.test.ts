import { describe, expect, it } from "vitest";
import { type Checked, check, checkHtaccess } from "../testing/checked.ts";
import { overridesOf } from "./allowed-overrides.ts";

const modules = "autoindex alias auth_basic authn_core authz_core authz_user headers mime rewrite session";

/** What httpd has against a .htaccess below /var/www, where these directives stand in the server's <Directory>. */
function refused(server: string, text: string): readonly string[] | "not opened" {
  const result = checkHtaccess(`<Directory /var/www>\n${server}\n</Directory>`, text, { modules });
  return result === "not opened" ? result : result.result.errors.map(({ message }) => message);
}

function opened(server: string, text: string): Checked {
  const result = checkHtaccess(server, text, { modules });
  if (result === "not opened") throw new Error("httpd does not open it");
  return result;
}

describe("AllowOverride", () => {
  it.each<[string, string, string[]]>([
    ["AuthConfig", "AuthType Basic\nRequire valid-user", []],
    ["AuthConfig", "Options Indexes", ["Options not allowed here"]],
    ["FileInfo", "ErrorDocument 404 /x\nRewriteEngine On\nSession On", ["Session not allowed here"]],
    ["Indexes", "IndexOptions None\nRedirect /a http://b/", ["Redirect not allowed here"]],
    ["Limit", "Options None\nRewriteEngine On", ["Options not allowed here", "RewriteEngine not allowed here"]],
    ["Options FileInfo", "Options Indexes\nRewriteEngine On", []],
    ["All", "Options Indexes\nRewriteEngine On\nAuthType Basic\nSession On", []],
    ["all", "ServerName x", ["ServerName not allowed here"]],
  ])("%s decides whether a .htaccess may hold %j", (words, text, messages) => {
    expect(refused(`AllowOverride ${words}`, text)).toEqual(messages);
  });

  it("None keeps httpd from opening the file at all, also behind other words", () => {
    expect(refused("AllowOverride None", "NoSuchThing")).toBe("not opened");
    expect(refused("AllowOverride FileInfo None", "NoSuchThing")).toBe("not opened");
    expect(refused("AllowOverride None FileInfo", "RewriteEngine On")).toEqual([]);
  });

  it("that stands nowhere lets httpd open the file and allows nothing in it", () => {
    expect(refused("", "Options None")).toEqual(["Options not allowed here"]);
  });

  it("of the innermost Directory counts, and those with a regular expression come last", () => {
    const outer =
      "<Directory /var/www/site>\nAllowOverride FileInfo\n</Directory>\n<Directory />\nAllowOverride None\n</Directory>\n";
    expect(opened(outer, "RewriteEngine On").errors).toEqual([]);
    const regex = `<DirectoryMatch "^/var/www/">\nAllowOverride Options\n</DirectoryMatch>\n${outer}`;
    expect(opened(regex, "RewriteEngine On\nOptions None").errors).toEqual([
      "1 httpd/context [RewriteEngine] RewriteEngine not allowed here",
    ]);
    expect(checkHtaccess("<Directory /var/*>\nAllowOverride None\n</Directory>", "x")).toBe("not opened");
    expect(checkHtaccess("<Directory /srv>\nAllowOverride None\n</Directory>", "Options x")).not.toBe("not opened");
  });

  it("Options=... names the options that may be set", () => {
    const server = "AllowOverride Options=Indexes,FollowSymLinks";
    expect(refused(server, "Options +Indexes -FollowSymLinks")).toEqual([]);
    expect(refused(server, "Options +Indexes -ExecCGI")).toEqual(["Option ExecCGI not allowed here"]);
    expect(refused(server, "Options All")).toEqual(["Option All not allowed here"]);
    expect(refused("AllowOverride Options=Includes", "Options IncludesNOEXEC")).toEqual([]);
  });

  it("Nonfatal=... makes warnings, in httpd's words, of what would be errors", () => {
    const text = "NoSuchThing\nOptions None\nRewriteEngine perhaps";
    const found = (words: string): readonly string[][] => {
      const { errors, warnings } = opened(`<Directory /var/www>\nAllowOverride FileInfo ${words}\n</Directory>`, text);
      return [errors, warnings].map((lines) => lines.map((line) => line.replace(/ \[.*/, "")));
    };
    const unknown = "1 httpd/unknown-directive";
    const misplaced = "2 httpd/context";
    const wrong = "3 httpd/on-or-off";
    expect(found("")).toEqual([[unknown, misplaced, wrong], []]);
    expect(found("Nonfatal=Override")).toEqual([[unknown, wrong], ["2 httpd/ignored"]]);
    expect(found("Nonfatal=Unknown")).toEqual([[misplaced, wrong], ["1 httpd/ignored"]]);
    expect(found("Nonfatal=All")).toEqual([[wrong], ["1 httpd/ignored", "2 httpd/ignored"]]);
    const { warnings } = opened("<Directory /var/www>\nAllowOverride Nonfatal=All\n</Directory>", text);
    expect(warnings.slice(0, 2)).toEqual([
      "1 httpd/ignored [NoSuchThing] AH02296: Unknown directive nosuchthing perhaps misspelled or defined by a module not included in the server configuration",
      "2 httpd/ignored [Options None] AH02295: Options in .htaccess forbidden by AllowOverride",
    ]);
  });

  it("All puts aside the Nonfatal that stands before it", () => {
    expect(refused("AllowOverride Nonfatal=All All", "NoSuchThing")).toHaveLength(1);
    expect(refused("AllowOverride All Nonfatal=All", "NoSuchThing")).toEqual([]);
    expect(overridesOf(["nonfatal=unknown", "NONE"])).toEqual(overridesOf(["None"]));
  });
});

describe("AllowOverrideList", () => {
  it("grants single directives in any case, also when AllowOverride grants nothing", () => {
    const server = "AllowOverride None\nAllowOverrideList redirect OPTIONS";
    expect(refused(server, "Redirect /a http://b/\nOptions None\nRewriteEngine On")).toEqual([
      "RewriteEngine not allowed here",
    ]);
  });

  it("None grants none", () => {
    expect(refused("AllowOverride None\nAllowOverrideList None", "x")).toBe("not opened");
  });

  it("leaves out what no section may hold and what nobody knows, with a warning", () => {
    const server = "AllowOverride None\nAllowOverrideList Listen Redirct Redirect";
    expect(refused(server, "Listen 80")).toEqual(["Listen not allowed here"]);
    expect(refused("AllowOverride None\nAllowOverrideList Listen", "x")).toBe("not opened");
    expect(check(`<Directory /var/www>\n${server}\n</Directory>`, { modules }).warnings).toEqual([
      "3 httpd/no-effect [AllowOverrideList Listen Redirct Redirect] AH02304: Discarding directive `Listen' not allowed in AllowOverrideList at /etc/apache2/httpd.conf:3",
      "3 httpd/no-effect [AllowOverrideList Listen Redirct Redirect] AH00116: Discarding unrecognized directive `Redirct' in AllowOverrideList at /etc/apache2/httpd.conf:3",
    ]);
  });

  it("does not make a directive of sections one of a .htaccess", () => {
    expect(refused("AllowOverride None\nAllowOverrideList AllowOverride", "AllowOverride All")).toEqual([
      "AllowOverride cannot occur within htaccess files",
    ]);
  });
});

describe("a .htaccess", () => {
  it.each([
    ["<Directory x>\n</Directory>", "<Directory not allowed here"],
    ["<Location /x>\n</Location>", "<Location not allowed here"],
    ["<VirtualHost *>\n</VirtualHost>", "<VirtualHost not allowed here"],
    ["AllowOverride All", "AllowOverride not allowed here"],
    ["ServerAdmin x", "ServerAdmin not allowed here"],
    ["<Limit FOO>\n</Limit>", "Could not register method 'FOO' for <Limit from .htaccess configuration"],
    ["RewriteBase foo", "RewriteBase: 'foo' must begin with a slash"],
    ["Header set X", "Header: set needs the header's name and its value"],
  ])("must not hold %j", (text, message) => {
    expect(refused("AllowOverride All", text)).toEqual([message]);
  });

  it("may hold sections of files and conditions, with no more rights in them", () => {
    const text = "<Files x>\n<If true>\nRequire all denied\nOptions None\n</If>\n</Files>";
    expect(refused("AllowOverride AuthConfig", text)).toEqual(["Options not allowed in <If> context"]);
    expect(refused("AllowOverride All", text)).toEqual([]);
  });

  it("has the modules of its server", () => {
    expect(opened("", "ExpiresActive On").errors[0]).toContain("It is a directive of mod_expires.c");
    const loaded =
      "LoadModule expires_module modules/mod_expires.so\n<Directory /var/www>\nAllowOverride All\n</Directory>";
    expect(opened(loaded, "ExpiresActive On").errors).toEqual([]);
  });

  it("needs no MPM, and its errors have its own path", () => {
    const result = checkHtaccess("", "Options None", { profile: { compiledIn: ["core.c"] } });
    expect(result === "not opened" ? [] : result.result.errors).toMatchObject([
      { phase: "walk", file: "/var/www/site/.htaccess", line: 1 },
    ]);
  });

  it("is judged for itself: what the server says in its sections is another matter", () => {
    expect(check("<Directory /var/www>\nAllowOverride Nonsense\n</Directory>").errors).toHaveLength(1);
    expect(refused("AllowOverride Nonsense All", "Options None")).toEqual([]);
  });
});

describe("a line of a .htaccess", () => {
  const comment = (length: number): string => `#${"x".repeat(length - 1)}`;
  const isTooLong = (line: string): boolean =>
    opened("<Directory /var/www>\nAllowOverride All\n</Directory>", `#\n${line}\n`).errors.some((error) =>
      error.includes("Line too long"),
    );

  it("has at most 8192 bytes, blanks and line end among them", () => {
    expect(isTooLong(comment(8191))).toBe(false);
    expect(isTooLong(comment(8192))).toBe(true);
    expect(isTooLong(`${" ".repeat(20)}${comment(8171)}`)).toBe(false);
    expect(isTooLong(`${" ".repeat(20)}${comment(8172)}`)).toBe(true);
    expect(isTooLong(`${comment(8172)}${" ".repeat(20)}`)).toBe(true);
    expect(isTooLong(`#${"é".repeat(4096)}`)).toBe(true);
  });

  it("is counted without the marks that continue it", () => {
    expect(isTooLong(`${comment(4000)}\\\n${"y".repeat(4191)}`)).toBe(false);
    expect(isTooLong(`${comment(4000)}\\\n${"y".repeat(4192)}`)).toBe(true);
  });
});
