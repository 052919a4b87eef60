import { describe, expect, it } from "vitest";
import { check, type Setting } from "../testing/checked.ts";
import type { PatternCompiler } from "./patterns.ts";

const modules = "rewrite session session_crypto ssl suexec dbd alias authz_core";

/** The view of a real machine: what httpd would look at is looked at. */
const onHost: Setting["profile"] = { moduleFiles: "check" };

describe("what httpd would look at on its machine", () => {
  it.each([
    ["DocumentRoot /srv/www", "files: /srv/www is a directory"],
    ["CustomLog logs/access common", "files: /etc/apache2/logs/ is a directory"],
    ["SSLCertificateFile tls/a.pem", "files: /etc/apache2/tls/a.pem is a file"],
    ["SSLCACertificatePath /etc/ssl/certs", "files: /etc/ssl/certs is a directory"],
    ["RewriteMap m txt:maps/m.txt", "files: /etc/apache2/maps/m.txt is there"],
    ["SessionCryptoPassphraseFile keys/session", "files: /etc/apache2/keys/session is a file"],
    ["User www", "host: there is a user www"],
    ["Group www", "host: there is a group www"],
    ["Listen app.example:80", "host: the name app.example can be resolved"],
    ["DBDriver pgsql", "host: the database driver pgsql is installed"],
    ["SessionCryptoPassphrase exec:/usr/bin/key", "program: the program that gives the passphrase runs"],
  ])("for %s is taken as it should be, and said", (line, assumed) => {
    const { errors, undecided } = check(line, { modules });
    expect(errors).toEqual([]);
    expect(undecided).toEqual([`1 ${assumed}`]);
  });

  it.each([
    "User #33",
    "Listen 80",
    "Listen [::1]:80",
    "DocumentRoot",
    "SessionCryptoPassphrase exec",
    "ErrorLog syslog:local1",
  ])("is nothing for %s", (line) => {
    expect(check(line, { modules }).undecided).toEqual([]);
  });

  it("is not assumed of a directive that is refused anyway", () => {
    expect(check("<Directory /a>\nDocumentRoot /b\n</Directory>").undecided).toEqual([]);
  });

  it("is not the passphrase's matter alone: neither its program nor itself is shown", () => {
    const { undecided } = check("SessionCryptoPassphrase exec:/usr/bin/key geheim", { modules });
    expect(undecided.join()).not.toContain("geheim");
  });
});

describe("with a host to ask", () => {
  const files = { "tls/a.pem": "PEM", "tls/empty.pem": "", "logs/.keep": "", "keys/session": "x" };

  it.each([
    ["DocumentRoot /srv/www", "1 httpd/file [/srv/www] DocumentRoot '/srv/www' is not a directory, or is not readable"],
    [
      "DocumentRoot /var/www/index.html",
      "1 httpd/file [/var/www/index.html] DocumentRoot '/var/www/index.html' is not a directory, or is not readable",
    ],
    [
      "SSLCertificateFile tls/b.pem",
      "1 httpd/file [tls/b.pem] SSLCertificateFile: the file '/etc/apache2/tls/b.pem' does not exist or is empty",
    ],
    [
      "SSLCertificateFile tls/empty.pem",
      "1 httpd/file [tls/empty.pem] SSLCertificateFile: the file '/etc/apache2/tls/empty.pem' does not exist or is empty",
    ],
    [
      "SSLCACertificatePath tls/a.pem",
      "1 httpd/file [tls/a.pem] SSLCACertificatePath: '/etc/apache2/tls/a.pem' is not a directory, or cannot be read",
    ],
    ["RewriteMap m txt:m.txt", "1 httpd/file [txt:m.txt] RewriteMap: the file '/etc/apache2/m.txt' does not exist"],
    [
      "SessionCryptoPassphraseFile keys/none",
      "1 httpd/file [keys/none] SessionCryptoPassphraseFile: the file '/etc/apache2/keys/none' cannot be opened",
    ],
    [
      "CustomLog log/access common",
      "1 httpd/log-folder [log/access] AH02297: Cannot access directory '/etc/apache2/log/' for log file 'log/access' defined at /etc/apache2/httpd.conf:1",
    ],
    [
      "ErrorLog log/error",
      "1 httpd/log-folder [log/error] AH02291: Cannot access directory '/etc/apache2/log/' for main error log",
    ],
  ])("%s is refused when it is not there", (line, error) => {
    expect(check(line, { modules, files, profile: onHost }).errors).toEqual([error]);
  });

  it.each([
    "DocumentRoot /var/www",
    "SSLCertificateFile tls/a.pem",
    "CustomLog logs/a common",
    "SessionCryptoPassphraseFile keys/session",
  ])("%s is decided when it is there", (line) => {
    const { errors, undecided } = check(line, { modules, files, profile: onHost });
    expect(errors).toEqual([]);
    expect(undecided).toEqual([]);
  });

  it("a virtual host's DocumentRoot that is not there is only warned of", () => {
    const { errors, warnings } = check("<VirtualHost *:80>\nDocumentRoot /none\n</VirtualHost>", {
      files,
      profile: onHost,
    });
    expect(errors).toEqual([]);
    expect(warnings).toEqual([
      "2 httpd/document-root [DocumentRoot /none] AH00112: Warning: DocumentRoot [/none] does not exist",
    ]);
  });

  it("the main server's error log has a folder, too, even when no directive names it", () => {
    const { errors } = check("Timeout 5", { profile: onHost });
    expect(errors).toEqual([
      "- httpd/log-folder AH02291: Cannot access directory '/etc/apache2/logs/' for main error log",
    ]);
  });

  it("users and groups are those of the host", () => {
    const knows: Setting["knows"] = (kind, name) => (kind === "host" ? undefined : name === "www-data");
    const { errors, result, undecided } = check("User www-data\nGroup www\nListen app:80", {
      knows,
      files,
      profile: onHost,
    });
    expect(errors).toEqual(["2 httpd/host [www] AH00544: httpd: bad group name www"]);
    expect(result.errors[0]).toMatchObject({ phase: "walk", file: null, line: null });
    expect(undecided).toEqual(["3 host: the name app can be resolved"]);
  });

  it("a program that would give a passphrase is not started, whoever asks", () => {
    const { undecided } = check("SessionCryptoPassphrase exec:/bin/key", { modules, files, profile: onHost });
    expect(undecided).toEqual(["1 program: the program that gives the passphrase runs"]);
  });

  it("a tree that was moved is looked for where it lies now", () => {
    const profile = { ...onHost, relocations: [{ from: "/srv", to: "/copy/srv" }] };
    const setting = { files: { ...files, "/copy/srv/www/a": "" }, profile };
    expect(check("DocumentRoot /srv/www", setting).errors).toEqual([]);
    expect(check("DocumentRoot /srv/web", setting).errors[0]).toContain("DocumentRoot '/srv/web' is not a directory");
  });
});

