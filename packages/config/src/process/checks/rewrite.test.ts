import { expect, it } from "vitest";
import { rewriteWords } from "./rewrite.ts";

it.each([
  ["a b", "a", "b", undefined],
  ["^/x\\.html$ /y [R=301,L]", "^/x\\.html$", "/y", "[R=301,L]"],
  ['"a b" "c d" [L]', "a b", "c d", "[L]"],
  ["'a b' c", "a b", "c", undefined],
  ['a b "[R, L]"', "a", "b", "[R, L]"],
  ["a b c d", "a", "b", "c"],
  ["a\\ b c", "a\\ b", "c", undefined],
  ["\\ a b", "\\ a", "b", undefined],
  ['"a\\ b" c', "a\\ b", "c", undefined],
  ['"" "a"', "", "a", undefined],
])("the words of %s", (text, first, second, flags) => {
  expect(rewriteWords(text)).toEqual({ first, second, flags });
});

it("takes lines of any length", () => {
  const word = "a\\.".repeat(5_000_000);
  expect(rewriteWords(`${word} b [L]`)).toEqual({ first: word, second: "b", flags: "[L]" });
});

it.each(["", "a", '"a b', "\\ a"])("there is one word at most in %j", (text) => {
  expect(rewriteWords(text)).toBeUndefined();
});
