import { readFileSync } from "node:fs";
import { decodeSource } from "@httpd-lint/grammar";
import type { DocumentContext, FormatOptions } from "@httpd-lint/language-service";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { documentsOf, type Files, formatted, readingOf, structureOf } from "./reading.ts";
import { corpusFiles, folders } from "./samples.ts";

const plain: FormatOptions = { tabSize: 4, insertSpaces: true };
/** All that can be changed. */
const all: FormatOptions = { ...plain, names: "canonical", alignArguments: true, maxBlankLines: 0 };
const MAIN = "/srv/httpd.conf";

function same(found: string, expected: string, what: string): void {
  if (found !== expected) expect(found, what).toBe(expected);
}

/** Formats all files of a server and compares what httpd reads before and after. */
function check(files: Files, what: string, options: FormatOptions = plain, mainFile = MAIN): void {
  const before = documentsOf(files, mainFile);
  const after = Object.fromEntries(before.map((context) => [context.path, formatted(context, options)]));
  const again = documentsOf({ ...files, ...after }, mainFile);
  for (const [index, context] of again.entries()) {
    const original = before[index];
    if (original === undefined) throw new Error("lost a file");
    const name = `${what}: ${context.path}`;
    same(formatted(context, options), context.text, `${name} formatted twice`);
    const rewrites = options.names === "canonical" || options.alignArguments === true;
    if (!rewrites) same(structureOf(context.text), structureOf(original.text), `${name} parsed`);
    const reading = ({ analyses }: DocumentContext): string => {
      const all = JSON.stringify(analyses.map(({ tree }) => readingOf(tree, rewrites)));
      // Messages quote names as they are written.
      return rewrites ? all.toLowerCase() : all;
    };
    same(reading(context), reading(original), `${name} read`);
  }
}

interface SpecCase {
  readonly id: string;
  readonly files: Readonly<Record<string, unknown>>;
}

describe.skipIf(folders.shared === undefined)(
  "formatting (needs the shared folder: beside the repository or HTTPD_CORPUS)",
  () => {
    it("changes nothing that httpd reads in the cases of the language's description", () => {
      const lines = readFileSync(`${folders.shared}/spec/cases.jsonl`, "utf8").trim().split("\n");
      let count = 0;
      for (const line of lines) {
        const { id, files } = JSON.parse(line) as SpecCase;
        const texts = Object.entries(files).flatMap(([path, text]) =>
          typeof text === "string" ? [[`/srv/${path}`, text.replaceAll("@ROOT@", "/srv")]] : [],
        );
        check(Object.fromEntries(texts), id);
        check(Object.fromEntries(texts), id, all);
        count++;
      }
      expect(count).toBeGreaterThan(700);
    });

    it("changes nothing that httpd reads in real configurations", () => {
      let count = 0;
      for (const { name, bytes } of corpusFiles()) {
        if (bytes.length > 200_000 || !/(?:\.conf|\.htaccess|\.load|\.erb|\.j2|sites-[^/]*\/[^/]+)$/.test(name))
          continue;
        const path = name.endsWith(".htaccess") ? "/srv/.htaccess" : MAIN;
        check({ [path]: decodeSource(bytes) }, name, plain, path);
        check({ [path]: decodeSource(bytes) }, name, all, path);
        count++;
      }
      expect(count).toBeGreaterThan(300);
    });
  },
);

/** Pieces in which the blanks of a text mean something to httpd, or only seem to. */
const piece = fc.constantFrom(
  ...'Listen 80|<Directory /x>|</Directory>|<IfModule mod_ssl.c>|<IfModule !no.c>|</IfModule>|<If "a">|</If>'.split(
    "|",
  ),
  ...'<Macro M $a>|<Macro N>|</Macro>|Use M 1|Use M x\\|Use M "\\"|Use N|Use ${X}|Define X N|Define A b|$a|${X}'.split(
    "|",
  ),
  ..."<|</|>|#|\"|'|\\|\\\\|# x|  |   \t|\t|\v|\f|\r|\\ |\0|\uFEFF|\u00A0|é|\uDC80|\uD800|Options None|options none".split(
    "|",
  ),
  ...'<LuaHookFixups>|</LuaHookFixups>|<Perl>|</Perl>|=pod|=cut|__END__|<Other>|</Other>|Error x  y|Define "a  b'.split(
    "|",
  ),
  ..."\n|\n|\n|\n|\n|\n|\r\n|\n\n\n\n|\n  \n\t\n \n|\\\n|\\\r\n|\\ \n|\\\n\n".split("|"),
  "x".repeat(190),
  "#".repeat(400),
  " ".repeat(2100),
);
const pieces = fc.array(piece, { maxLength: 60 }).map((all) => all.join(""));
/** A macro that is whole, and a Use of it with something behind. */
const withMacro = fc
  .tuple(pieces, fc.constantFrom("", "Timeout $a\n", "Error x \\ \n", "listen $a\n"), pieces)
  .map(([body, last, rest]) => `<Macro M $a listen>\n${body}\n${last}</Macro>\nUse M ${rest}`);
const behindUse = fc
  .constantFrom("1 2", "1 2\\", '"\\" 2', "x\\ y", "1 2 3")
  .chain((values) => pieces.map((rest) => `<Macro M $a listen>\n${"  Error x$a\n"}</Macro>\nUse M ${values}\n${rest}`));
const lastBehindUse = fc
  .constantFrom("Listen 80", "  Listen 80", "Listen 80  ", "# x", "  \\\n Listen 80")
  .map((last) => `<Macro M>\nTimeout 5\n</Macro>\nUse M\n${last}`);
const httpdish = fc.oneof(
  { arbitrary: pieces, weight: 8 },
  { arbitrary: withMacro, weight: 4 },
  { arbitrary: behindUse, weight: 4 },
  { arbitrary: lastBehindUse, weight: 1 },
);
const anyOptions = fc.record({
  tabSize: fc.constantFrom(0, 2, 4, 8, -1, 1.5, 99),
  insertSpaces: fc.boolean(),
  indentSections: fc.constantFrom("all" as const, "exceptConditions" as const, "keep" as const),
  names: fc.constantFrom("keep" as const, "canonical" as const),
  alignArguments: fc.boolean(),
  maxBlankLines: fc.constantFrom(0, 1, 2),
  trimTrailingWhitespace: fc.boolean(),
  insertFinalNewline: fc.boolean(),
  trimFinalNewlines: fc.boolean(),
});

describe("formatting", () => {
  it("changes nothing that httpd reads in any text, with any options", () => {
    const file = fc.constantFrom(MAIN, "/srv/.htaccess", "/other/part.conf");
    fc.assert(
      fc.property(httpdish, anyOptions, file, (text, options, path) => {
        check({ [path]: text }, "random", options, path === MAIN ? MAIN : "/srv/none.conf");
      }),
      { numRuns: 2000, seed: 20261121 },
    );
  });
});
