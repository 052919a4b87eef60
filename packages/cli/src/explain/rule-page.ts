import type { Paint } from "@httpd-lint/diagnostics";
import { builtInRules, findRule, type Rule, type RuleMeta } from "@httpd-lint/lint";
import { wrapped } from "../layout.ts";
import { UsageError } from "../terminal.ts";

/**
 * The rule of a name: as in findings, without its category, or a number such as SES041; case does not matter.
 *
 * @throws UsageError with the name that was meant, as far as it can be guessed
 */
export async function ruleNamed(name: string, extraRules: readonly Rule[] = []): Promise<Rule> {
  const rules = [...builtInRules, ...extraRules];
  const lower = name.toLowerCase();
  const found = findRule(rules, name) ?? findRule(rules, lower) ?? rules.find(({ meta }) => shortName(meta) === lower);
  if (found !== undefined) return found;
  if (/^(?:httpd|read|process)\//.test(lower)) {
    throw new UsageError(`'${name}' is what httpd itself says, and no rule: its message is all there is to it`);
  }
  throw new UsageError(`there is no rule '${name}'${await suggestion(lower, rules)}`);
}

/** Names that hold the word, else the one it is a slip for. A wrong number says nothing about what was meant. */
async function suggestion(word: string, rules: readonly Rule[]): Promise<string> {
  const holding = rules.map(({ meta }) => meta.name).filter((each) => word.length > 3 && each.includes(word));
  if (holding.length > 0) return `; did you mean ${holding.slice(0, 3).join(" or ")}?`;
  const { closest } = await import("@httpd-lint/directives");
  const meant = closest(
    word,
    rules.map(({ meta }) => (word.includes("/") ? meta.name : shortName(meta))),
  );
  const rule = rules.find(({ meta }) => meta.name === meant || shortName(meta) === meant);
  return rule === undefined || /^[a-z]+-?\d+$/.test(word)
    ? " (README.md lists them)"
    : `; did you mean ${rule.meta.name}?`;
}

function shortName({ name }: RuleMeta): string {
  return name.slice(name.indexOf("/") + 1);
}

/** The page as Markdown; rules that have none are described by what they say of themselves. */
export async function markdownOf({ meta }: Rule): Promise<string> {
  const { rulePage } = await import("./rule-pages.ts");
  return rulePage(meta.name) ?? pageFromMeta(meta);
}

function pageFromMeta({ name, options = {}, references }: RuleMeta): string {
  const listed = Object.entries(options).map(
    ([key, { description, default: usual }]) => `- \`${key}\`: ${description} Default ${JSON.stringify(usual)}.`,
  );
  const parts = [
    `# ${name}`,
    ...(listed.length === 0 ? [] : ["## Options", listed.join("\n")]),
    ...(references.length === 0
      ? []
      : [
          "## References",
          references.map(({ kind, id }) => `- ${id.startsWith(kind) ? id : `${kind} ${id}`}`).join("\n"),
        ]),
  ];
  return `${parts.join("\n\n")}\n`;
}

export function ruleData({ meta }: Rule, markdown: string): unknown {
  const { name, aliases, summary, severity, profiles, references, fixable, options = {}, since } = meta;
  return { name, aliases, summary, severity, profiles, references, fixable, options, since, page: markdown };
}

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
