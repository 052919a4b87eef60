import { describe, expect, it } from "vitest";
import type { DocumentSymbol, Range } from "vscode-languageserver-types";
import { MAIN_FILE, marked, textIn, workspaceOf } from "../testing/marked.ts";
import { ROUGH_TEXTS } from "../testing/places.ts";
import { documentSymbols } from "./document-symbols.ts";

const shown = (symbols: readonly DocumentSymbol[], depth = 0): readonly string[] =>
  symbols.flatMap(({ name, detail = "", children = [] }) => [
    `${"  ".repeat(depth)}${name}${detail === "" ? "" : ` | ${detail}`}`,
    ...shown(children, depth + 1),
  ]);

const outline = (text: string): readonly string[] => shown(documentSymbols(marked(text).context));

describe("the outline", () => {
  it("has sections as a tree", () => {
    const text =
      '<Directory "/var/www">\n<IfModule mod_ssl.c>\n<Limit GET POST>\n</Limit>\n</IfModule>\n</Directory>\n';
    expect(outline(`LoadModule ssl_module m.so\n${text}`)).toEqual([
      "ssl_module | m.so",
      "Directory /var/www",
      "  IfModule mod_ssl.c",
      "    Limit GET POST",
    ]);
  });

  it.each([
    ["<VirtualHost *:443>\nServerName a.example\n</VirtualHost>", "a.example:443 | VirtualHost *:443"],
    ["<VirtualHost *:443>\nServerName https://a.example:8443\n</VirtualHost>", "a.example:8443 | VirtualHost *:443"],
    ["<VirtualHost 10.0.0.1>\nServerName a.example\n</VirtualHost>", "a.example | VirtualHost 10.0.0.1"],
    ["<VirtualHost [::1]:80>\nServerName ${HOST}\n</VirtualHost>", "${HOST}:80 | VirtualHost [::1]:80"],
    ["<VirtualHost *:80 *:81>\n</VirtualHost>", "VirtualHost *:80 *:81"],
    ["<Macro Site $host $port>\n</Macro>", "Macro Site | $host $port"],
    ["Define PORT 80", "Define PORT | 80"],
    ["Use Site a 80", "Use Site | a 80"],
    ["Include sites/*.conf", "Include sites/*.conf"],
    ['LogFormat "%h" short', "LogFormat short | %h"],
    ["RewriteMap hosts txt:/x", "RewriteMap hosts | txt:/x"],
  ])("shows %j", (text, line) => {
    expect(outline(`${text}\n`)[0]).toBe(line);
  });

  it("takes a name from a condition in the host", () => {
    const text =
      "<VirtualHost *:80>\n<IfDefine A>\nServerName a\n</IfDefine>\n<Location /x>\n</Location>\n</VirtualHost>\n";
    expect(outline(text)[0]).toBe("a:80 | VirtualHost *:80");
  });

  it("puts LoadModule lines together", () => {
    const text = "LoadModule a_module a.so\n# b\nLoadModule b_module b.so\nDefine X\nLoadModule c_module c.so\n";
    expect(outline(text)).toEqual([
      "LoadModule | 2 modules",
      "  a_module | a.so",
      "  b_module | b.so",
      "Define X",
      "c_module | c.so",
    ]);
  });

  it("says which conditions do not hold", () => {
    expect(outline("<IfDefine No>\nDefine A\n</IfDefine>\n<IfDefine !No>\n</IfDefine>\n")).toEqual([
      "IfDefine No | (not read)",
      "  Define A",
      "IfDefine !No",
    ]);
  });

  it("masks secrets", () => {
    const text =
      "Define DB_PASSWORD hunter2\nUse Site http://me:hunter2@db/\n<Proxy http://me:hunter2@db/>\n</Proxy>\nLoadModule a_module b.so\n";
    expect(outline(text).join("\n")).not.toContain("hunter2");
    expect(outline(text)[0]).toBe("Define DB_PASSWORD | ********");
  });

  it("leaves out what has no name", () => {
    expect(outline("Define\nUse\nInclude\nLogFormat x\nLoadModule\n")).toEqual([]);
  });

  it("selects the tag of a section and spans it to its end", () => {
    const { context } = marked("  <Files a>\nListen 1\n  </Files>\nListen 2\n");
    const [symbol] = documentSymbols(context);
    if (symbol === undefined) throw new Error("no symbol");
    expect(textIn(context, symbol.selectionRange)).toBe("<Files a>");
    expect(textIn(context, symbol.range)).toBe("<Files a>\nListen 1\n  </Files>");
  });

  it("has valid ranges and names in any broken text", () => {
    for (const text of ROUGH_TEXTS) {
      for (let end = 0; end <= text.length; end++) {
        for (const symbol of documentSymbols(workspaceOf({ [MAIN_FILE]: text.slice(0, end) }).context(MAIN_FILE))) {
          expectValid(symbol);
        }
      }
    }
  });

  it("survives sections as deep as a file can have them", () => {
    const { context } = marked("<If a>\n".repeat(5000));
    expect(shown(documentSymbols(context)).length).toBeLessThan(100);
  });
});

function expectValid({ name, range, selectionRange, children = [] }: DocumentSymbol): void {
  expect(name).not.toBe("");
  expectInside(selectionRange, range);
  for (const child of children) {
    expectInside(child.range, range);
    expectValid(child);
  }
}

function expectInside(inner: Range, outer: Range): void {
  const number = ({ line, character }: Range["start"]): number => line * 10_000 + character;
  expect(number(inner.start)).toBeGreaterThanOrEqual(number(outer.start));
  expect(number(inner.end)).toBeLessThanOrEqual(number(outer.end));
  expect(number(inner.start)).toBeLessThanOrEqual(number(inner.end));
}
