import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { caseFiles, corpusFiles } from "../../test/corpus/samples.ts";
import { configuration, damaged, linesOf } from "../../test/performance/input.mjs";
import { decodeSource, KIND, type LineTable, parse, ROW_LIKE, ROW_WIDTH, ROW_WORD } from "./index.ts";
import { scanNatively } from "./native-scan.ts";
import { scanAnyText } from "./scanner.ts";
import type { SectionBalance } from "./section-balance.ts";

/** Longer words have no number, and those that are not ASCII. */
const NUMBERED = /^[^\x80-\uffff]{1,63}$/;

/** Without what only one of them may know. */
function rowsOf({ rows, count }: LineTable): number[] {
  return [...rows.subarray(0, count * ROW_WIDTH)].map((number, at) => (at % ROW_WIDTH < ROW_WORD ? number : 0));
}

/** The lines of which an earlier one is known that is the same; that one must be. */
function repeatedLines(table: LineTable): number[] {
  const { rows, count } = table;
  return Array.from({ length: count }, (_, line) => line).filter((line) => {
    const like = rows[line * ROW_WIDTH + ROW_LIKE] as number;
    if (like < 0) return false;
    expect([KIND.directive, KIND.openTag]).toContain(table.kind(line));
    expect([like < line, table.kind(like), table.joined(like)]).toEqual([true, table.kind(line), false]);
    expect(table.logicalText(like)).toBe(table.logicalText(line));
    return true;
  });
}

/** For each line the word that its row numbers. */
function numberedWords({ rows, count, words }: LineTable): (string | undefined)[] {
  return Array.from({ length: count }, (_, line) => words[rows[line * ROW_WIDTH + ROW_WORD] as number]);
}

function firstWords(table: LineTable): string[] {
  const named: readonly number[] = [KIND.directive, KIND.openTag, KIND.closeTag];
  return Array.from({ length: table.count }, (_, line) => {
    const word = table.text.slice(table.nameStart(line), table.nameEnd(line));
    return named.includes(table.kind(line)) && NUMBERED.test(word) ? word : "";
  });
}

/** Whether WebAssembly takes the text; then it must say of it what the scanner says. */
function isTaken(text: string): boolean {
  const native = scanNatively(text);
  if (native === undefined) return false;
  const { table, flaws, unclosedEnds } = scanAnyText(text);
  expect(rowsOf(native.table), JSON.stringify(text.slice(0, 1000))).toEqual(rowsOf(table));
  expect(native.flaws).toEqual(flaws);
  expect(native.unclosedEnds).toEqual(unclosedEnds);
  const words = firstWords(table);
  expect(numberedWords(native.table)).toEqual(words);
  expect(native.table.words).toEqual(["", ...new Set(words.filter((word) => word !== ""))]);
  repeatedLines(native.table);
  return true;
}

const blanks = fc.constantFrom("", "", " ", "\t", "    ", "\v", "\f", "\r", " \r");
const section = fc.constantFrom("Directory", "IfModule", "ifmodule", "VirtualHost", "Macro", "A", "");
const any = (weight: number, ...texts: string[]) => ({ weight, arbitrary: fc.constantFrom(...texts) });
const content = fc.oneof(
  any(12, "ServerName www", 'Header set A "b c"', "A", "${X}", "%x", "!y", "A\\b c"),
  any(4, "", "#", "# a comment", "#\\", "\\", "Alias /a \\\\", "Use M 1"),
  any(2, "<A", "</A", "</A>", "<", "</", "</ifModule>", "<Directory /x", "</directory"),
  any(1, "<Macro m>", "<macro m", "</Macro>", "</MACRO", `<${"A".repeat(63)}>`),
  any(1, "é", "A é", "# €", "A 😀", "A \udc80", "\ud83d x", "\u00a0A", "A \u2028", "A\x7f"),
  any(1, '"A" b', "'A", '"A\\\\" b', '"A b\\"', "A".repeat(15), "A".repeat(63), "A".repeat(64)),
  any(1, "A\0b", "<é>", "</é>", "\x01", "<\\\\A>", "</Lua>", '"<A" x>', "<LuaHookFixups>\n</LuaHookFixups>"),
);
const lineEnd = fc.constantFrom(
  "\n",
  "\n",
  "\n",
  "\r\n",
  "\n\n",
  "\n \n",
  "\\\n",
  " \\\n",
  " \\\r\n",
  "\\\n  b\n",
  "\\ \n",
);
/** Closing tags of a section, half of them right. */
const closing = fc.constantFrom<((name: string) => string)[]>(
  (name) => `</${name}>\n`,
  (name) => `</${name}>\n`,
  (name) => `</${name.toUpperCase()}>\n`,
  (name) => `</${name}\n`,
  (name) => `</${name}x>\n`,
  () => "",
);
const line = fc.tuple(blanks, content, blanks, lineEnd).map((parts) => parts.join(""));
const { items } = fc.letrec((tie) => ({
  items: fc.array(fc.oneof({ weight: 5, arbitrary: line }, { weight: 1, arbitrary: tie("container") }), {
    maxLength: 8,
  }),
  container: fc
    .tuple(section, fc.constantFrom(">", " x>", ' "x" >', " x \\\n  y>"), tie("items"), blanks, lineEnd, closing)
    .map(([name, rest, body, blank, end, close]) => {
      return `${blank}<${name}${rest}${end}${(body as string[]).join("")}${blank}${close(name)}`;
    }),
}));
const anyText = fc
  .tuple(items as fc.Arbitrary<string[]>, blanks, fc.boolean())
  .map(([parts, rest, whole]) => parts.join("").slice(0, whole ? undefined : -1) + rest);

