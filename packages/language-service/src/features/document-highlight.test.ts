import { describe, expect, it } from "vitest";
import { DocumentHighlightKind } from "vscode-languageserver-types";
import { marked, textIn } from "../testing/marked.ts";
import { roughCursors } from "../testing/places.ts";
import { documentHighlights } from "./document-highlight.ts";

const KINDS = new Map<unknown, string>([
  [DocumentHighlightKind.Text, "text"],
  [DocumentHighlightKind.Read, "read"],
  [DocumentHighlightKind.Write, "write"],
]);

const found = (text: string): readonly string[] => {
  const { context, position } = marked(text);
  return documentHighlights(context, position).map(
    ({ range, kind }) => `${range.start.line + 1} ${textIn(context, range)} ${KINDS.get(kind)}`,
  );
};

describe("highlights", () => {
  it("show where a name is set and where it is read", () => {
    expect(found("Define PORT 1\nListen ${P|ORT}\n")).toEqual(["1 PORT write", "2 PORT read"]);
    expect(found("SetEnvIf Host x |a !a\nHeader set X y env=a\n")).toEqual(["1 a write", "1 a read", "2 a read"]);
  });

  it("show names that nothing in these files defines, too", () => {
    expect(found("Header set X y env=HT|TPS\nRequire env HTTPS\n")).toEqual(["1 HTTPS read", "2 HTTPS read"]);
  });

  it("show a parameter in its macro", () => {
    expect(found("<Macro M $a>\nListen $|a\n</Macro>\n")).toEqual(["1 $a write", "2 $a read"]);
  });

  it("show both tags of a section", () => {
    expect(found("<Fi|les a>\n<Files b>\n</Files>\n</files>\n")).toEqual(["1 Files text", "4 files text"]);
    expect(found("<Files a>\n</Fi|les>\n")).toEqual(["1 Files text", "2 Files text"]);
    expect(found("<Fi|les a>\n")).toEqual(["1 Files text"]);
  });

  it("show nothing for directives and comments", () => {
    expect(found("Lis|ten 1\nListen 2\n")).toEqual([]);
    expect(found("# Listen |1\n")).toEqual([]);
  });

  it("never fail on broken text", () => {
    for (const text of roughCursors()) expect(() => found(text)).not.toThrow();
  });
});
