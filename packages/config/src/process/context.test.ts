import { moduleOfCatalogue } from "@httpd-lint/directives";
import { describe, expect, it } from "vitest";
import { check, type Setting } from "../testing/checked.ts";

const modules =
  "alias auth_basic authn_core authz_core dir env filter lua mime macro proxy rewrite session session_crypto setenvif";

function messages(text: string, setting: Setting = { modules }): string[] {
  return check(text, setting).result.errors.map(({ message }) => message);
}

describe("the number of arguments", () => {
  it.each([
    ["ServerAdmin", "ServerAdmin takes one argument, usage: ServerAdmin email-address|URL"],
    ["AcceptFilter http", "AcceptFilter takes two arguments, usage: AcceptFilter protocol accept_filter"],
    [
      "FilterProvider a b",
      "FilterProvider takes three arguments, usage: FilterProvider filter-name provider-name expression",
    ],
    ["SetEnv a b c", "SetEnv takes 1-2 arguments, usage: SetEnv env-variable [value]"],
    ["RedirectMatch a", "RedirectMatch takes two or three arguments, usage: RedirectMatch [status] regex URL"],
    [
      "Redirect 301 /a http://b/ c",
      "Redirect takes one, two or three arguments, usage: Redirect [status] [URL-path] URL",
    ],
    ["PassEnv", "PassEnv requires at least one argument, usage: PassEnv env-variable [env-variable] ..."],
    [
      "AddHandler cgi",
      "AddHandler requires at least two arguments, usage: AddHandler handler-name extension [extension] ...",
    ],
  ])("is wrong in %s", (line, message) => {
    expect(messages(line)).toEqual([message]);
  });

  it.each([
    "ServerAdmin a",
    "SetEnv a",
    "SetEnv a b",
    "Redirect gone /a",
    "PassEnv a b c",
    "AddHandler cgi .a .b",
    'AddHandler cgi ""',
    "DirectoryIndex",
    "KeepAlive On whatever follows",
  ])("is right in %s", (line) => {
    expect(messages(line)).toEqual([]);
  });

  it("counts an empty first argument as none, and takes the surplus word to be at fault", () => {
    expect(check('ServerAdmin ""').errors[0]).toMatch(/^1 httpd\/argument-count \[ServerAdmin ""\] /);
    expect(check("ServerAdmin a b c").errors[0]).toMatch(/^1 httpd\/argument-count \[b\] /);
  });

  it("of TAKE13 is one or three, of NO_ARGS any, in the words of httpd", () => {
    const odd = moduleOfCatalogue({
      module: { symbol: "odd_module", source: "mod_odd.c" },
      directives: [
        { name: "OddOne", arguments: "TAKE13", flags: "RSRC_CONF" },
        { name: "OddNone", arguments: "NO_ARGS", flags: "RSRC_CONF" },
      ],
    });
    const setting: Setting = { modules: "odd", profile: { catalogues: [odd] } };
    expect(messages("OddOne a\nOddOne a b c\nOddNone\nOddNone a b", setting)).toEqual([]);
    expect(messages("OddOne a b", setting)).toEqual([
      "OddOne takes one or three arguments, usage: OddOne value [value value]",
    ]);
  });
});

describe("a switch", () => {
  it("is On or Off in any case, and only its first word counts", () => {
    expect(messages("KeepAlive on\nKeepAlive OFF\nKeepAlive On Off")).toEqual([]);
  });

  it.each(["KeepAlive", "KeepAlive yes", "KeepAlive 1", 'KeepAlive ""'])("is neither in %s", (line) => {
    expect(messages(line)).toEqual(["KeepAlive must be On or Off"]);
  });
});

describe("a directive", () => {
  it.each([
    ["AllowOverride All", "AllowOverride not allowed here"],
    ["<Directory /a>\nServerName x\n</Directory>", "ServerName not allowed in <Directory> context"],
    ["<LocationMatch a>\nKeepAlive On\n</LocationMatch>", "KeepAlive not allowed in <LocationMatch> context"],
    ["<Files a>\nErrorLog a\n</Files>", "ErrorLog not allowed in <Files> context"],
    ["<If true>\nTimeout 5\n</If>", "Timeout not allowed in <If> context"],
    ["<VirtualHost *:80>\nListen 80\n</VirtualHost>", "Listen cannot occur within <VirtualHost> section"],
    ["<Directory /a>\nProxyPass http://b/\n</Directory>", "ProxyPass cannot occur within <Directory> section"],
    ["<Directory /a>\nSessionCryptoDriver x\n</Directory>", "SessionCryptoDriver not allowed in <Directory> context"],
    ["ServerAlias x", "ServerAlias only used in <VirtualHost>"],
    ["RewriteBase /", "RewriteBase can only stand in a Directory, Location or Files section or a .htaccess"],
    ["<RequireAny>\nRequire all granted\n</RequireAny>", "<RequireAny not allowed here"],
    [
      "<Directory /a>\n<RequireAny>\nOptions None\nRequire all granted\n</RequireAny>\n</Directory>",
      "Options not allowed in <RequireAny> context",
    ],
  ])("has its place: %j", (text, message) => {
    expect(messages(text)).toEqual([message]);
  });

  it("is judged by its place before its arguments", () => {
    expect(messages("<Directory /a>\nKeepAlive maybe x y\n</Directory>")).toEqual([
      "KeepAlive not allowed in <Directory> context",
    ]);
  });

  it.each([
    "<VirtualHost *:80>\nServerName a\nServerAlias b\n</VirtualHost>",
    "<Directory /a>\nOptions None\nAllowOverride None\nRewriteBase /\n</Directory>",
    "<Location /a>\nProxyPass http://b/\n</Location>",
    "<VirtualHost *:80>\n<Directory /a>\n<Files b>\n<If true>\nRequire all denied\n</If>\n</Files>\n</Directory>\n</VirtualHost>",
  ])("may stand there: %j", (text) => {
    expect(messages(text)).toEqual([]);
  });
});