describe("WebAssembly reads lines as the scanner does", () => {
  it("of every case that httpd was asked", () => {
    const texts = caseFiles().map(({ bytes }) => decodeSource(bytes));
    expect(texts.filter(isTaken).length).toBeGreaterThan(texts.length * 0.9);
  });

  it("of real configurations", () => {
    const files = corpusFiles().map(({ bytes }) => decodeSource(bytes));
    expect(files.filter(isTaken).length).toBeGreaterThanOrEqual(files.length * 0.9);
  });

  it("of 10,000 texts with anything in them", () => {
    let taken = 0;
    let flawed = 0;
    const count = fc.property(anyText, (text) => {
      if (!isTaken(text)) return;
      taken++;
      if (scanAnyText(text).flaws.length > 0) flawed++;
    });
    fc.assert(count, { numRuns: 10_000, seed: 20261121 });
    expect(taken).toBeGreaterThan(5000);
    expect(flawed).toBeGreaterThan(2000);
  });

  it("of texts larger than what it sees at once", () => {
    for (const text of [configuration(600_000, false), configuration(300_000, true), linesOf(5000)]) {
      expect(isTaken(text)).toBe(true);
      expect(isTaken(text.replaceAll("\n", "\r\n"))).toBe(true);
      expect(isTaken(text.trimEnd())).toBe(true);
    }
    expect(isTaken(`${"<A>\n".repeat(200)}${"B\n".repeat(100_000)}${"</A>\n".repeat(200)}`)).toBe(true);
    expect(isTaken(`${"Header set A \\\n  b\n\n# c\n".repeat(9000)}`)).toBe(true);
  });

  it("of large texts in which every 50th line is broken", () => {
    for (const isDense of [false, true]) {
      const text = damaged(configuration(600_000, isDense));
      expect(isTaken(text)).toBe(true);
      expect(scanNatively(text)?.flaws.length).toBeGreaterThan(100);
    }
  });

  it("of large texts in which nothing but tags stands, none of them right", () => {
    const text = "<A>\n".repeat(40) + "<B\n</C>\n</A\n".repeat(20) + "</D>\n".repeat(3);
    expect(isTaken(text.repeat(200))).toBe(false);
    expect(isTaken(text.repeat(8))).toBe(true);
    const closed = `${"<A>\n".repeat(250)}<B>\n${"<A>\n".repeat(5)}</B>\n${"</A>\n".repeat(250)}`;
    expect(isTaken(closed.repeat(40))).toBe(true);
    expect(isTaken(`${"<A>\n".repeat(256)}${"</C\n".repeat(20_000)}`)).toBe(true);
    expect(isTaken(`<A>\n${"<B>\n".repeat(255)}</A>\n`.repeat(100))).toBe(true);
    expect(isTaken(`<Macro m>\n${"<B>\n".repeat(255)}</macro>\n`.repeat(100))).toBe(true);
    const allAtOnce = `${"<A\n</A\n".repeat(499)}<A>\n${"<B>\n".repeat(255)}`;
    for (const more of ["", "</A>\n", "</A\n", "</A\n<A\n", `</A\n${"<B\n".repeat(256)}`]) {
      for (const before of ["", "</C>\n", "</C>\n</C>\n", "</C>\n</C>\n</C>\n"]) {
        expect(isTaken(before + allAtOnce + more)).toBe(true);
      }
    }
  });

  it("of large texts with characters that are not ASCII, wherever what it sees at once ends", () => {
    for (const character of ["é", "€", "😀", "\ud83d", "\udc80", "\x7f"]) {
      const lines = linesOf(2000).split("\n");
      const text = lines.map((line, at) => (at % 7 === 0 ? `${line} # ${character.repeat(at % 50)}` : line)).join("\n");
      for (let shift = 0; shift < 4; shift++) expect(isTaken("#".repeat(shift) + text)).toBe(true);
      for (let shift = 0; shift < 4; shift++) {
        expect(isTaken(`${"#".repeat(shift)}\n${`A ${character.repeat(5000)}\n`.repeat(9)}`)).toBe(true);
      }
    }
  });
});

