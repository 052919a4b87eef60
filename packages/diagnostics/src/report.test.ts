import { expect, test } from "vitest";
import type { Diagnostic } from "./diagnostic.ts";
import { applyFixes } from "./fixes.ts";
import { countDiagnostics, countsText, hasFindings, sortDiagnostics } from "./order.ts";
import { jsonReport, reportJson } from "./report-json.ts";
import { reportText } from "./report-text.ts";

const file = "/etc/httpd/conf/httpd.conf";
const text = "ServerName x\n<IfModule mod_session.c>\n  SessionCookieName s path=/\n";
const sourceOf = (name: string): string | undefined => (name === file ? text : undefined);

function at(part: string): { file: string; start: number; end: number } {
  const start = text.indexOf(part);
  return { file, start, end: start + part.length };
}

const finding: Diagnostic = {
  code: "session/cookie-without-secure",
  severity: "warning",
  source: "lint",
  message: "The session cookie is sent over plain HTTP.",
  location: at("path=/"),
  related: [{ message: "the module is loaded here", location: at("mod_session.c") }],
  fixes: [{ title: "Add Secure", safe: true, edits: [{ ...at("path=/"), newText: "path=/;Secure" }] }],
  references: [
    { kind: "STIG", id: "V-214251" },
    { kind: "STIG", id: "V-214268" },
    { kind: "CWE", id: "CWE-614" },
  ],
};
const early: Diagnostic = { code: "x/early", severity: "hint", source: "lint", message: "Early.", location: at("x") };
const second: Diagnostic = { code: "read/b", severity: "error", source: "httpd", message: "B", location: at("x") };
const first: Diagnostic = { code: "read/a", severity: "error", source: "httpd", message: "A", location: at("path=/") };

test("a finding reads place, severity, message, source, what to do", () => {
  expect(reportText([finding], { sourceOf, nameOf: (name) => name.replace("/etc/httpd/", "") })).toBe(
    [
      "conf/httpd.conf:3:23: warning: The session cookie is sent over plain HTTP. [session/cookie-without-secure]",
      "  3 |   SessionCookieName s path=/",
      "    |                       ^^^^^^",
      "  note: the module is loaded here (conf/httpd.conf:2:11)",
      "  fix: Add Secure",
      "  see: STIG V-214251, V-214268; CWE-614",
      "",
    ].join("\n"),
  );
});

test("what httpd refuses comes first and in its own order, the rest by place", () => {
  expect(sortDiagnostics([finding, early, first, second]).map(({ code }) => code)).toEqual([
    "read/a",
    "read/b",
    "x/early",
    "session/cookie-without-secure",
  ]);
});

test("a message cannot bring control characters to the terminal", () => {
  const report = reportText([{ ...early, message: "bad \x1b[2J" }], { sourceOf });
  expect(report).not.toContain("\x1b");
});

test("colour is asked for part by part and adds nothing of its own", () => {
  const painted = reportText([finding], { sourceOf, paint: (part, shown) => `<${part}>${shown}</${part}>` });
  expect(painted).toContain("<warning>warning</warning>");
  expect(painted.replace(/<\/?[a-z]+>/g, "")).toBe(reportText([finding], { sourceOf }).replace(/<\/?[a-z]+>/g, ""));
});

test("JSON gives lines and columns from 1, the end exclusive, and null where the file is not at hand", () => {
  const elsewhere: Diagnostic = { ...early, location: { file: "/gone", start: 3, end: 4 } };
  const report = jsonReport([finding, elsewhere, { ...first, code: "read/nowhere" }], sourceOf);
  expect(report.version).toBe(1);
  expect(report.diagnostics[0]).toMatchObject({ file, line: 3, column: 23, endLine: 3, endColumn: 29 });
  expect(report.diagnostics[0]?.fixes?.[0]?.edits[0]).toMatchObject({ line: 3, column: 23, newText: "path=/;Secure" });
  expect(report.diagnostics[0]?.related?.[0]).toMatchObject({ line: 2, column: 11 });
  expect(report.diagnostics[1]).toMatchObject({ file: "/gone", line: null, column: null });
  expect(report.summary).toEqual({ error: 1, warning: 1, info: 0, hint: 1 });
  expect(JSON.parse(reportJson([finding], sourceOf))).toEqual(jsonReport([finding], sourceOf));
});

test("only errors and warnings are findings", () => {
  expect(hasFindings([early])).toBe(false);
  expect(hasFindings([early, finding])).toBe(true);
  expect(countsText(countDiagnostics([finding, early, early]))).toBe("1 warning, 2 hints");
  expect(countsText(countDiagnostics([]))).toBe("no findings");
});

test("a fix is applied once, and applying it to its own result changes nothing", () => {
  const { text: fixed, applied } = applyFixes(text, file, [finding, finding]);
  expect(fixed).toBe("ServerName x\n<IfModule mod_session.c>\n  SessionCookieName s path=/;Secure\n");
  expect(applied).toHaveLength(2);
  expect(applyFixes(fixed, file, []).text).toBe(fixed);
});

test("fixes that overlap, lie elsewhere, are unsafe or out of range wait", () => {
  const edit = (start: number, end: number, newText: string, safe = true, name = file): Diagnostic => ({
    ...early,
    fixes: [{ title: "t", safe, edits: [{ file: name, start, end, newText }] }],
  });
  const apply = (...all: Diagnostic[]): string => applyFixes("abcdef", file, all).text;
  expect(apply(edit(1, 3, "X"), edit(2, 4, "Y"))).toBe("aXdef");
  expect(apply(edit(3, 5, "Y"), edit(1, 3, "X"))).toBe("aXYf");
  expect(apply(edit(2, 2, "X"), edit(2, 2, "Y"))).toBe("abXcdef");
  expect(apply(edit(0, 1, "X", true, "/other"), edit(0, 9, "Y"), edit(1, 2, "Z", false))).toBe("abcdef");
  expect(applyFixes("abcdef", file, [edit(1, 2, "Z", false)], { unsafe: true }).text).toBe("aZcdef");
});
