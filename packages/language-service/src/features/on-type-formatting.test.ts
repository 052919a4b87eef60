import { describe, expect, it } from "vitest";
import type { FormatOptions } from "../formatting/options.ts";
import { edited, type Marked, marked } from "../testing/marked.ts";
import { formatOnType } from "./on-type-formatting.ts";

const four: FormatOptions = { tabSize: 4, insertSpaces: true };

/** The text when the character before `|` has just been typed; the cursor is shown where editors leave it. */
function typed(text: string, options: Partial<FormatOptions> = {}): string {
  const at = text.indexOf("|");
  const mark: Marked = marked(text);
  const character = text[at - 1] === ">" ? ">" : "\n";
  const edits = formatOnType(mark.context, mark.position, character, { ...four, ...options });
  const cursor = { range: { start: mark.position, end: mark.position }, newText: "|" };
  // Indentation that reaches to the cursor moves it.
  const indent = edits.find(({ range }) => range.start.line === mark.position.line && range.start.character === 0);
  if (indent !== undefined && indent.range.end.character === mark.position.character) {
    const rest = edits.filter((edit) => edit !== indent);
    return edited(mark.context, [{ ...indent, newText: `${indent.newText}|` }, ...rest]);
  }
  return edited(mark.context, [...edits, cursor]);
}

describe("typing a line end", () => {
  it("behind an opening tag adds the closing tag and indents", () => {
    expect(typed("<Directory /x>\n|\n")).toBe("<Directory /x>\n    |\n</Directory>\n");
    expect(typed("  <Files x>\n  |\nListen 80\n")).toBe("  <Files x>\n      |\n  </Files>\nListen 80\n");
    expect(typed("<Files x>\r\n|\r\nListen 80\r\n")).toBe("<Files x>\r\n    |\r\n</Files>\r\nListen 80\r\n");
  });

  it("adds the closing tag at the end of a file, too", () => {
    const { context, position } = marked("<Files x>\n|");
    const edits = formatOnType(context, position, "\n", four);
    expect(edits.map(({ newText }) => newText)).toEqual(["    ", "\n</Files>"]);
  });

  it("adds no closing tag to a section that has one", () => {
    expect(typed("<Directory /x>\n|\n</Directory>\n")).toBe("<Directory /x>\n    |\n</Directory>\n");
    expect(typed("<If a>\n<If b>\n|\n</If>\n</If>\n")).toBe("<If a>\n<If b>\n    |\n</If>\n</If>\n");
  });

  it("adds one when the closing tag is that of the same section around it", () => {
    const text = "<IfModule a>\n    <IfModule b>\n|\n</IfModule>\n";
    expect(typed(text)).toBe("<IfModule a>\n    <IfModule b>\n        |\n    </IfModule>\n</IfModule>\n");
  });

  it("adds one when the next section has the same name", () => {
    const text = "<Directory /x>\n|\n<Directory /y>\n</Directory>\n";
    expect(typed(text)).toBe("<Directory /x>\n    |\n</Directory>\n<Directory /y>\n</Directory>\n");
  });

  it("adds none behind a tag without bracket", () => {
    expect(typed("<Directory /x\n|\n")).toBe("<Directory /x\n    |\n");
  });

  it("indents as deep as the sections around", () => {
    expect(typed("<Files x>\n  Require all denied\n|\n</Files>\n")).toBe(
      "<Files x>\n  Require all denied\n    |\n</Files>\n",
    );
    expect(typed("<Files x>\n</Files>\n    |\n")).toBe("<Files x>\n</Files>\n|\n");
    expect(typed("<Files x>\n\n|\n</Files>\n")).toBe("<Files x>\n\n    |\n</Files>\n");
    expect(typed("<Files x>\nA\n|B\n</Files>\n")).toBe("<Files x>\nA\n    |B\n</Files>\n");
    expect(typed("<Files x>\nA\n    |</Files>\n")).toBe("<Files x>\nA\n|</Files>\n");
  });

  it("indents a continuation between words", () => {
    expect(typed("Header set A \\\n|\n")).toBe("Header set A \\\n    |\n");
    expect(typed("  Header set A \\\n    b \\\n|\n")).toBe("  Header set A \\\n    b \\\n    |\n");
    expect(typed("Header set A \\\n|")).toBe("Header set A \\\n    |");
  });

  it("puts no blanks into a word, a quoted text or a comment", () => {
    for (const text of [
      "Header set A b\\\n|\n",
      'LogFormat "%h \\\n|\n',
      "# a \\\n|\n",
      "<LuaHookFixups>\n|x\n</LuaHookFixups>\n",
    ]) {
      expect(typed(text)).toBe(text);
    }
  });

  it("leaves lines where they are when nothing is to be indented, and still closes the section", () => {
    expect(typed("<Files x>\n|\n", { indentSections: "keep" })).toBe("<Files x>\n|\n</Files>\n");
    expect(typed("<IfDefine x>\n|\n</IfDefine>\n", { indentSections: "exceptConditions" })).toBe(
      "<IfDefine x>\n|\n</IfDefine>\n",
    );
  });
});

describe("typing >", () => {
  it("puts a tag where it belongs", () => {
    expect(typed("<Files x>\n    </Files>|\n")).toBe("<Files x>\n</Files>|\n");
    expect(typed("<Files x>\n<Limit GET>|\n</Files>\n")).toBe("<Files x>\n    <Limit GET>|\n</Files>\n");
  });

  it("changes no other line, and nothing in other texts", () => {
    expect(typed("<Files x>\nA\n  </Files>|  \n")).toBe("<Files x>\nA\n</Files>|  \n");
    expect(typed("  Listen >|\n")).toBe("  Listen >|\n");
  });
});

describe("typing anything anywhere", () => {
  it("never fails", () => {
    const text =
      '<Files x>\n<If "a">\n # b \\\n c\nHeader set A "b \\\n c"\n<Perl>\nx\n</Perl>\n<Macro M $a>\n</Macro>\n</Files>\n\\\n';
    for (let end = 0; end <= text.length; end++) {
      const cut = text.slice(0, end);
      for (let at = Math.max(0, end - 8); at <= end; at++) {
        const { context, position } = marked(`${cut.slice(0, at)}|${cut.slice(at)}`);
        for (const character of ["\n", ">", "\\"]) edited(context, formatOnType(context, position, character, four));
      }
    }
  });
});