describe("WebAssembly leaves to the scanner", () => {
  const left: Readonly<Record<string, string>> = {
    "a tag that is not ASCII": "<caf\u00e9>\n</caf\u00e9>\n",
    "a closing tag that is not ASCII": "</caf\u00e9>\n",
    "a NUL, which hides the rest of its line": "ServerName a\0b\nListen 80\n",
    "a tag in quotes": '"<IfModule" a>\n</IfModule>\n',
    "a first word in quotes that goes on in the next line": '"Server \\\nName" a\n',
    "a control character in a first word": "Server\x01Name a\n",
    "a backslash in a tag": "<If\\\\Module a>\n</If\\\\Module>\n",
    "the body of a Lua container": "<LuaHookFixups a b>\n<x\n</LuaHookFixups>\n",
    "a name that goes on in the next line": "Server\\\nName a\n",
    "a name that begins in the next line": "  \\\nServerName a\n",
    "a tag whose name goes on in the next line": "<If\\\nModule a>\n</IfModule>\n",
    "an empty line behind a continuation that two backslashes make": "ServerName a \\\\\n\nListen 80\n",
    "a line that is only a continuation": "ServerName a \\\n\\\nb\n",
    "sections in 300 others": `${"<A>\n".repeat(300)}${"</A>\n".repeat(300)}`,
    "a line of 100,000 characters": `ServerName ${"a".repeat(100_000)}\n`,
    "a line of 30,000 characters that are three bytes each as UTF-8": `ServerName ${"\u20ac".repeat(30_000)}\n`,
    "100,000 blank lines": `${"\n".repeat(100_000)}ServerName a\n`,
  };
  for (const [what, text] of Object.entries(left)) {
    it(what, () => expect(scanNatively(text)).toBeUndefined());
  }
});

