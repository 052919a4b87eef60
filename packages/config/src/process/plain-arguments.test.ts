import { describe, expect, it } from "vitest";
import { check } from "../testing/checked.ts";

const modules =
  "alias authz_core authz_host authz_user env headers log_config rewrite session session_cookie ssl status";

/** What is said of a text, without places. */
function said(text: string): unknown {
  const { errors, warnings, undecided } = check(text, { modules }).result;
  return [
    errors.map(({ message }) => message),
    warnings.map(({ message }) => message),
    undecided.map((note) => `${note.class}: ${note.assumed}`),
  ];
}

/** The same line with a continuation behind the name: what httpd sees is the same, but the file has it in two pieces. */
function inPieces(line: string): string {
  return line.replace(" ", " \\\n");
}

describe("an argument that is judged where it stands", () => {
  it.each([
    ["DocumentRoot", "/a", '"/a b"', '"/a"b', "a b", '""', "'/a'", "a\tb", "../x"],
    ["ErrorLog", "logs/a", '"logs/a b"', "|x", "syslog", "sYSLOG:local1", "logs/..", "a b"],
    [
      "CustomLog",
      "logs/a common",
      '"logs/a b" common',
      "logs/a %h",
      'logs/a "%Z"',
      "|x common",
      "a b c",
      "a  common",
      "a",
    ],
    ["ServerName", "a.b", "a.b:0", "a.b:80", "a b", '"a.b"', "*"],
    ["ServerAlias", "a b", "a"],
    ["KeepAlive", "On", "on x", "onx", "maybe", '"on"'],
    ["KeepAliveTimeout", "5", "0", "5x", "5 6", "12345678901234567890"],
    ["LimitRequestFields", "5", "99999", "-1"],
    ["Alias", "/a /b", "/a", "/a /b /c", '/a "/b c"'],
    [
      "Redirect",
      "/a https://b/c",
      "permanent /a /b",
      "301 /a /b",
      "999 /a /b",
      "gone /a /b",
      "permanent /a",
      "/a b",
      "a /b",
    ],
    ["RedirectPermanent", "/a https://b/c", "permanent /a /b", "/a b"],
    ["SSLEngine", "on", "optional", "maybe"],
    ["SSLProtocol", "all -SSLv3", "SSLv3", "+TLSv1.3"],
    ["SSLCipherSuite", "HIGH", "TLSv1.3 x", "X y"],
    ["SSLCertificateFile", "/a", '"/a b"', "a", "pkcs11:x", "/a /b", '""'],
    ["ErrorDocument", "404 /a", "999 /a", "404 /a b", "404 /%{X", "499 /a"],
    ["Require", "all granted", "all x", "ip 10.0.0.0/8", "ip 256.0.0.1", "ip 1.2.3.4/33", "ip 01.2.3.4", "nobody"],
    ["Options", "None", "Indexes +X", "+Indexes -Includes"],
    [
      "RewriteRule",
      "^a$ /b [L]",
      "( /b",
      "^ - [R=301,L]",
      "^ - [R=999]",
      "a b [X]",
      "a b [L] c",
      "a",
      "\\ a b",
      "a\\ b c",
    ],
    ["RewriteCond", "%{X} !^a$ [NC,OR]", "%{X} (", "%{X} a [L]", "%{X} -f", "expr a", "%{X}", "% a  b"],
    [
      "Header",
      "set A b",
      'always set A "b c"',
      "set A %Z",
      "set A",
      "set A b c",
      "always A b",
      'set A "b',
      "set A b early",
    ],
    [
      "Header",
      `set A "b" "expr=%{HTTP_HOST} == 'a'"`,
      `set A "b" "expr=%{NOPE} == 'a'"`,
      'set A b "expr=%{HTTPS} =~ m#(#"',
    ],
    ["RequestHeader", "set A b", "always set A b", "set A expr=%{X"],
    ["SessionCookieName", "a path=/", "a=b", "a&b path=/", "a\tb=c"],
    ["SetHandler", "server-status", '"proxy:x"', "%{X", "a b"],
    ["ServerAdmin", "a@b", "a b", '"a b"'],
  ])("%s is taken or refused as anywhere else", (name, ...args) => {
    for (const around of ["", "VirtualHost *:80", "Directory /x", "Location /x", "RequireAny"]) {
      for (const argument of args) {
        const line = `${name} ${argument}`;
        const [before, behind] = around === "" ? ["", ""] : [`<${around}>\n`, `\n</${around.split(" ")[0]}>`];
        // Twice, because the second time it is known to be right.
        const whole = `${before}${line}\n${line}${behind}`;
        const pieces = `${before}${inPieces(line)}\n${inPieces(line)}${behind}`;
        expect(said(whole), whole).toEqual(said(pieces));
      }
    }
  });

  it("is one with a continuation between value and condition", () => {
    const line = (text: string): string => `Header set A "b" \\\n  "expr=%{REQUEST_URI} =~ m#${text}#"`;
    expect(said(line("^/a"))).toEqual([[], [], []]);
    expect(said(line("^/a").replace("m#", "m("))).not.toEqual([[], [], []]);
  });
});

describe("a section that is entered where it stands", () => {
  it.each([
    ["Directory", "/a", '"/a b"', "/a b", '""', "~", "~ ^/a", '"~x"', '"/a"b', "/a>b"],
    ["Location", "/a", '"/a b"', "/a b", "~ ("],
    ["Files", "a", '"a b"', "a b", "~ ("],
    [
      "VirtualHost",
      "*:80",
      "1.2.3.4:80",
      "*:0",
      "*:80 *:443",
      "299.1.1.1:80",
      "01.1.1.1:80",
      "name:80",
      "*:99999",
      "x:y:z",
    ],
  ])("%s is taken or refused as anywhere else", (name, ...args) => {
    for (const around of ["", "VirtualHost *:80", "Directory /x", "Location /x", "Files x", "Limit GET"]) {
      for (const argument of args) {
        const section = `<${name} ${argument}>\nDocumentRoot a\nRequire all granted\nServerAlias a\n</${name}>`;
        const [before, behind] = around === "" ? ["", ""] : [`<${around}>\n`, `\n</${around.split(" ")[0]}>`];
        const whole = before + section + behind;
        expect(said(whole), whole).toEqual(said(before + inPieces(section) + behind));
      }
    }
  });
});
