import { type ArgumentsHow, CommandInfo } from "@httpd-lint/directives";
import { expect, it } from "vitest";
import { readArguments, rightCount, rightWords } from "./arity.ts";

const HOWS: readonly ArgumentsHow[] = [
  "raw",
  "none",
  "take1",
  "take2",
  "take3",
  "take12",
  "take13",
  "take23",
  "take123",
  "iterate",
  "iterate2",
  "argv",
  "flag",
];

const TEXTS = [
  "",
  "a",
  "on",
  "Off b",
  '"a"',
  '"a b"',
  '""',
  "'a b'",
  "a b",
  "a  b",
  "a\tb c",
  'a "b c"',
  'a"b c',
  '"a"b',
  '"a\\"b" c',
  "a\\\\b",
  'a "" b',
  'a ""',
  "a b c",
  "a b c d",
  "a ".repeat(70).trim(),
];

it.each(HOWS)("what is plain to see of the words of %s is what is read word by word", (how) => {
  const command = new CommandInfo("Some", "some_module", how, 0, [], "-", "");
  for (const text of TEXTS) {
    const { words, fault } = readArguments(command, "Some", text);
    const count = rightCount(how);
    if (fault === undefined) expect(rightWords(command, text), text).toEqual(words);
    else expect(count?.test(text), text).toBe(false);
  }
});

it("takes texts of any length", () => {
  const some = (how: ArgumentsHow): CommandInfo => new CommandInfo("Some", "some_module", how, 0, [], "-", "");
  const many = "a ".repeat(5_000_000).trim();
  const long = "a".repeat(10_000_000);
  expect(rightWords(some("iterate"), many)).toHaveLength(5_000_000);
  expect(rightWords(some("take1"), long)).toEqual([long]);
  expect(rightCount("take1")?.test(long)).toBe(true);
  expect(rightCount("take2")?.test(`${long} "${long}"`)).toBe(true);
});
