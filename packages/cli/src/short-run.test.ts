import type { ConfigHost } from "@httpd-lint/config";
import { describe, expect, it } from "vitest";
import { forShortRun } from "./short-run.ts";

/** How often compiling was postponed when files of so many characters were read. */
function postponed(...sizes: readonly number[]): number {
  let count = 0;
  const files: ConfigHost = {
    readFile: (path) => (path === "none" ? { error: "ENOENT" } : "#".repeat(Number(path))),
    list: () => [],
    typeOf: () => "file",
  };
  const host = forShortRun(files, () => count++);
  for (const size of sizes) expect(host.readFile(String(size))).toHaveLength(size);
  expect(host.readFile("none")).toEqual({ error: "ENOENT" });
  return count;
}

describe("V8 compiles less in a run", () => {
  it("over a large file, or many", () => {
    expect(postponed(1_000_000)).toBe(1);
    expect(postponed(40_000, 40_000, 40_000, 40_000, 40_000)).toBe(1);
  });

  it("but not over little, for which there is nothing to do, or very much, for which it pays", () => {
    expect(postponed(50_000)).toBe(0);
    expect(postponed(10_000_000, 10)).toBe(0);
  });
});
