import { describe, expect, it } from "vitest";
import type { Diagnostic, Range } from "vscode-languageserver/node";
import { createAdvice } from "./advice.ts";

const at = (line: number, character: number, endLine: number, endCharacter: number): Range => ({
  start: { line, character },
  end: { line: endLine, character: endCharacter },
});

/** Where a finding of a rule in `range` is after a change. */
function after(range: Range, change: { readonly range?: Range; readonly text: string }): Range | undefined {
  const advice = createAdvice((text) => text.length);
  advice.found("x", [{ range, message: "", source: "httpd-lint" }]);
  advice.changed("x", [change as { range: Range; text: string }]);
  return advice.of("x")[0]?.range;
}

describe("what rules found", () => {
  it("stays where it is when something behind it changes", () => {
    expect(after(at(1, 4, 1, 9), { range: at(1, 9, 2, 0), text: " x\n" })).toEqual(at(1, 4, 1, 9));
  });

  it("moves with the lines that come before it", () => {
    expect(after(at(5, 4, 5, 9), { range: at(1, 0, 2, 3), text: "a\nb\nc" })).toEqual(at(6, 4, 6, 9));
    expect(after(at(5, 4, 5, 9), { range: at(1, 0, 3, 0), text: "" })).toEqual(at(3, 4, 3, 9));
  });

  it("moves along its line with what is typed before it", () => {
    expect(after(at(5, 4, 5, 9), { range: at(5, 1, 5, 2), text: "xyz" })).toEqual(at(5, 6, 5, 11));
    expect(after(at(5, 4, 5, 9), { range: at(4, 7, 5, 2), text: "\nx" })).toEqual(at(5, 3, 5, 8));
    expect(after(at(5, 4, 5, 9), { range: at(4, 7, 5, 2), text: "" })).toEqual(at(4, 9, 4, 14));
  });

  it("grows with what is typed inside of it", () => {
    expect(after(at(5, 4, 5, 9), { range: at(5, 6, 5, 6), text: "xy" })).toEqual(at(5, 4, 5, 11));
  });

  it("shrinks to nothing when its text goes", () => {
    expect(after(at(5, 4, 5, 9), { range: at(5, 0, 6, 0), text: "" })).toEqual(at(5, 0, 5, 0));
  });

  it("is gone when the whole text is another one", () => {
    expect(after(at(5, 4, 5, 9), { text: "x" })).toBeUndefined();
  });

  it("is counted in the columns of the client", () => {
    const advice = createAdvice((text) => new TextEncoder().encode(text).length);
    advice.found("x", [{ range: at(0, 4, 0, 9), message: "", source: "httpd-lint" }]);
    advice.changed("x", [{ range: at(0, 0, 0, 0), text: "é" }]);
    expect(advice.of("x")[0]?.range).toEqual(at(0, 6, 0, 11));
  });

  it("is apart from what httpd says", () => {
    const advice = createAdvice((text) => text.length);
    const finding = (source: string): Diagnostic => ({ range: at(0, 0, 0, 1), message: "", source });
    advice.found("x", [finding("httpd"), finding("httpd-lint")]);
    expect(advice.of("x")).toEqual([finding("httpd-lint")]);
    advice.closed("x");
    expect(advice.of("x")).toEqual([]);
  });
});