describe("a section", () => {
  it.each([
    [
      "<VirtualHost a:1>\n<VirtualHost b:2>\n</VirtualHost>\n</VirtualHost>",
      "<VirtualHost> cannot occur within <VirtualHost> section",
    ],
    ["<Directory /a>\n<Directory /b>\n</Directory>\n</Directory>", "<Directory not allowed in <Directory> context"],
    ["<Directory /a>\n<Location /b>\n</Location>\n</Directory>", "<Location not allowed in <Directory> context"],
    ["<Location /a>\n<Files b>\n</Files>\n</Location>", "<Files> cannot occur within <Location> section"],
    [
      "<Directory /a>\n<Limit GET>\n<Files b>\n</Files>\n</Limit>\n</Directory>",
      "<Files> cannot occur within <Limit> or <LimitExcept> section",
    ],
    ["<Limit GET>\n</Limit>", "<Limit not allowed here"],
  ])("has its place, too: %j", (text, message) => {
    expect(messages(text)).toEqual([message]);
  });

  it.each([
    ["<VirtualHost>\n</VirtualHost>", "<VirtualHost> directive requires additional arguments"],
    ["<VirtualHost 80>\n</VirtualHost>", "Missing address for VirtualHost"],
    ["<VirtualHost :80>\n</VirtualHost>", "The address or port is invalid"],
    ["<Else>\n</Else>", "<Else> or <ElseIf> section without previous <If> or <ElseIf> section in same scope"],
    [
      "<If true>\n</If>\n<Else>\n</Else>\n<ElseIf true>\n</ElseIf>",
      "<Else> or <ElseIf> section without previous <If> or <ElseIf> section in same scope",
    ],
    ["<If true>\n</If>\n<Else x>\n</Else>", "<Else> does not take an argument"],
    ["<If true x>\n</If>", "Multiple <If> arguments not supported."],
    ["<If>\n</If>", "<If> directive requires additional arguments"],
    [
      "<Directory /a>\n<RequireAll x>\nRequire all granted\n</RequireAll>\n</Directory>",
      "<RequireAll> directive doesn't take additional arguments",
    ],
    [
      "<Directory /a>\n<RequireAll>\n</RequireAll>\n</Directory>",
      "<RequireAll> directive contains no authorization directives",
    ],
    ["<Directory /a>\n<Limit TRACE>\n</Limit>\n</Directory>", "TRACE cannot be controlled by <Limit>, see TraceEnable"],
    [
      "<Directory /a>\n<Limit GET>\n<Limit POST>\n</Limit>\n</Limit>\n</Directory>",
      "<Limit> directive excludes all methods",
    ],
    [
      "<Directory /a>\n<Limit GET>\n<Limit GET POST>\n</Limit>\n</Limit>\n</Directory>",
      "<Limit> directive specifies methods already excluded",
    ],
  ])("is refused in httpd's words: %j", (text, message) => {
    expect(messages(text)).toEqual([message]);
  });

  it("of the same scope may stand between an If and its Else", () => {
    expect(
      messages("<If true>\n</If>\n<Directory /a>\n</Directory>\n<ElseIf false>\n</ElseIf>\n<Else>\n</Else>"),
    ).toEqual([]);
    expect(messages("<If true>\n</If>\n<VirtualHost *:80>\n<Else>\n</Else>\n</VirtualHost>")).toHaveLength(1);
  });

  it("may be as deep as one likes", () => {
    const depth = 3000;
    expect(messages(`${"<If true>\n".repeat(depth)}Options Nope\n${"</If>\n".repeat(depth)}`)).toEqual([
      "Illegal option Nope",
    ]);
  });

  it("with a regular expression has it compiled, and the pattern is what is underlined", () => {
    const patterns = {
      compile: (pattern: string) => (pattern === "(" ? { message: "missing )", offset: 1 } : undefined),
    };
    const { errors } = check("<DirectoryMatch (>\n</DirectoryMatch>\n<Files ~ (>\n</Files>\n<Files (>\n</Files>", {
      patterns,
    });
    expect(errors).toEqual([
      "1 httpd/pattern [(] Regex could not be compiled",
      "3 httpd/pattern [(] Regex could not be compiled",
    ]);
  });
});
