import { describe, expect, it } from "vitest";
import { marked } from "../testing/marked.ts";
import { type FoldingOptions, foldingRanges } from "./folding.ts";

/** Ranges as `first..last kind` with lines from 1. */
function folded(lines: readonly string[], options?: FoldingOptions): string[] {
  const { context } = marked(`${lines.join("\n")}\n`);
  return foldingRanges(context, options).map(({ startLine, endLine, kind }) =>
    `${startLine + 1}..${endLine + 1} ${kind ?? ""}`.trim(),
  );
}

describe("folding", () => {
  it("folds sections up to the line before the closing tag", () => {
    expect(folded(["<VirtualHost *>", "<Files x>", "A", "B", "</Files>", "</VirtualHost>"])).toEqual(["1..5", "2..4"]);
  });

  it("folds no section without a body", () => {
    expect(folded(["<Files x>", "</Files>"])).toEqual([]);
  });

  it("folds a section that is not closed up to its last line", () => {
    expect(folded(["<Files x>", "A", "", "", ""])).toEqual(["1..2"]);
    expect(folded(["<Files x>", "<Limit GET>", "A", "</Files>"])).toEqual(["1..3", "2..3"]);
  });

  it("folds comments below each other, and a comment that is continued", () => {
    expect(folded(["# a", "  # b", "# c", "Listen 80", "# d", "", "# e", "# f \\", "g"])).toEqual([
      "1..3 comment",
      "7..9 comment",
    ]);
  });

  it("folds regions, in each other, with names and in any case", () => {
    const lines = ["# region Ports", "Listen 80", "#Region inner", "Listen 81", "#endregion", "", "# endregion Ports"];
    expect(folded(lines)).toEqual(["1..7 region", "3..5 region"]);
  });

  it("ignores a region without end and an end without region", () => {
    expect(folded(["# endregion", "# region", "Listen 80", "# regional", "# settings"])).toEqual(["4..5 comment"]);
  });

  it("folds a directive that is continued, and the head of a section", () => {
    expect(folded(["Header set A \\", "b \\", "c", "Listen 80"])).toEqual(["1..3"]);
    expect(folded(["<If \\", '"true">', "A", "B", "</If>"])).toEqual(["1..4"]);
  });

  it("folds neighbouring LoadModules as imports, commented out ones too", () => {
    const lines = [
      "LoadModule a a.so",
      "#LoadModule b b.so",
      "#LoadModule c c.so",
      "",
      "loadmodule d d.so",
      "# e",
      "f",
    ];
    expect(folded(lines)).toEqual(["1..5 imports", "2..3 comment"]);
  });

  it("folds Lua in its section", () => {
    expect(folded(["<LuaHookFixups>", "if x then", "# y", "end", "</LuaHookFixups>"])).toEqual(["1..4"]);
  });

  it("gives as many ranges as a client takes", () => {
    const lines = ["<Files a>", "A", "</Files>", "<Files b>", "A", "</Files>"];
    expect(folded(lines, { limit: 1 })).toEqual(["1..2"]);
  });

  it("never fails, and stays inside of the text", () => {
    const text = "<A>\n# region\n\\\n<B>\n# x\n# y\r\n# endregion\nLoadModule a \\\n b\n</A>\nLoadModule c";
    for (let end = 0; end <= text.length; end++) {
      const { context } = marked(`${text.slice(0, end)}|`);
      for (const { startLine, endLine } of foldingRanges(context)) {
        expect(startLine).toBeLessThan(endLine);
        expect(endLine).toBeLessThan(context.lineIndex.lineCount);
      }
    }
  });
});
