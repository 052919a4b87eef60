import { allNodes, wordsOf } from "@httpd-lint/config";
import { describe, expect, it } from "vitest";
import { type MarkedOptions, marked, textIn } from "../testing/marked.ts";
import { editedFiles, roughCursors } from "../testing/places.ts";
import { prepareRename, RenameRefused, renameAt } from "./rename.ts";

const renamed = (text: string, newName: string, options?: MarkedOptions): Readonly<Record<string, string>> => {
  const { context, position, workspace } = marked(text, options);
  return editedFiles(workspace, renameAt(context, position, newName));
};

const main = (text: string, newName: string): string | undefined => renamed(text, newName)["/srv/httpd.conf"];

const prepared = (text: string): string | undefined => {
  const { context, position } = marked(text);
  const target = prepareRename(context, position);
  if (target === undefined) return undefined;
  expect(textIn(context, target.range)).toBe(target.placeholder);
  return target.placeholder;
};

/** What httpd keeps of a main file. */
const read = (text: string): readonly string[] =>
  [...allNodes(marked(`${text}\n`).context.analyses[0].tree)].map((node) => `${node.key} ${wordsOf(node).join(" ")}`);

describe("a rename", () => {
  it.each([
    [
      "a variable",
      "Define |A 1\nListen ${A}\n<IfDefine !A>\n</IfDefine>\n",
      "B",
      "Define B 1\nListen ${B}\n<IfDefine !B>\n</IfDefine>\n",
    ],
    ["a macro", "<Macro |S>\n</Macro>\nUse s\nUndefMacro S\n", "T", "<Macro T>\n</Macro>\nUse T\nUndefMacro T\n"],
    [
      "a parameter",
      "<Macro M $|h>\nListen a$h.$h\n</Macro>\n",
      "$host",
      "<Macro M $host>\nListen a$host.$host\n</Macro>\n",
    ],
    [
      "a parameter, keeping its mark",
      "<Macro M @|h>\nUse X @h\n</Macro>\n",
      "host",
      "<Macro M @host>\nUse X @host\n</Macro>\n",
    ],
    ["a log format", 'LogFormat "%h" "|x"\nCustomLog a x env=b\n', "y", 'LogFormat "%h" "y"\nCustomLog a y env=b\n'],
    [
      "a RewriteMap",
      "RewriteMap m txt:/x\nRewriteRule ^ ${|m:$1|d}\n",
      "n",
      "RewriteMap n txt:/x\nRewriteRule ^ ${n:$1|d}\n",
    ],
    [
      "a balancer",
      "<Proxy balancer://|a>\n</Proxy>\nProxyPass / balancer://a/x\n",
      "b",
      "<Proxy balancer://b>\n</Proxy>\nProxyPass / balancer://b/x\n",
    ],
    [
      "a provider",
      "<AuthnProviderAlias file |a>\n</AuthnProviderAlias>\nAuthBasicProvider file a\n",
      "b",
      "<AuthnProviderAlias file b>\n</AuthnProviderAlias>\nAuthBasicProvider file b\n",
    ],
    [
      "a variable of requests",
      "SetEnvIf Host x |a=1 !a\nHeader set X y env=!a\n",
      "b",
      "SetEnvIf Host x b=1 !b\nHeader set X y env=!b\n",
    ],
    ["both tags", "<|Location /a>\n</Location>\n", "LocationMatch", "<LocationMatch /a>\n</LocationMatch>\n"],
    ["both tags from the closing one", "<Files a>\n</File|s>\n", "If", "<If a>\n</If>\n"],
  ])("changes %s", (_, text, newName, result) => {
    expect(main(text, newName)).toBe(result);
  });

  it("goes through all files of the servers that have the file", () => {
    const files = {
      "/srv/httpd.conf": "Include vars.conf\nInclude sites/*.conf\n",
      "/srv/vars.conf": "Define PORT 80\n",
      "/srv/sites/b.conf": "Listen ${PORT}1\n",
      "/srv/other/httpd.conf": "Define PORT 1\n",
    };
    expect(renamed("Listen ${|PORT}0\n", "P", { path: "/srv/sites/a.conf", files })).toEqual({
      "/srv/sites/a.conf": "Listen ${P}0\n",
      "/srv/vars.conf": "Define P 80\n",
      "/srv/sites/b.conf": "Listen ${P}1\n",
    });
  });

  it.each([
    ["Define |A 1\n", "B C", "The name of a variable must not have a blank in it"],
    ["Define |A 1\n", "B:C", "The name of a variable must not have : in it"],
    ["Define |A 1\n", "", "A name has at least one character"],
    ["Define |A 1\nDefine B 2\n", "b", "There is a variable b already"],
    ['LogFormat "%h" |a\n', "%h", "The name of a log format must not have % in it"],
    ["SetEnv |A 1\n", "a=b", "The name of an environment variable must not have = in it"],
    ["<Macro M $|a>\nListen $a\n</Macro>\n", "$b c", "The name of a parameter must not have a blank in it"],
    ["<Macro M $|a $bc>\nListen $a $bc\n</Macro>\n", "$b", "mod_macro could not tell $b from the parameter $bc"],
    ["<Macro M $|a>\nListen $a $b\n</Macro>\n", "b", "The macro has the text $b already: it would be replaced, too"],
    ["<|Files a>\n</Files>\n", "Listen", "Listen is not the name of a section"],
    ["<|Files a>\n</Files>\n", "Files a", "Files a is not the name of a section"],
    ["Listen ${|PORT}\n", "B", "No line of these files defines PORT"],
    ["Header set A b env=|HTTPS\n", "B", "No line of these files sets HTTPS"],
    ["PassEnv |HOME\n", "B", "HOME comes from the environment in which httpd is started"],
  ])("is refused with a reason: %j to %j", (text, newName, reason) => {
    const { context, position } = marked(text);
    expect(() => renameAt(context, position, newName)).toThrow(new RenameRefused(reason));
  });

  it.each(["|SITES", "Si|te", "$ho|st", "@ti|tle"])("of %j leaves what httpd reads the same", (mark) => {
    const text = [
      "Define SITES /srv/www",
      "<Macro Site $host @title>",
      "<VirtualHost *:80>",
      "ServerName www.$host",
      "DocumentRoot ${SITES}/$host",
      "AuthName @title",
      "</VirtualHost>",
      "</Macro>",
      'Use Site a.example "A $host"',
      "Use SITE b.example B",
    ].join("\n");
    const { context, position, workspace } = marked(text.replace(mark.replace("|", ""), mark));
    const [after] = Object.values(editedFiles(workspace, renameAt(context, position, "other")));
    if (after === undefined) throw new Error("no edit");
    expect(after).not.toBe(text);
    expect(read(after)).toEqual(read(text));
    expect(read(text)).toContain("documentroot /srv/www/a.example");
  });

  it("may change the case alone", () => {
    expect(main("Define |port 1\nListen ${port}\n", "PORT")).toBe("Define PORT 1\nListen ${PORT}\n");
  });

  it("leaves everything without a name of its own alone", () => {
    expect(renamed("Lis|ten 80\n", "X")).toEqual({});
    expect(renamed("LoadModule s|sl_module m.so\n", "x_module")).toEqual({});
    expect(renamed("AuthBasicProvider f|ile\n", "x")).toEqual({});
  });
});

describe("what would be renamed", () => {
  it("is shown as it is written", () => {
    expect(prepared("Define PORT 1\nListen ${PO|RT}\n")).toBe("PORT");
    expect(prepared("<Macro M $host>\nListen $ho|st\n</Macro>\n")).toBe("$host");
    expect(prepared("<Directory /a>\n</dir|ectory>\n")).toBe("directory");
    expect(prepared("Lis|ten 1\n")).toBeUndefined();
    expect(prepared("# ${P|ORT}\n")).toBeUndefined();
  });

  it("says why not before a new name is asked for", () => {
    expect(() => prepared("Listen ${PO|RT}\n")).toThrow("No line of these files defines PORT");
  });
});

it("renames never fail on broken text but with a reason", () => {
  for (const text of roughCursors()) {
    const { context, position } = marked(text);
    for (const newName of ["x", "$x", "Files"]) {
      try {
        prepareRename(context, position);
        renameAt(context, position, newName);
      } catch (error) {
        expect(error).toBeInstanceOf(RenameRefused);
      }
    }
  }
});
