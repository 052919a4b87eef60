import { describe, expect, it } from "vitest";
import { MAIN_FILE, type MarkedOptions, marked, textIn, workspaceOf } from "../testing/marked.ts";
import { placesIn, roughCursors } from "../testing/places.ts";
import { definitionAt, locationsOf } from "./definition.ts";

const found = (text: string, options?: MarkedOptions): readonly string[] => {
  const { context, position, workspace } = marked(text, options);
  return placesIn(workspace, locationsOf(definitionAt(context, position)));
};

describe("the definition of a name", () => {
  it.each([
    ["a variable", "Define PORT 80\nListen ${PO|RT}\n", ["httpd.conf:1 PORT"]],
    ["a variable in a condition", "Define PORT\n<IfDefine !PO|RT>\n</IfDefine>\n", ["httpd.conf:1 PORT"]],
    ["a macro", "<Macro Site $a>\n</Macro>\nUse si|te x\n", ["httpd.conf:1 Site"]],
    ["a macro's parameter", "<Macro Site $host>\nServerName $ho|st\n</Macro>\n", ["httpd.conf:1 $host"]],
    ["a value of Use", "<Macro Site $host $port>\n</Macro>\nUse Site a 8|0\n", ["httpd.conf:1 $port"]],
    ["a log format", 'LogFormat "%h" short\nCustomLog logs/a sh|ort\n', ["httpd.conf:1 short"]],
    [
      "a module by its file",
      "LoadModule ssl_module modules/mod_ssl.so\n<IfModule mod_s|sl.c>\n</IfModule>\n",
      ["httpd.conf:1 ssl_module"],
    ],
    [
      "a module by its name",
      "LoadModule my_module modules/mod_my.so\n<IfModule !my_mod|ule>\n</IfModule>\n",
      ["httpd.conf:1 my_module"],
    ],
    [
      "a module of others",
      "LoadModule my_module modules/mod_my.so\n<IfModule mod_|my.c>\n</IfModule>\n",
      ["httpd.conf:1 my_module"],
    ],
    [
      "an alias of a virtual host",
      "<VirtualHost *:80>\nServerName a\nServerAlias b c|c\n</VirtualHost>\n",
      ["httpd.conf:1 VirtualHost"],
    ],
    ["the name of the main server", "ServerName a|a\n", []],
    ["a balancer", '<Proxy "balancer://app">\n</Proxy>\nProxyPass / balancer://a|pp/\n', ["httpd.conf:1 app"]],
    ["a RewriteMap", "RewriteMap hosts txt:/x\nRewriteRule ^ ${ho|sts:$1} [L]\n", ["httpd.conf:1 hosts"]],
    [
      "a login's provider",
      "<AuthnProviderAlias file staff>\n</AuthnProviderAlias>\nAuthBasicProvider st|aff\n",
      ["httpd.conf:1 staff"],
    ],
    [
      "an authorisation",
      "<AuthzProviderAlias ip inside 10.0.0.0/8>\n</AuthzProviderAlias>\nRequire not in|side\n",
      ["httpd.conf:1 inside"],
    ],
    ["a variable of requests", "SetEnvIf Host x !no yes=1\nHeader set A b env=!y|es\n", ["httpd.conf:1 yes"]],
    ["one that a rule sets", "RewriteRule ^ - [L,E=seen:1]\nRequire env se|en\n", ["httpd.conf:1 seen"]],
    ["one in an expression", "SetEnv mode x\n<If \"reqenv('mo|de') == 'x'\">\n</If>\n", ["httpd.conf:1 mode"]],
    ["one in a log format", 'SetEnv mode x\nLogFormat "%{mo|de}e" a\n', ["httpd.conf:1 mode"]],
    ["one that SetEnvIf tests", "SetEnv mode x\nSetEnvIf mo|de x other\n", ["httpd.conf:1 mode"]],
  ])("is found for %s", (_, text, places) => {
    expect(found(text)).toEqual(places);
  });

  it("is in every branch that has one", () => {
    const text = "<IfDefine A>\nDefine X 1\n</IfDefine>\n<IfDefine !A>\nDefine X 2\n</IfDefine>\nListen ${|X}\n";
    expect(found(text)).toEqual(["httpd.conf:2 X", "httpd.conf:5 X"]);
  });

  it("is found in included files, also from a file of the server", () => {
    const files = {
      "/srv/httpd.conf": "Include vars.conf\nInclude sites/*.conf\n",
      "/srv/vars.conf": "Define PORT 80\n",
    };
    expect(found("Listen ${PO|RT}\n", { path: "/srv/sites/a.conf", files })).toEqual(["vars.conf:1 PORT"]);
  });

  it("has no case where httpd has none", () => {
    expect(found('LogFormat "%h" Short\nCustomLog a SHO|RT\n')).toEqual(["httpd.conf:1 Short"]);
    expect(found("RewriteMap Hosts txt:/x\nRewriteRule ^ ${ho|sts:$1}\n")).toEqual([]);
    expect(found("<Macro M $host>\nServerName $HO|ST\n</Macro>\n")).toEqual([]);
  });

  it("is not mixed up between logins and authorisation", () => {
    expect(found("<AuthnProviderAlias file x>\n</AuthnProviderAlias>\nRequire |x\n")).toEqual([]);
  });

  it("takes the inner one of two names", () => {
    const text = "Define POOL app\n<Proxy balancer://${POOL}>\n</Proxy>\nProxyPass / balancer://${PO|OL}/\n";
    expect(found(text)).toEqual(["httpd.conf:1 POOL"]);
  });

  it("shows the whole section that a name begins, and where one comes from", () => {
    const { context, position } = marked("Use Si|te x\n<Macro Site $a>\nListen $a\n</Macro>\nListen 1\n");
    const [link] = definitionAt(context, position);
    if (link?.originSelectionRange === undefined) throw new Error("no link");
    expect(textIn(context, link.originSelectionRange)).toBe("Site");
    expect(textIn(context, link.targetRange)).toBe("<Macro Site $a>\nListen $a\n</Macro>");
    expect(textIn(context, link.targetSelectionRange)).toBe("Site");
  });

  it("is the opening tag for a closing one", () => {
    const text = "<Directory /a>\n<Files x>\n</Fil|es>\n</Directory>\n";
    expect(found(text)).toEqual(["httpd.conf:2 Files"]);
    expect(found("Listen 1\n</Fil|es>\n")).toEqual([]);
  });
});

