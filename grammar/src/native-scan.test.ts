import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { caseFiles, corpusFiles } from "../../test/corpus/samples.ts";
import { configuration, damaged, linesOf } from "../../test/performance/input.mjs";
import { decodeSource, KIND, type LineTable, parse, ROW_LIKE, ROW_WIDTH, ROW_WORD } from "./index.ts";
import { scanNatively } from "./native-scan.ts";
import { scanAnyText } from "./scanner.ts";

/** Longer words have no number. */
const LONGEST_WORD = 63;

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
    expect([like < line, table.kind(like), table.joined(like)]).toEqual([true, KIND.directive, false]);
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
    return named.includes(table.kind(line)) && word.length <= LONGEST_WORD ? word : "";
  });
}

/** Whether WebAssembly takes the text; then it must say of it what the scanner says. */
function isTaken(text: string): boolean {
  const native = scanNatively(text);
  if (native === undefined) return false;
  const { table, flaws, unclosedEnds } = scanAnyText(text);
  expect([flaws, unclosedEnds]).toEqual([[], []]);
  expect(rowsOf(native), JSON.stringify(text.slice(0, 1000))).toEqual(rowsOf(table));
  expect(numberedWords(native)).toEqual(firstWords(table));
  repeatedLines(native);
  expect(native.words).toEqual(["", ...new Set(firstWords(table).filter((word) => word !== ""))]);
  return true;
}

const blanks = fc.constantFrom("", "", " ", "\t", "    ", "\v", "\f", "\r", " \r");
const section = fc.constantFrom("Directory", "IfModule", "ifmodule", "VirtualHost", "Macro", "A", "");
const content = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("ServerName www", 'Header set A "b c"', "A", "${X}", "%x", "!y", "A\\b c") },
  { weight: 2, arbitrary: fc.constantFrom("", "#", "# a comment", "#\\", "\\", "Alias /a \\\\", "Use M 1") },
  { weight: 1, arbitrary: fc.constantFrom('"A" b', "'A", "A\0b", "é", "A é", "\x01", "<A", "</A", "</A>", "<\\\\A>") },
  { weight: 1, arbitrary: fc.constantFrom("<LuaHookFixups>\n</LuaHookFixups>", "A".repeat(70), "A".repeat(15)) },
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
const line = fc.tuple(blanks, content, blanks, lineEnd).map((parts) => parts.join(""));
const { items } = fc.letrec((tie) => ({
  items: fc.array(fc.oneof({ weight: 5, arbitrary: line }, { weight: 1, arbitrary: tie("container") }), {
    maxLength: 8,
  }),
  container: fc
    .tuple(section, fc.constantFrom(">", " x>", ' "x" >', " x \\\n  y>"), tie("items"), blanks, lineEnd, fc.boolean())
    .map(([name, rest, body, blank, end, same]) => {
      const close = `${blank}</${same ? name : name.toUpperCase()}>\n`;
      return `${blank}<${name}${rest}${end}${(body as string[]).join("")}${close}`;
    }),
}));
const anyText = fc
  .tuple(items as fc.Arbitrary<string[]>, blanks, fc.boolean())
  .map(([parts, rest, whole]) => parts.join("").slice(0, whole ? undefined : -1) + rest);

describe("WebAssembly reads lines as the scanner does", () => {
  it("of every case that httpd was asked", () => {
    const texts = caseFiles().map(({ bytes }) => decodeSource(bytes));
    expect(texts.filter(isTaken).length).toBeGreaterThan(texts.length / 2);
  });

  it("of real configurations", () => {
    const files = corpusFiles().map(({ bytes }) => decodeSource(bytes));
    expect(files.filter(isTaken).length).toBeGreaterThanOrEqual(files.length / 2);
  });

  it("of 10,000 texts with anything in them", () => {
    let taken = 0;
    const count = fc.property(anyText, (text) => {
      if (isTaken(text)) taken++;
    });
    fc.assert(count, { numRuns: 10_000, seed: 20261121 });
    expect(taken).toBeGreaterThan(3000);
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

  it("of large texts in which every 50th line is broken, or leaves them", () => {
    expect(isTaken(damaged(configuration(300_000, false)))).toBe(false);
  });
});

describe("WebAssembly leaves to the scanner", () => {
  const left: Readonly<Record<string, string>> = {
    "what is not ASCII": "# caf\u00e9\n",
    "a byte that is no UTF-8": "ServerName \udcff\n",
    "a NUL, which hides the rest of its line": "ServerName a\0b\nListen 80\n",
    "a first word in quotes": '"ServerName" a\n',
    "a control character in a first word": "Server\x01Name a\n",
    "a backslash in a tag": "<If\\\\Module a>\n</If\\\\Module>\n",
    "an open tag without its bracket": "<IfModule a\n</IfModule>\n",
    "a closing tag without its bracket": "<IfModule a>\n</IfModule\n",
    "a closing tag that closes nothing": "Listen 80\n</IfModule>\n",
    "a closing tag of another section": "<IfModule a>\n<Directory /x>\n</IfModule>\n</Directory>\n",
    "a section that is not closed": "<IfModule a>\nListen 80\n",
    "the body of a Lua container": "<LuaHookFixups a b>\n<x\n</LuaHookFixups>\n",
    "a name that goes on in the next line": "Server\\\nName a\n",
    "a name that begins in the next line": "  \\\nServerName a\n",
    "a tag whose name goes on in the next line": "<If\\\nModule a>\n</IfModule>\n",
    "an empty line behind a continuation": "ServerName a \\\n\nListen 80\n",
    "a line of blanks behind a continuation": "ServerName a \\\n  \r\nListen 80\n",
    "a line that is only a continuation": "ServerName a \\\n\\\nb\n",
    "a continuation at the end of the file": "ServerName a \\\n",
    "sections in 300 others": `${"<A>\n".repeat(300)}${"</A>\n".repeat(300)}`,
    "a line of 100,000 characters": `ServerName ${"a".repeat(100_000)}\n`,
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
    "a tag over two lines": "<Directory /a \\\n /b>\n</Directory>\n",
    "a closing tag in other letters than its open tag": "<IfModule a>\n</ifmodule>\n",
    "a macro": "<Macro M $a>\n  Listen $a\n</Macro>\nUse M 80\n",
    "variables and control characters in arguments": "${X} a\x01b\n",
    "tags without names": "<>\n< >\n</>\n</>\n",
  };
  for (const [what, text] of Object.entries(taken)) {
    it(what, () => expect(isTaken(text)).toBe(true));
  }

  it("3,000 different first words, and numbers 2,047 of them", () => {
    const lines = Array.from({ length: 3000 }, (_, at) => `Word${at} a\n`).join("");
    const table = scanNatively(lines) as LineTable;
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
    expect(repeated.length).toBeGreaterThan(table.count / 5);
  });

  it("is the scanner's when something is out of the ordinary: the same lines, and words", () => {
    const { table } = parse(`${text}# caf\u00e9\n`).file;
    expect(repeatedLines(table)).toEqual([]);
    expect(rowsOf(table).slice(0, -ROW_WIDTH)).toEqual(rowsOf(parse(text).file.table));
    expect(numberedWords(table)).toEqual(firstWords(table));
  });
});
