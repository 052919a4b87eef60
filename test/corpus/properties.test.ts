import {
  argumentsOf,
  decodeSource,
  encodeSource,
  LineIndex,
  logicalText,
  parse,
  print,
  splitWords,
} from "@httpd-lint/grammar";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { caseFiles } from "./samples.ts";
import { flawsOf, misplaced } from "./tree-checks.ts";

const runs = { numRuns: 2000, seed: 20261121 };

/** Pieces that matter to httpd's reader, so that random texts of them reach its corners. */
const piece = fc.constantFrom(
  ...'Listen 80|<Directory /x>|</Directory>|<IfModule mod_ssl.c>|</IfModule>|<If "a">|</If>|<Macro M $a>|</Macro>'.split(
    "|",
  ),
  ...'<|</|>|#|"|\'|\\|\\\\|\\"|${X}|${|}|%{Y}| |\t|\v|\f|\r|\n|\r\n|\\\n|\\\r\n|\\ \n|\n\n|\0|\uFEFF|\u00A0|é|😀|\uDC80|\uDCFF|\uD800'.split(
    "|",
  ),
  ..."Use M 1|Include *.conf|Define A b|Options None|<LuaHookFixups>|</LuaHookFixups>|ServerName".split("|"),
);
const httpdish = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""));
const anyText = fc.oneof(fc.string({ unit: "binary", maxLength: 200 }), fc.string({ maxLength: 200 }), httpdish);

const samples = caseFiles()
  .map(({ name, bytes }) => ({ name, text: decodeSource(bytes) }))
  .filter(({ text }) => text.length > 300 && text.length < 3000)
  .filter((_, at) => at % 97 === 0)
  .slice(0, 10);

describe("parse", () => {
  it("is lossless and tiles any text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(flawsOf(text)).toEqual([]);
      }),
      runs,
    );
  });

  it("is lossless after any edit of a configuration", () => {
    const edit = fc.tuple(fc.nat(), fc.nat({ max: 40 }), httpdish);
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.array(edit, { minLength: 1, maxLength: 5 }), ({ text }, edits) => {
        let edited = text;
        for (const [at, length, inserted] of edits) {
          const start = at % (edited.length + 1);
          edited = edited.slice(0, start) + inserted + edited.slice(start + length);
        }
        expect(flawsOf(edited)).toEqual([]);
      }),
      { ...runs, numRuns: 500 },
    );
  });

  it("is lossless for ten files cut off at every offset", () => {
    expect(samples).toHaveLength(10);
    for (const { name, text } of samples) {
      for (let end = 0; end <= text.length; end++) {
        const cut = text.slice(0, end);
        if (print(parse(cut).file) !== cut) expect.fail(`${name} cut at ${end}`);
        if (end % 7 === 0) expect(flawsOf(cut), `${name} cut at ${end}`).toEqual([]);
      }
    }
  });
});

describe("nodeAt", () => {
  it("finds the line at every offset of any text", () => {
    fc.assert(
      fc.property(httpdish, (text) => {
        const { file } = parse(text);
        if (text === "") return;
        expect(
          misplaced(
            file,
            Array.from({ length: text.length + 1 }, (_, at) => at),
          ),
        ).toEqual([]);
      }),
      runs,
    );
  });
});

describe("argumentsOf", () => {
  it("gives words that lie behind the name, inside their line, in order", () => {
    fc.assert(
      fc.property(httpdish, (text) => {
        const { file } = parse(text);
        for (const line of file.lines) {
          let at = line.nameStart;
          for (const word of argumentsOf(file, line)) {
            expect(word.start).toBeGreaterThanOrEqual(at);
            expect(word.end).toBeGreaterThanOrEqual(word.start);
            expect(word.end).toBeLessThanOrEqual(line.contentEnd);
            expect(text.slice(word.start, word.end)).toBe(word.raw);
            at = word.end;
          }
        }
      }),
      runs,
    );
  });

  it("gives the words that splitWords makes of what httpd sees", () => {
    fc.assert(
      fc.property(httpdish, (text) => {
        const { file } = parse(text);
        for (const line of file.lines) {
          if (line.type !== "Directive") continue;
          const [, ...words] = splitWords(logicalText(file, line));
          expect(argumentsOf(file, line).map(({ value }) => value)).toEqual(words);
        }
      }),
      runs,
    );
  });
});

describe("decodeSource", () => {
  it("keeps every byte", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      httpdish.map((text) => new Uint8Array(Buffer.from(text))),
    );
    const broken = fc
      .tuple(bytes, fc.uint8Array({ maxLength: 4 }))
      .map(([head, tail]) => Uint8Array.of(...head, ...tail));
    fc.assert(
      fc.property(fc.oneof(bytes, broken), (input) => {
        expect([...encodeSource(decodeSource(input))]).toEqual([...input]);
      }),
      runs,
    );
  });

  it("reads valid UTF-8 as everyone does", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 100 }).filter((text) => !/\p{Cs}/u.test(text)),
        (text) => {
          expect(decodeSource(new TextEncoder().encode(text))).toBe(text);
        },
      ),
      runs,
    );
  });
});

describe("LineIndex", () => {
  it("finds back every offset from its line and column", () => {
    fc.assert(
      fc.property(httpdish, (text) => {
        const index = new LineIndex(text);
        for (let offset = 0; offset <= text.length; offset++) {
          const { line, column } = index.position(offset);
          expect(index.offsetOf(line, column)).toBe(offset);
          expect(index.lineAt(offset)).toBe(text.slice(0, offset).split("\n").length);
        }
      }),
      { ...runs, numRuns: 500 },
    );
  });
});
