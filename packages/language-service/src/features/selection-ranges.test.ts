import { describe, expect, it } from "vitest";
import type { SelectionRange } from "vscode-languageserver-types";
import { marked, textIn } from "../testing/marked.ts";
import { selectionRanges } from "./selection-ranges.ts";

/** The texts that a selection at `|` grows over. */
function grown(text: string): string[] {
  const { context, position } = marked(text);
  const texts: string[] = [];
  const [selection] = selectionRanges(context, [position]);
  for (let each: SelectionRange | undefined = selection; each !== undefined; each = each.parent) {
    texts.push(textIn(context, each.range));
  }
  return texts;
}

describe("a growing selection", () => {
  it("takes in word, argument, arguments, directive, body, section and file", () => {
    const file = 'Listen 80\n<Files x>\n  Header set A "one two"\n  B c\n</Files>\n';
    expect(grown(file.replace("one", "o|ne"))).toEqual([
      "one",
      "one two",
      '"one two"',
      'set A "one two"',
      'Header set A "one two"',
      'Header set A "one two"\n  B c',
      '<Files x>\n  Header set A "one two"\n  B c\n</Files>',
      file,
    ]);
  });

  it("begins with the name of a directive", () => {
    expect(grown("Lis|ten 80\nB\n")).toEqual(["Listen", "Listen 80", "Listen 80\nB\n"]);
  });

  it("in a tag goes on with the section", () => {
    expect(grown("<Files a|b>\nA\n</Files>\n\n")).toEqual([
      "ab",
      "<Files ab>",
      "<Files ab>\nA\n</Files>",
      "<Files ab>\nA\n</Files>\n\n",
    ]);
    expect(grown("<If x>\n<Files y>\nA\n</Fil|es>\n</If>")).toEqual([
      "Files",
      "</Files>",
      "<Files y>\nA\n</Files>",
      "<If x>\n<Files y>\nA\n</Files>\n</If>",
    ]);
  });

  it("in a comment takes the word, the comment and those around", () => {
    expect(grown("A\n# on|e two\n  # three\n\n# four\n")).toEqual([
      "one",
      "# one two",
      "# one two\n  # three",
      "A\n# one two\n  # three\n\n# four\n",
    ]);
  });

  it("takes a directive with all its lines", () => {
    expect(grown("Header set A \\\n  b|c\nB")).toEqual([
      "bc",
      "set A \\\n  bc",
      "Header set A \\\n  bc",
      "Header set A \\\n  bc\nB",
    ]);
  });

  it("works in a section that is not closed and on a blank line", () => {
    expect(grown("<Files x>\n|\nA\n")).toEqual(["<Files x>\n\nA", "<Files x>\n\nA\n"]);
  });

  it("answers every position", () => {
    const { context } = marked("A b\nC d\n|");
    const at = (line: number, character: number) => ({ line, character });
    expect(selectionRanges(context, [at(0, 0), at(1, 2), at(99, 99)])).toHaveLength(3);
  });

  it("only grows, at every offset of any text", () => {
    const text = "<A \"x>\n# c \\\nd\n\n  B 'e f' g\\\n h\r\n<LuaHookX>\n y\n</LuaHookX>\n</A> z\n</B>";
    for (let end = 0; end <= text.length; end += 3) {
      for (let at = 0; at <= end; at++) {
        const cut = text.slice(0, end);
        const texts = grown(`${cut.slice(0, at)}|${cut.slice(at)}`);
        for (const [index, each] of texts.entries()) {
          if (index > 0) expect(each).toContain(texts[index - 1]);
        }
        expect(texts.at(-1)).toBe(cut);
      }
    }
  });
});
