import { describe, expect, it } from "vitest";
import { marked, textIn } from "../testing/marked.ts";
import { roughCursors } from "../testing/places.ts";
import { linkedTags } from "./linked-editing.ts";

const found = (text: string): readonly string[] | undefined => {
  const { context, position } = marked(text);
  return linkedTags(context, position)?.ranges.map((range) => `${range.start.line + 1} ${textIn(context, range)}`);
};

describe("the tags of a section", () => {
  it("are edited together", () => {
    expect(found("<Fi|les a>\n<If x>\n</If>\n</Files>\n")).toEqual(["1 Files", "4 Files"]);
    expect(found("<Files a>\n</Files|>\n")).toEqual(["1 Files", "2 Files"]);
  });

  it("are left alone when they are not the same text, or one is missing", () => {
    expect(found("<Fi|les a>\n</files>\n")).toBeUndefined();
    expect(found("<Fi|les a>\n")).toBeUndefined();
    expect(found("</Fi|les>\n")).toBeUndefined();
  });

  it("are not what stands behind the name", () => {
    expect(found("<Files |a>\n</Files>\n")).toBeUndefined();
    expect(found("<|Files a>\n</Files>\n")).toEqual(["1 Files", "2 Files"]);
    expect(found("|<Files a>\n</Files>\n")).toBeUndefined();
  });

  it("are found in any broken text without a failure", () => {
    for (const text of roughCursors()) expect(() => found(text)).not.toThrow();
  });
});
