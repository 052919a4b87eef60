import type { Paint } from "@httpd-lint/diagnostics";
import { wrapped } from "@httpd-lint/language-service";
import type { Rule } from "@httpd-lint/lint";

const FIXES = { safe: "yes", suggestion: "as a suggestion", no: "no" } as const;

/** The page for a terminal of that many columns. */
export function rulePageText({ meta }: Rule, markdown: string, width: number, paint: Paint): string {
  const rows: readonly (readonly [string, string])[] = [
    ["Called", meta.aliases.join(", ")],
    ["Severity", meta.severity],
    ["Fix", FIXES[meta.fixable]],
    ["Rule sets", meta.profiles.join(", ")],
  ];
  const facts = rows
    .filter(([, text]) => text !== "")
    .map(([title, text]) => wrapped(text, width, " ".repeat(13)).replace(" ".repeat(13), `  ${title.padEnd(11)}`));
  const [, ...body] = markdown.split("\n");
  return `${paint("place", meta.name)}\n${wrapped(meta.summary, width, "  ")}\n\n${facts.join("\n")}\n\n${pageText(body, width, paint)}`;
}

/** Markdown as our pages have it: headings, paragraphs, lists and blocks of code. */
function pageText(lines: readonly string[], width: number, paint: Paint): string {
  const out: string[] = [];
  let paragraph: string[] = [];
  const flush = (): void => {
    if (paragraph.length > 0) out.push(textOf(paragraph.join(" "), width));
    paragraph = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const fence = /^(`{3,})\s*(.*)$/.exec(line);
    if (fence !== null) {
      flush();
      const end = lines.indexOf(fence[1] ?? "", at + 1);
      const last = end < 0 ? lines.length : end;
      out.push(...codeText(fence[2] ?? "", lines.slice(at + 1, last), paint));
      at = last;
    } else if (/^#+ /.test(line)) {
      flush();
      out.push(paint("place", line.replace(/^#+ /, "")));
    } else if (line === "") {
      flush();
      if (out.at(-1) !== "") out.push("");
    } else if (/^[-*] /.test(line)) {
      flush();
      paragraph = [line];
    } else {
      paragraph.push(line.trim());
    }
  }
  flush();
  return `${out.join("\n").replace(/^\n+|\n+$/g, "")}\n`;
}

/** Marks of Markdown that mean nothing in a terminal are left out. */
function textOf(paragraph: string, width: number): string {
  const plain = paragraph.replace(/\*\*(.+?)\*\*/g, "$1").replace(/\[([^\]]+)\]\((https?:[^)]+)\)/g, "$1 ($2)");
  const text = plain.replace(/\[([^\]]+)\]\([^)]+\)/g, "$1");
  if (!text.startsWith("- ")) return wrapped(text, width, "  ");
  return wrapped(text.slice(2), width, "    ").replace(/^ {4}/, "  - ");
}

const LABELS: Readonly<Record<string, string>> = { "conf fixed": "fixed:", "json settings": "with these settings:" };

/** A block of code; what it says the rule finds stands below with carets, as in a report. */
function codeText(info: string, lines: readonly string[], paint: Paint): string[] {
  const file = /\bfile=(\S+)/.exec(info)?.[1];
  const label = file === undefined ? LABELS[info] : `${file}:`;
  const shown = lines.map((line) => {
    const mark = /^#([ <]*)(\^+)(.*)$/.exec(line);
    if (mark === null) return `    ${line}`.trimEnd();
    const [, before = "", carets = "", said = ""] = mark;
    const start = before === "<" ? "" : ` ${before}`;
    const span = before === "<" ? `^^${carets}` : carets;
    return `    ${start}${paint("warning", span)}${said}`;
  });
  return [...(label === undefined ? [] : [`  ${label}`]), ...shown];
}
