import { expect, test } from "vitest";
import { codeFrame } from "./code-frame.ts";

function frameOf(text: string, part: string, options: Parameters<typeof codeFrame>[2] = {}): string {
  const start = text.indexOf(part);
  return codeFrame(text, { start, end: start + part.length }, options).join("\n");
}

test("the caret stands under exactly the argument that is wrong", () => {
  expect(frameOf("Listen 80\nTimeout abc\n", "abc")).toBe(["2 | Timeout abc", "  |         ^^^"].join("\n"));
});

test("tabs become spaces, so that the caret stands right in every terminal", () => {
  expect(frameOf("\tTimeout\tabc", "abc")).toBe(["1 |     Timeout abc", "  |             ^^^"].join("\n"));
});

test("wide characters take two columns, accents none", () => {
  expect(frameOf('Alias "/日本" /x', "/x")).toBe(['1 | Alias "/日本" /x', "  |               ^^"].join("\n"));
  expect(frameOf("Alias /e\u0301 /x", "/x")).toBe(["1 | Alias /e\u0301 /x", "  |          ^^"].join("\n"));
});

test("bytes that are not UTF-8 and control characters are shown as httpd shows them", () => {
  expect(frameOf("Alias /\udce9\x1b[31m /x", "/x")).toBe(
    ["1 | Alias /\\xe9\\x1b[31m /x", "  |                     ^^"].join("\n"),
  );
});

test("a CR before the line end is not shown", () => {
  expect(frameOf("Timeout abc\r\nListen 80\r\n", "abc")).not.toContain("\\x0d");
});

test("a line of httpd's that is continued shows each physical line with its part of the span", () => {
  const text = "Header set X \\\n    abc \\\n    def\nListen 80\n";
  expect(frameOf(text, "abc \\\n    def")).toBe(
    ["2 |     abc \\", "  |     ^^^^^", "3 |     def", "  |     ^^^"].join("\n"),
  );
});

test("of a long section only the first and last lines are shown", () => {
  const text = `<Directory /x>\n${"  Options None\n".repeat(20)}</Directory>\n`;
  const frame = codeFrame(text, { start: 0, end: text.length });
  expect(frame.filter((line) => /^ *\d+ \|/.test(line)).map((line) => Number.parseInt(line, 10))).toEqual([
    1, 2, 3, 4, 21, 22,
  ]);
  expect(frame).toContain("   ...");
});

test("a very long line is cut around the span", () => {
  const text = `Header set X "${"a".repeat(5000)}" BAD ${"b".repeat(5000)}`;
  const [source = "", caret = ""] = codeFrame(text, { start: text.indexOf("BAD"), end: text.indexOf("BAD") + 3 });
  expect(source.length).toBeLessThan(130);
  expect(source).toMatch(/^1 \| …a+" BAD b+…$/);
  expect(caret.indexOf("^^^")).toBe(source.indexOf("BAD"));
});

test("a line of megabytes is cut without looking at all of it", () => {
  const text = `Header set X "${"a".repeat(5_000_000)}" BAD ${"b".repeat(5_000_000)}`;
  const start = text.indexOf("BAD");
  let longest = 0;
  const mask = (line: string): string => {
    longest = Math.max(longest, line.length);
    return line;
  };
  const [source = "", caret = ""] = codeFrame(text, { start, end: start + 3 }, { mask });
  expect(caret.indexOf("^^^")).toBe(source.indexOf("BAD"));
  expect(longest).toBeLessThan(200_000);
});

test("an empty span gets one caret, also at the end of the file", () => {
  expect(codeFrame("<If x>\n", { start: 7, end: 7 })).toEqual(["2 |", "  | ^"]);
});

const mask = (line: string): string => line.replace(/(Passphrase\s(?:\\\n)?\s*)\S+/, "$1********");

test("a secret is never shown, and the caret follows what stands in its place", () => {
  expect(frameOf("SessionCryptoPassphrase hunter2 # x", "hunter2", { mask })).toBe(
    ["1 | SessionCryptoPassphrase ******** # x", "  |                         ^^^^^^^^"].join("\n"),
  );
  expect(frameOf("SessionCryptoPassphrase hunter2 # x", "# x", { mask })).toBe(
    ["1 | SessionCryptoPassphrase ******** # x", "  |                                  ^^^"].join("\n"),
  );
});

test("a secret on a continuation line is hidden, because the mask sees the whole logical line", () => {
  const text = "SessionCryptoPassphrase \\\n  hunter2\n";
  expect(frameOf(text, "hunter2", { mask })).toBe(["2 |   ********", "  |   ^^^^^^^^"].join("\n"));
});
