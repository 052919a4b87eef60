import { describe, expect, it } from "vitest";
import {
  argumentsOf,
  configGrammar,
  LineIndex,
  logicalText,
  nodeAt,
  parse,
  print,
  readWord,
  splitWords,
  visit,
} from "./index.ts";

function errorsOf(text: string): string[] {
  const index = new LineIndex(text);
  return parse(text).errors.map((error) => {
    const { line, column } = index.position(error.location?.start ?? 0);
    const related = error.related?.map((each) => `; ${each.message} (line ${index.lineAt(each.location.start)})`) ?? [];
    return `${line}:${column} ${error.message}${related.join("")}`;
  });
}

describe("structure errors", () => {
  it("names where a section was opened and where httpd notices", () => {
    expect(errorsOf("<VirtualHost *:80>\n  <Directory /x>\n</VirtualHost>\n")).toEqual([
      "2:3 <Directory> was not closed.; httpd notices here, where it expects </Directory> (line 3)",
    ]);
    expect(errorsOf("<Location /a>\nRequire all denied\n")).toEqual([
      "1:1 <Location> was not closed.; httpd notices at the end of the file (line 3)",
    ]);
  });

  it("tells a stray closing tag from one that does not fit", () => {
    expect(errorsOf("</Files>\n")).toEqual(["1:1 </Files> without matching <Files> section"]);
    expect(errorsOf("<Files x>\n</File>\n</Files>\n")).toEqual([
      "2:1 Expected </Files> but saw </File>; <Files> is open since here (line 1)",
    ]);
  });

  it("offers the missing bracket", () => {
    const text = "<Directory /x\n</Directory\n";
    const { errors } = parse(text, { uri: "a.conf" });
    expect(errors.map((error) => error.message)).toEqual([
      "<Directory> directive missing closing '>'",
      "</Directory> directive missing closing '>'",
    ]);
    expect(errors[0]?.fixes?.[0]?.edits).toEqual([{ file: "a.conf", start: 13, end: 13, newText: ">" }]);
  });

  it("says nothing of unbalanced macro bodies, which httpd accepts", () => {
    expect(errorsOf("<Macro Open>\n<Directory />\n</Macro>\n<Macro Close>\n</Directory>\n</Macro>\n")).toEqual([]);
  });
});

describe("words", () => {
  it("have the source range of what was written, across a continuation, too", () => {
    const text = 'SetEnv A "one \\\n two"\n';
    const { file } = parse(text);
    const [line] = file.lines;
    expect(line && logicalText(file, line)).toBe('SetEnv A "one  two"');
    const words = line && line.type === "Directive" ? argumentsOf(file, line) : [];
    expect(words.map(({ raw, value, quote }) => [raw, value, quote])).toEqual([
      ["A", "A", undefined],
      ['"one \\\n two"', "one  two", '"'],
    ]);
    for (const word of words) expect(text.slice(word.start, word.end)).toBe(word.raw);
  });

  it("may be unterminated: the word runs to the end of the line", () => {
    expect(readWord('"a b', 0)).toMatchObject({ value: "a b", closed: false, end: 4 });
    expect(splitWords(`a "" 'b c'`)).toEqual(["a", "", "b c"]);
  });
});

describe("the tree", () => {
  it("keeps sections nested deeper than JavaScript's stack", () => {
    const depth = 5000;
    const text = `${"<Files x>\n".repeat(depth)}Listen 80\n${"</Files>\n".repeat(depth)}`;
    const { file, errors } = parse(text);
    expect(errors).toEqual([]);
    expect(print(file)).toBe(text);
    expect(nodeAt(file, text.indexOf("Listen")).sections).toHaveLength(depth);
    let deepest = 0;
    let open = 0;
    visit(file, {
      enter: () => {
        deepest = Math.max(deepest, ++open);
        return true;
      },
      leave: () => void open--,
    });
    expect([deepest, open]).toEqual([depth, 0]);
  });

  it("takes opens and unmatched closes by the ten thousand", () => {
    const text = "<Files x>\n".repeat(10_000) + "</Location>\n".repeat(10_000);
    const { file, errors } = parse(text);
    expect(errors).toHaveLength(20_000);
    expect(print(file)).toBe(text);
  });

  it("hides what follows a NUL up to the line end, as strlen does in httpd", () => {
    const { file } = parse("Timeout 5\0 6 7 \\\nListen 80\n");
    expect(file.lines.map((line) => logicalText(file, line))).toEqual(["Timeout 5", "Listen 80"]);
  });

  it("finds the line and the sections around an offset", () => {
    const text = "<VirtualHost *>\nServerName |a\n</VirtualHost>\n";
    const { file } = parse(text);
    const { sections, line } = nodeAt(file, text.indexOf("|"));
    expect(sections).toHaveLength(1);
    expect(line?.type).toBe("Directive");
    expect(nodeAt(file, text.indexOf("</V")).line?.type).toBe("CloseTag");
    expect(nodeAt(parse("").file, 0).line).toBeUndefined();
  });
});

describe("the grammar", () => {
  it("passes Chevrotain's own checks and has the productions of its documentation", () => {
    expect(configGrammar().map((rule) => ("name" in rule ? rule.name : rule.type))).toEqual(["configFile", "section"]);
  });
});
