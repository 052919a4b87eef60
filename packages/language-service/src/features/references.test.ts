import { describe, expect, it } from "vitest";
import { type MarkedOptions, marked } from "../testing/marked.ts";
import { placesIn, roughCursors } from "../testing/places.ts";
import { referencesAt } from "./references.ts";

const found = (text: string, options?: MarkedOptions, includeDeclaration = true): readonly string[] => {
  const { context, position, workspace } = marked(text, options);
  return placesIn(workspace, referencesAt(context, position, { includeDeclaration }));
};

const tree = (text: string): MarkedOptions => ({
  path: "/srv/sites/a.conf",
  files: { "/srv/httpd.conf": text, "/srv/sites/b.conf": "Listen ${PORT}\nUse Site b\n" },
});

describe("references of a name", () => {
  it("stand in all files of a server, the document's first", () => {
    const main = "Define PORT 80\nInclude sites/*.conf\n<IfDefine PORT>\n</IfDefine>\n";
    expect(found("Listen ${PO|RT}\n", tree(main))).toEqual([
      "sites/a.conf:1 PORT",
      "httpd.conf:1 PORT",
      "httpd.conf:3 PORT",
      "sites/b.conf:1 PORT",
    ]);
  });

  it("leave out where it is defined when that is not asked for", () => {
    expect(found("Define PO|RT 80\nListen ${PORT}\n", {}, false)).toEqual(["httpd.conf:2 PORT"]);
  });

  it("are the uses of a macro, also in conditions that do not hold", () => {
    const main = "<Macro Si|te $x>\n</Macro>\n<IfDefine No>\nUse SITE a\n</IfDefine>\nUndefMacro site\n";
    expect(found(main)).toEqual(["httpd.conf:1 Site", "httpd.conf:4 SITE", "httpd.conf:6 site"]);
  });

  it("of a parameter are in its macro only", () => {
    const text = "<Macro A $x>\nListen $|x\n# $x\n</Macro>\n<Macro B $x>\nListen $x\n</Macro>\n";
    expect(found(text)).toEqual(["httpd.conf:1 $x", "httpd.conf:2 $x", "httpd.conf:3 $x"]);
  });

  it("take the longest parameter, as mod_macro does", () => {
    const text = "<Macro A $h $host>\nServerName $|host\nListen $h\n</Macro>\n";
    expect(found(text)).toEqual(["httpd.conf:1 $host", "httpd.conf:2 $host"]);
  });

  it.each([
    ["a log format", 'LogFormat "%h" |x\nCustomLog a x\nCustomLog b "%h x"\n', ["httpd.conf:1 x", "httpd.conf:2 x"]],
    [
      "a variable of requests",
      'SetEnvIf Host x |me=1\nUnsetEnv ME\nCustomLog a "%h" env=!me\nRewriteCond %{ENV:me} x\nRewriteRule ^ - [E=!me]\n',
      ["httpd.conf:1 me", "httpd.conf:2 ME", "httpd.conf:3 me", "httpd.conf:4 me", "httpd.conf:5 me"],
    ],
    [
      "a balancer without a section",
      "ProxyPass /a balancer://|x/\nBalancerMember balancer://x http://y\n",
      ["httpd.conf:1 x", "httpd.conf:2 x"],
    ],
    [
      "a module",
      "LoadModule ss|l_module m.so\n<IfModule mod_ssl.c>\n</IfModule>\n<IfModule !ssl_module>\n</IfModule>\n",
      ["httpd.conf:1 ssl_module", "httpd.conf:2 mod_ssl.c", "httpd.conf:4 ssl_module"],
    ],
  ])("are found for %s", (_, text, places) => {
    expect(found(text)).toEqual(places);
  });

  it("are none for what is no name of this server", () => {
    expect(found("AuthBasicProvider f|ile\n")).toEqual([]);
    expect(found("CustomLog a com|mon\n")).toEqual([]);
    expect(found("Require val|id-user\n")).toEqual([]);
  });

  it("in macros leave out names that only uses of the macro make", () => {
    const text = "SetEnv $|x 1\n<Macro M $x>\nSetEnv $x 1\nProxyPass / balancer://$x/\n</Macro>\n";
    expect(found(text)).toEqual(["httpd.conf:1 $x"]);
  });
});

describe("references of files", () => {
  const files = { "/srv/sites/a.conf": "# first\nListen 1\n", "/srv/sites/b.conf": "Include sites/a.conf\n" };

  it("are the other lines that read what an Include reads", () => {
    expect(found("Include sites/b.c|onf\nIncludeOptional sites/*.conf\n", { files })).toEqual([
      "httpd.conf:1 sites/b.conf",
      "httpd.conf:2 sites/*.conf",
    ]);
  });

  it("are on the first line those that read the file", () => {
    const options = { path: "/srv/sites/a.conf", files: { ...files, "/srv/httpd.conf": "Include sites/b.conf\n" } };
    expect(found("# fi|rst\nListen 1\n", options)).toEqual(["sites/b.conf:1 sites/a.conf"]);
    expect(found("# first\nLis|ten 1\n", options)).toEqual([]);
  });
});

it("references never fail on broken text", () => {
  for (const text of roughCursors()) expect(() => found(text)).not.toThrow();
});