describe("WebAssembly takes", () => {
  const taken: Readonly<Record<string, string>> = {
    "nothing at all": "",
    "blank lines": " \n\t\r\n\n",
    "comments, continued ones too": "# a\n  #b \\\n  c\n#\\\nd\n",
    "a last line without a line end": "Listen 80\nServerName a",
    "a backslash at the end of the file": "ServerName a \\",
    "a backslash that blanks follow": "ServerName a \\ \nListen 80\n",
    "a directive over several lines": "Header set A \\\r\n  b\\\n c \\\n   \\\n d  \nListen 80\n",
    "empty lines and lines of blanks behind a continuation": "A b \\\n\nA b\\\n  \r\nA b \\\n \\\n\nA \\\n\r\nB\n",
    "a continuation at the end of the file": "A b\nServerName a \\\n",
    "a continuation at the end of the file behind lines of blanks": "ServerName a \\\n  \\\n \\\n",
    "first words in quotes":
      '"ServerName" a\n"Server Name a\n\'a\\\' b\' c\n"a\\\\" b\n\'a\\"\' b\n"\n""\n\'a"b\'c\n"a\\"\n',
    "first words in quotes in lines that go on": "\"Server Name\" a \\\n  b\n'A\\'' b\\\nc\n",
    "a tag over two lines": "<Directory /a \\\n /b>\n</Directory>\n",
    "a closing tag in other letters than its open tag": "<IfModule a>\n</ifmodule>\n",
    "a macro": "<Macro M $a>\n  Listen $a\n</Macro>\nUse M 80\n",
    "variables and control characters in arguments": "${X} a\x01b\n",
    "tags without names": "<>\n< >\n</>\n</>\n",
    "an open tag without its bracket": "<IfModule a\n</IfModule>\n",
    "a closing tag without its bracket": "<IfModule a>\n</IfModule\n",
    "a closing tag without its bracket, over two lines": "<IfModule a>\n</IfModule \\\n>\n",
    "closing tags that close nothing": "Listen 80\n</IfModule>\n<A>\n</Directory>\n</A>\n",
    "closing tags of other sections": "<IfModule a>\n<Directory /x>\n</ifModule>\n</Directory>\n",
    "sections that are not closed": "<IfModule a>\nListen 80\n<Directory /x>\n",
    "a closing tag with a long name": `<IfModule a>\n</IfModule${"e".repeat(100)}>\n</IfModule>\n`,
    "a macro in whose body nothing is right": "<Macro M>\n<A\n<B>\n</C>\n</A\n<D>\n</Macro>\n</B>\n",
    "macros that are not closed": "<Macro M>\n<Macro N\n<A>\n</macro>\n<Macro O>\n</A>\n",
    "a section around a macro, which nothing in it closes": "<A>\n<Macro M>\n</A>\n</Macro\n</A>\n",
    "characters that are not ASCII": "# caf\u00e9\nServerName \u20ac \ud83d\ude00\n\ud83d\ude00 a\n",
    "bytes that are no UTF-8": "ServerName \udcff\udc80\nServer\udcff a\n",
    "a byte order mark": "\ufeffServerName a\nServerName a\n",
    "a byte order mark before a tag, which is none": "\ufeff<IfModule a>\n</IfModule>\n",
    "blanks that are none to httpd": "\u00a0ServerName a\nServerName\u00a0a\u2028\nA\u2028B\u0085C\u3000\n",
    "characters that are the same by their last byte only":
      "A \u00e9\nA \u00e8\nA \u00e9\n\u00e9 b\n\u00e8 b\nA \x7f\n",
    "a tag with an argument that is not ASCII":
      "<Directory /\u00e9>\n</Directory>\n<Directory /\u00e8>\n</Directory \u20ac>\n",
    "a tag that ends in what is not ASCII": "<Directory /\u00e9\n</Directory>\n",
    "lines that go on behind what is not ASCII": "ServerAlias \u00e9 \\\n \u20ac \\\n  \ud83d\nListen 80\n",
  };
  for (const [what, text] of Object.entries(taken)) {
    it(what, () => expect(isTaken(text)).toBe(true));
  }

  it("3,000 different first words, and numbers 2,047 of them", () => {
    const lines = Array.from({ length: 3000 }, (_, at) => `Word${at} a\n`).join("");
    const { table } = scanNatively(lines) as SectionBalance;
    expect(rowsOf(table)).toEqual(rowsOf(scanAnyText(lines).table));
    expect(table.words.length).toBeGreaterThan(1900);
    expect(table.words.length).toBeLessThanOrEqual(2048);
    const numbered = numberedWords(table).filter((word) => word !== "");
    expect(numbered).toEqual(table.words.slice(1));
  });
});

describe("where WebAssembly", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  const forbidden = {
    Module: class {
      constructor() {
        throw new Error("forbidden by the content security policy");
      }
    },
  };
  for (const [what, instead] of [["is not there", undefined] as const, ["is forbidden", forbidden] as const]) {
    it(`${what}, the scanner reads large files`, async () => {
      vi.resetModules();
      vi.stubGlobal("WebAssembly", instead);
      const alone = await import("./index.ts");
      const text = linesOf(3000);
      const { table } = alone.parse(text).file;
      vi.unstubAllGlobals();
      expect(repeatedLines(table)).toEqual([]);
      expect(rowsOf(table)).toEqual(rowsOf(parse(text).file.table));
      // It is not tried again.
      expect(repeatedLines(alone.parse(text).file.table)).toEqual([]);
    });
  }
});

describe("the table of a large file", () => {
  const text = linesOf(3000);

  it("numbers first words as they are written", () => {
    const { table } = parse(text).file;
    expect(table.words.slice(0, 4)).toEqual(["", "<VirtualHost", "ServerName", "ServerAlias"]);
  });

  it("knows lines that stand in it before", () => {
    const { table } = parse(text).file;
    const repeated = repeatedLines(table).map((line) => table.logicalText(line));
    expect(new Set(repeated)).toContain("AllowOverride None");
    expect(new Set(repeated)).toContain("<IfModule mod_rewrite.c>");
    expect(repeated.length).toBeGreaterThan(table.count / 5);
  });

  it("is the scanner's when something is out of the ordinary: the same lines, and words", () => {
    const { table } = parse(`${text}ServerName a\0b\n`).file;
    expect(repeatedLines(table)).toEqual([]);
    expect(rowsOf(table).slice(0, -ROW_WIDTH)).toEqual(rowsOf(parse(text).file.table));
    expect(numberedWords(table)).toEqual(firstWords(table));
  });
});
