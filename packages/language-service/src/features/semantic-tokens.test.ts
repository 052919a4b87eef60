import { describe, expect, it } from "vitest";
import type { Range } from "vscode-languageserver-types";
import { type MarkedOptions, marked } from "../testing/marked.ts";
import { semanticTokensLegend } from "../tokens/legend.ts";
import { semanticTokens, tokensDelta } from "./semantic-tokens.ts";

/** Tokens as `text type modifiers`. */
function tokens(text: string, options?: MarkedOptions, range?: Range): string[] {
  const { context } = marked(text, options);
  return shown(context.text, semanticTokens(context, range).data);
}

function shown(text: string, data: readonly number[]): string[] {
  const { tokenTypes, tokenModifiers } = semanticTokensLegend;
  const lines = text.split("\n");
  const found: string[] = [];
  let line = 0;
  let character = 0;
  for (let at = 0; at < data.length; at += 5) {
    const [lines0 = 0, characters = 0, length = 0, type = 0, bits = 0] = data.slice(at, at + 5);
    line += lines0;
    character = lines0 === 0 ? character + characters : characters;
    const word = lines[line]?.slice(character, character + length) ?? "";
    expect(word).toHaveLength(length);
    const modifiers = tokenModifiers.filter((_, bit) => (bits & (1 << bit)) !== 0);
    found.push([word, tokenTypes[type], ...modifiers].join(" "));
  }
  return found;
}

describe("semantic tokens", () => {
  it("tell directives, sections, conditions, words and numbers apart", () => {
    expect(
      tokens("# why\nListen 80\n<Directory /x>\n  Options -Indexes\n</Directory>\n<IfModule core.c>\n</IfModule>\n"),
    ).toEqual([
      "# why comment",
      "Listen keyword",
      "80 number",
      "Directory class defaultLibrary",
      "/x string",
      "Options keyword defaultLibrary",
      "-Indexes enumMember",
      "Directory class defaultLibrary",
      "IfModule keyword defaultLibrary",
      "core.c namespace",
      "IfModule keyword defaultLibrary",
    ]);
  });

  it("show directives of modules that are not loaded, and names that nobody knows", () => {
    const text =
      "LoadModule mpm_event_module modules/mod_mpm_event.so\nRewriteEngine On\nBogus x\n<Bogus>\n</Bogus>\n</Files>\n";
    expect(tokens(text).filter((each) => each.includes("unknown"))).toEqual([
      "RewriteEngine unknown",
      "Bogus unknown",
      "Bogus unknown",
      "Bogus unknown",
      "Files unknown",
    ]);
  });

  it("mark old directives", () => {
    expect(tokens("<Directory /x>\nOrder allow,deny\n</Directory>\n")).toContain("Order keyword deprecated");
  });

  it("mark what httpd skips, whose modules need not be there", () => {
    const text =
      "LoadModule mpm_event_module modules/mod_mpm_event.so\n<IfModule ssl_module>\nSSLEngine On\n</IfModule>\n";
    expect(tokens(text).slice(-4)).toEqual([
      "ssl_module namespace",
      "SSLEngine keyword inactive",
      "On enumMember inactive",
      "IfModule keyword defaultLibrary",
    ]);
  });

  it("mark as inactive only what no server reads", () => {
    const part = "<IfDefine X>\nTimeout 5\n</IfDefine>\n";
    const main = (define: string) => `${define}Include /srv/part.conf\n`;
    const files = { "/srv/a/httpd.conf": main("Define X\n"), "/srv/b/httpd.conf": main("") };
    const found = tokens(part, { path: "/srv/part.conf", files });
    expect(found).toContain("Timeout keyword defaultLibrary");
    const alone = tokens(part, { path: "/srv/part.conf", files: { "/srv/b/httpd.conf": main("") } });
    expect(alone).toContain("Timeout keyword defaultLibrary inactive");
  });

  it("show patterns", () => {
    const text =
      'RewriteCond %{HTTP_HOST} ^www\\. [NC]\nRewriteCond %{REQUEST_FILENAME} !-f\nRewriteRule "^/a(.*)" /b$1 [R=301,L]\n<DirectoryMatch ^/x>\n</DirectoryMatch>\n<Files ~ "\\.gif$">\n</Files>\nRedirectMatch 301 ^/a /b\n';
    const found = tokens(text);
    expect(found.filter((each) => each.includes(" regexp"))).toEqual([
      "^www\\. regexp",
      '"^/a(.*)" regexp',
      "^/x regexp",
      '"\\.gif$" regexp',
      "^/a regexp",
    ]);
    expect(found).toContain("[R=301,L] modifier");
    expect(found).toContain("%{HTTP_HOST} variable");
    expect(found).toContain("$1 variable");
  });

  it("show names where they are given and used", () => {
    const text =
      'Define ROOT /srv\n<Macro Host $name>\n  DocumentRoot "${ROOT}/$name"\n</Macro>\nUse Host a\nLogFormat "%h %{X}i" short\nCustomLog log short\n';
    expect(tokens(text).filter((each) => /variable|macro|parameter|string/.test(each))).toEqual([
      "ROOT variable declaration",
      "/srv string",
      "Host macro declaration",
      "$name parameter declaration",
      '" string',
      "${ROOT} variable",
      "/ string",
      "$name parameter",
      '" string',
      "Host macro",
      "a string",
      '" string',
      "%h variable",
      "  string",
      "%{X}i variable",
      '" string',
      "short variable declaration",
      "log string",
      "short variable",
    ]);
  });

  it("show the parts of an expression", () => {
    expect(
      tokens("<If \"%{HTTP_HOST} =~ /^a/ && -n req('X') && 5 -gt 4\">\n</If>\n").filter(
        (each) => !/ (?:class|string) ?/.test(each),
      ),
    ).toEqual([
      "%{HTTP_HOST} variable",
      "=~ operator",
      "/^a/ regexp",
      "-n operator",
      "req function",
      "5 number",
      "-gt operator",
      "4 number",
    ]);
  });

  it("never cross a line end", () => {
    expect(tokens('# a \\\n  b\nHeader set A "b \\\r\n  c"\n').slice(0, 2)).toEqual(["# a  comment", "  b comment"]);
    expect(tokens('Header set A "b \\\r\n  c"\n').slice(-2)).toEqual(['"b  string', '  c" string']);
  });

  it("of a range are those of its lines", () => {
    const text = "Listen 80\nListen 81\nListen 82\nListen 83\n";
    const range = { start: { line: 1, character: 3 }, end: { line: 2, character: 1 } };
    expect(tokens(text, {}, range).filter((each) => each.includes("number"))).toEqual(["81 number", "82 number"]);
  });

  it("never fail, and follow each other", () => {
    const text =
      'Define A b\n<Macro M $a>\n# $a \\\nRewriteRule ^$a "${A}%{B}" [L]\n</Macro>\n<If "a \\\r\n b">\n<LuaHookX>\n y\n</LuaHookX>\n"Listen" \'80\nProxyPass balancer://${A}/x\n<>\n</>\n';
    for (let end = 0; end <= text.length; end++) {
      const { context } = marked(text.slice(0, end));
      shown(context.text, semanticTokens(context).data);
      const part = { start: { line: 2, character: 0 }, end: { line: 99, character: 0 } };
      shown(context.text, semanticTokens(context, part).data);
    }
  });
});