describe("regular expressions", () => {
  const unbalanced: PatternCompiler = {
    compile: (pattern) => {
      const open = pattern.replace(/\\./g, "").split("(").length - pattern.replace(/\\./g, "").split(")").length;
      return open > 0 ? { message: "missing closing parenthesis", offset: pattern.length } : undefined;
    },
  };

  it("are taken as right when there is nothing to compile them with, and that is said", () => {
    const { errors, result } = check("RewriteRule ^(a b", { modules });
    expect(errors).toEqual([]);
    expect(result.missesPatterns).toBe(true);
  });

  it("that cannot be wrong need no compiler", () => {
    expect(check("RewriteRule ^/plain$ /other", { modules }).result.missesPatterns).toBe(false);
    expect(check("ServerName a", { modules }).result.missesPatterns).toBe(false);
  });

  it("are compiled where there is one, with its own words and offset", () => {
    const { errors, result } = check(
      "RedirectMatch ^/a(.* /b\nRewriteCond %{HTTP_HOST} !^(www\nAliasMatch ^/(.*) /c/$1",
      {
        modules,
        patterns: unbalanced,
      },
    );
    expect(errors).toEqual([
      "1 httpd/pattern [^/a(.*] RedirectMatch: the regular expression '^/a(.*' cannot be compiled: missing closing parenthesis (at offset 6)",
      "2 httpd/pattern [!^(www] RewriteCond: the regular expression '^(www' cannot be compiled: missing closing parenthesis (at offset 5)",
    ]);
    expect(result.missesPatterns).toBe(false);
  });

  it("are compiled without regard to case where a flag says so", () => {
    const asked: string[] = [];
    const patterns: PatternCompiler = {
      compile: (pattern, { ignoreCase }) => {
        asked.push(`${pattern} ${ignoreCase}`);
        return undefined;
      },
    };
    check("RewriteRule (?=a) b [NC,L]\nRewriteRule (?=c) d [L]\nRewriteCond %{HTTP_HOST} (?=e) [nocase]", {
      modules,
      patterns,
    });
    expect(asked).toEqual(["(?=a) true", "(?=c) false", "(?=e) true"]);
  });
});

describe("an Include that failed", () => {
  it("may have brought the modules that are missing: they are no second error", () => {
    const { errors, undecided } = check("Include mods/none.conf\nSetEnv A b\nNoSuchThing\n");
    expect(errors.map((error) => error.split(" ", 2)[1])).toEqual([
      "read/include-not-found",
      "httpd/unknown-directive",
    ]);
    expect(undecided).toEqual(["2 module: SetEnv belongs to env_module"]);
  });
});