describe("the definition of a file", () => {
  const files = {
    "/srv/sites/a.conf": "Listen 1\n",
    "/srv/sites/b.conf": "",
    "/srv/users": "",
    "/srv/www/gone.html": "",
    "/srv/pages/busy.html": "",
    "/srv/server.crt": "",
  };

  it.each([
    ["Include sites/a|.conf\n", ["sites/a.conf:1"]],
    ["Include sites/|*.conf\n", ["sites/a.conf:1", "sites/b.conf:1"]],
    ["Include sit|es\n", ["sites/a.conf:1", "sites/b.conf:1"]],
    ["<IfDefine No>\nInclude sites/|a.conf\n</IfDefine>\n", ["sites/a.conf:1"]],
    ["Define DIR sites\nInclude ${DIR}/a.c|onf\n", ["sites/a.conf:1"]],
    ["IncludeOptional nothing/|*.conf\n", []],
    ["<Directory /x>\nAuthUserFile us|ers\n</Directory>\n", ["users:1"]],
    ['SSLCertificateFile "/srv/server|.crt"\n', ["server.crt:1"]],
    ["DocumentRoot /srv/w|ww\n", []],
    ["DocumentRoot /srv/www\nErrorDocument 404 /gone.h|tml\n", ["www/gone.html:1"]],
    ["DocumentRoot /srv/www\nErrorDocument 404 /other.h|tml\n", []],
    ["Alias /e /srv/pages\nErrorDocument 503 /e/busy.h|tml?a=b\n", ["pages/busy.html:1"]],
    ["<VirtualHost *:80>\nDocumentRoot /srv/www\nErrorDocument 404 /gone.h|tml\n</VirtualHost>\n", ["www/gone.html:1"]],
    ['CustomLog "|/srv/us|ers" x\n', []],
  ])("is it itself: %j", (text, places) => {
    const at = text.lastIndexOf("|");
    const workspace = workspaceOf({ ...files, [MAIN_FILE]: text.slice(0, at) + text.slice(at + 1) });
    const context = workspace.context(MAIN_FILE);
    const { line, column } = context.lineIndex.position(at);
    const links = definitionAt(context, { line: line - 1, character: column - 1 });
    expect(placesIn(workspace, locationsOf(links))).toEqual(places);
  });
});

describe("definitions", () => {
  it("are nowhere for comments, blank lines and directives", () => {
    expect(found("# ${P|ORT}\nDefine PORT 1\n")).toEqual([]);
    expect(found("|\n")).toEqual([]);
    expect(found("Lis|ten 80\n")).toEqual([]);
  });

  it("never fail on broken text", () => {
    for (const text of roughCursors()) expect(() => found(text)).not.toThrow();
  });

  it("of a server is every virtual host that includes the line", () => {
    const host = "<VirtualHost *:80>\nInclude names.conf\n</VirtualHost>\n";
    const files = { [MAIN_FILE]: `Listen 80\n${host}${host}` };
    expect(found("ServerAlias www.ex|ample.com\n", { path: "/srv/names.conf", files })).toEqual([
      "httpd.conf:2 VirtualHost",
      "httpd.conf:5 VirtualHost",
    ]);
  });
});