describe("the change of semantic tokens", () => {
  it("replaces what is different in the middle", () => {
    expect(tokensDelta([1, 2, 3, 4, 5], [1, 9, 8, 4, 5])).toEqual([{ start: 1, deleteCount: 2, data: [9, 8] }]);
    expect(tokensDelta([1, 2, 3], [1, 3])).toEqual([{ start: 1, deleteCount: 1 }]);
    expect(tokensDelta([1, 1], [1, 1, 1])).toEqual([{ start: 2, deleteCount: 0, data: [1] }]);
    expect(tokensDelta([], [1])).toEqual([{ start: 0, deleteCount: 0, data: [1] }]);
  });

  it("is nothing when nothing changed", () => {
    expect(tokensDelta([1, 2], [1, 2])).toEqual([]);
    expect(tokensDelta([], [])).toEqual([]);
  });
});

describe("semantic tokens for an editor with colours of its own", () => {
  const named = (text: string): string[] => {
    const { context } = marked(text);
    return shown(context.text, semanticTokens(context, undefined, true).data);
  };

  it("are names whose meaning is told elsewhere, and nothing that the line itself tells", () => {
    expect(named("# why\nDefine WEB /srv\nDocumentRoot ${WEB}/docs\nTimeout 60\n")).toEqual([
      "WEB variable declaration",
      "${WEB} variable",
    ]);
  });

  it("are directives that no loaded module brings", () => {
    const text = "LoadModule mpm_event_module modules/mod_mpm_event.so\nRewriteEngine On\n";
    expect(named(text)).toContain("RewriteEngine unknown");
  });
});
