import { describe, expect, it } from "vitest";
import type { FormatOptions } from "../formatting/options.ts";
import { edited, type MarkedOptions, marked } from "../testing/marked.ts";
import { formatDocument, formatRange } from "./formatting.ts";

const four: FormatOptions = { tabSize: 4, insertSpaces: true };

function formatted(
  lines: readonly string[],
  options: Partial<FormatOptions> = {},
  place: MarkedOptions = {},
): string[] {
  const { context } = marked(lines.join("\n"), place);
  return edited(context, formatDocument(context, { ...four, ...options })).split("\n");
}

/** That a text stays as it is. */
function unchanged(text: string, options: Partial<FormatOptions> = {}, place: MarkedOptions = {}): void {
  const { context } = marked(text, place);
  expect(formatDocument(context, { ...four, ...options })).toEqual([]);
}

describe("formatting a document", () => {
  it("indents what is in sections, comments too, and drops blanks that httpd drops", () => {
    const before = [
      "Listen 80  ",
      "  <VirtualHost *:80>",
      "ServerName a",
      "# why",
      "\t<Location />",
      "Require all granted",
      "</Location>",
      "  </VirtualHost>",
      "",
    ];
    expect(formatted(before)).toEqual([
      "Listen 80",
      "<VirtualHost *:80>",
      "    ServerName a",
      "    # why",
      "    <Location />",
      "        Require all granted",
      "    </Location>",
      "</VirtualHost>",
      "",
    ]);
  });

  it("indents with tabs, and by the width that is asked for", () => {
    const before = ["<Files x>", "Require all denied", "</Files>", ""];
    expect(formatted(before, { insertSpaces: false })[1]).toBe("\tRequire all denied");
    expect(formatted(before, { tabSize: 2 })[1]).toBe("  Require all denied");
  });

  it("can leave conditions out of the indentation, or all lines where they are", () => {
    const before = ["<IfModule ssl_module>", "<Files x>", "Require all denied", "</Files>", "</IfModule>", ""];
    expect(formatted(before, { indentSections: "exceptConditions" })).toEqual([
      "<IfModule ssl_module>",
      "<Files x>",
      "    Require all denied",
      "</Files>",
      "</IfModule>",
      "",
    ]);
    unchanged(before.join("\n"), { indentSections: "keep" });
  });

  it("keeps the continuation lines of a directive, whose blanks are in its arguments", () => {
    const before = ["<Files x>", "Header set A \\", '  "b \\', '    c"  ', "</Files>", ""];
    expect(formatted(before).slice(1, 4)).toEqual(["    Header set A \\", '  "b \\', '    c"']);
    unchanged(" \\\nListen 80\n");
  });

  it("keeps blanks behind a backslash, without which the next line would be joined", () => {
    unchanged("# C:\\dir\\ \nListen 80\n");
    unchanged("DocumentRoot C:\\dir\\\t\r\nListen 80\r\n");
  });

  it("keeps line ends as they are, and uses the file's own for a last one that is missing", () => {
    const { context } = marked("<Files x>\r\nRequire all denied  \r\n</Files>");
    expect(edited(context, formatDocument(context, four))).toBe("<Files x>\r\n    Require all denied\r\n</Files>\r\n");
  });

  it("keeps blank lines up to a number, and none at the end", () => {
    expect(formatted(["Listen 80", "", " ", "\t", "Listen 81", "", "", ""])).toEqual([
      "Listen 80",
      "",
      "",
      "Listen 81",
      "",
    ]);
    expect(formatted(["A", "", "", "B", ""], { maxBlankLines: 0 })).toEqual(["A", "B", ""]);
    expect(formatted(["A", "", ""], { trimFinalNewlines: false })).toEqual(["A", "", ""]);
  });

  it("does not touch the bodies of programs", () => {
    for (const name of ["LuaHookFixups", "Perl", "NobodyKnows"]) {
      unchanged(`<${name}>\nif x  \n  y\n\n\n\n# z\n</${name}>\nListen 80\n`);
    }
    unchanged("Listen 80\n=pod\n  text  \n\n\n\n=cut\nListen 81\n");
    unchanged("Listen 80\n__END__\n   anything  ");
  });

  it("keeps bytes that are no UTF-8, and non-breaking blanks, which are data to httpd", () => {
    expect(formatted(["<Files x>", "\u00a0Listen \udcff\u00a0", "</Files>", ""])[1]).toBe(
      "    \u00a0Listen \udcff\u00a0",
    );
  });

  it("leaves a file as it is in which the lengths of lines decide what httpd reads", () => {
    unchanged("  Listen 80\n# \0 hidden\n");
    unchanged(`  Listen 80\nDefine X ${"x".repeat(206 - 9)}`);
    const { context } = marked(`  Listen 80\nDefine X ${"x".repeat(205 - 9)}`);
    expect(formatDocument(context, four)).toHaveLength(2);
  });

  it("does not make a line of a macro or .htaccess too long for httpd, or short enough", () => {
    const long = `Error ${"x".repeat(8180)}`;
    unchanged(`<Macro M>\n${long}\n</Macro>\n`);
    unchanged(`<Files x>\n${long}\n</Files>\n`, {}, { path: "/srv/.htaccess" });
  });

  it("adds no line end where httpd would then read a last line that it loses, or drop a backslash", () => {
    unchanged("<Macro M>\n    Timeout 5\n</Macro>\nUse M\nListen 80");
    unchanged("Define X a\\");
    unchanged("Listen 80", { insertFinalNewline: false });
  });

  it("keeps the blanks of a line that the end of a macro may be joined with", () => {
    unchanged('<Macro M $a>\n    Error x$a\n</Macro>\nUse M "\\\\"\n   y  z\n');
    unchanged("<Macro M $a>\n    Error x \\ \n</Macro>\nUse M 1\n   y  z\n");
    const main = "<Macro M $a>\nError \\ \n</Macro>\nInclude part.conf\n";
    unchanged("Use M 1\n   y  z\n", {}, { path: "/srv/part.conf", files: { "/srv/httpd.conf": main } });
  });

  it("indents lines in a section that is not closed, and a closing tag that closes nothing", () => {
    expect(formatted(["<Files x>", "A", "<Limit GET>", "B", "</Files>", "  </Files>", ""])).toEqual([
      "<Files x>",
      "    A",
      "    <Limit GET>",
      "        B",
      "</Files>",
      "</Files>",
      "",
    ]);
  });

  it("writes names as their modules do when asked, but not in macros", () => {
    const before = [
      "LISTEN 80",
      "<directory /x>",
      "    options None",
      "</DIRECTORY>",
      "nobodyknows x",
      "<macro M options>",
      "    options None",
      "</macro>",
      '"listen" 81',
      "",
    ];
    expect(formatted(before, { names: "canonical" })).toEqual([
      "Listen 80",
      "<Directory /x>",
      "    Options None",
      "</Directory>",
      "nobodyknows x",
      "<Macro M options>",
      "    options None",
      "</Macro>",
      '"listen" 81',
      "",
    ]);
    unchanged(before.join("\n"));
  });

  it("aligns the first arguments of neighbours when asked", () => {
    const before = [
      "ServerName a",
      "Listen  80",
      "Error   x  y",
      "",
      "DocumentRoot\t/x",
      "Include    a",
      '<If "true">',
      "    A   b",
      "</If>",
      "",
    ];
    expect(formatted(before, { alignArguments: true })).toEqual([
      "ServerName a",
      "Listen     80",
      "Error      x  y",
      "",
      "DocumentRoot /x",
      "Include      a",
      '<If "true">',
      "    A b",
      "</If>",
      "",
    ]);
  });

  it("changes only what differs, so that cursors stay", () => {
    const { context } = marked("<Files x>\n  Require all denied\n</Files>\n");
    expect(formatDocument(context, four)).toEqual([
      { range: { start: { line: 1, character: 2 }, end: { line: 1, character: 2 } }, newText: "  " },
    ]);
  });

  it("takes any numbers for widths", () => {
    for (const tabSize of [-3, 0, 1.5, 1e9, Number.NaN]) {
      expect(formatted(["<Files x>", "A", "</Files>", ""], { tabSize })[1]).toMatch(/^ {0,16}A$/);
    }
  });
});

describe("formatting a range", () => {
  const text = "<Files x>\nA\nB\n\n\n\n\nC\n</Files>\n";
  const range = (from: number, to: number, character = 0) => ({
    start: { line: from, character: 0 },
    end: { line: to, character },
  });

  it("changes the lines that the range touches", () => {
    const { context } = marked(text);
    expect(edited(context, formatRange(context, range(2, 2, 1), four))).toBe(
      "<Files x>\nA\n    B\n\n\n\n\nC\n</Files>\n",
    );
  });

  it("leaves out the line that the range ends before", () => {
    const { context } = marked(text);
    expect(edited(context, formatRange(context, range(1, 2), four))).toBe("<Files x>\n    A\nB\n\n\n\n\nC\n</Files>\n");
  });

  it("drops blank lines only when all of them are in it", () => {
    const { context } = marked(text);
    expect(formatRange(context, range(3, 5), four)).toEqual([]);
    expect(edited(context, formatRange(context, range(3, 7), four))).toBe("<Files x>\nA\nB\n\n\nC\n</Files>\n");
  });
});
