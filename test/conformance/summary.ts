import type { Aspect, Disagreement, Judged } from "./replay.ts";
import { agrees, type ProbeResult } from "./verified-run.ts";

/** What is asked of a group, in the order of the summary's columns. */
const columns: readonly { readonly aspects: readonly Aspect[]; readonly title: string }[] = [
  { aspects: ["verdict"], title: "verdict" },
  { aspects: ["place", "via"], title: "file and line" },
  { aspects: ["message"], title: "message of the core" },
  { aspects: ["warnings"], title: "warnings" },
  { aspects: ["includes"], title: "include list" },
  { aspects: ["defines"], title: "defines" },
  { aspects: ["modules"], title: "modules" },
  { aspects: ["config"], title: "evaluated configuration" },
];

/** Case id to the reason why we and httpd differ there; kept by hand. */
export type Explanations = Readonly<Record<string, string>>;

interface Count {
  agree: number;
  all: number;
}

/** The text of summary.md. */
export function summaryOf(
  judged: readonly Judged[],
  probes: readonly ProbeResult[],
  explained: Explanations,
  skipped: readonly string[],
): string {
  const groups = [...new Set(judged.map(({ question }) => question.group))];
  const rows = groups.map((group) =>
    rowOf(
      group,
      judged.filter(({ question }) => question.group === group),
    ),
  );
  const titles = ["", "cases", ...columns.map(({ title }) => title)];
  return [
    "# Agreement with httpd 2.4.71",
    "",
    "Written by `npm run conformance`. Every case was answered by Debian's httpd; we answer from the same files without it.",
    "Messages of modules about their values are in our own words and not compared.",
    "",
    ...table([titles, ...rows, rowOf("**all**", judged)]),
    "",
    ...probeSection(probes),
    ...(skipped.length === 0 ? [] : ["Not replayed here:", "", ...skipped.map((line) => `- ${line}`), ""]),
    "## Disagreements",
    "",
    ...listed(judged, probes, explained),
    "",
  ].join("\n");
}

/** A table as the formatter of the repository leaves it: the first column to the left, numbers to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? "").length)));
  const shown = rows.map((row) =>
    row.map((text, at) => (at === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[at] ?? 0))),
  );
  const rule = widths.map((width, at) => (at === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  const [head = [], ...others] = shown;
  return [head, rule, ...others].map((cells) => `| ${cells.join(" | ")} |`);
}

function rowOf(title: string, judged: readonly Judged[]): string[] {
  return [title, String(judged.length), ...columns.map(({ aspects }) => cell(count(judged, aspects)))];
}

function count(judged: readonly Judged[], aspects: readonly Aspect[]): Count {
  const total: Count = { agree: 0, all: 0 };
  for (const { compared, disagreements } of judged) {
    if (!compared.some((aspect) => aspects.includes(aspect))) continue;
    total.all += 1;
    if (!disagreements.some(({ aspect }) => aspects.includes(aspect))) total.agree += 1;
  }
  return total;
}

function cell({ agree, all }: Count): string {
  if (all === 0) return "–";
  // Rounded down, so that 100 % means all of them.
  return `${agree} of ${all} (${(Math.floor((agree / all) * 1000) / 10).toFixed(1)} %)`;
}

/** One question per context, number of words, override class and value of every directive: is it accepted? */
function probeSection(probes: readonly ProbeResult[]): string[] {
  const kinds = ["context", "arity", "htaccess", "value"] as const;
  const titles = ["contexts", "numbers of words", "override classes (.htaccess)", "values"];
  const rows = kinds.map((kind, at) => {
    const own = probes.filter(({ probe }) => probe.kind === kind);
    return [titles[at] ?? "", String(own.length), cell({ agree: own.filter(agrees).length, all: own.length })];
  });
  const all = [
    "**all questions**",
    String(probes.length),
    cell({ agree: probes.filter(agrees).length, all: probes.length }),
  ];
  return ["## Directives one by one", "", ...table([["", "questions", "verdict"], ...rows, all]), ""];
}

function listed(judged: readonly Judged[], probes: readonly ProbeResult[], explained: Explanations): string[] {
  const differing = probes
    .filter((result) => !agrees(result))
    .map(({ probe: { id } }) => `- question, \`${id}\`: ${explained[id] || "UNEXPLAINED"}`);
  const lines = judged
    .filter(({ disagreements }) => disagreements.length > 0)
    .map(({ question, disagreements }) => {
      const aspects = disagreements.map(({ aspect }) => aspect).join(", ");
      return `- ${question.group}, \`${question.id}\` (${aspects}): ${explained[question.id] || "UNEXPLAINED"}`;
    });
  const all = [...lines, ...differing];
  return all.length === 0 ? ["None."] : all;
}

/** All agreements of a summary's table, for the check that they never become fewer. */
export function agreementsOf(summary: string): Map<string, number[]> {
  const rows = new Map<string, number[]>();
  for (const line of summary.split("\n")) {
    const cells = line
      .split("|")
      .map((cell) => cell.trim())
      .slice(1, -1);
    if (!line.startsWith("| ") || cells.length < 3 || !/^\d+$/.test(cells[1] ?? "")) continue;
    rows.set(
      cells[0] ?? "",
      cells.slice(2).map((text) => Number(/^\d+/.exec(text)?.[0] ?? -1)),
    );
  }
  return rows;
}

/** What became worse from `before` to `now`: one line each. */
export function regressions(before: string, now: string): string[] {
  const current = agreementsOf(now);
  const lines: string[] = [];
  for (const [group, numbers] of agreementsOf(before)) {
    const present = current.get(group);
    if (present === undefined || group === "**all**") continue;
    numbers.forEach((number, at) => {
      const is = present[at] ?? -1;
      if (is < number) lines.push(`${group}, column ${at + 3}: ${is} agree, ${number} did`);
    });
  }
  return lines;
}

/** One disagreement in full, for people who want to do something about it. */
export function inFull({ question, disagreements }: Judged): string {
  return [`== ${question.group}: ${question.id}`, ...disagreements.map(difference)].join("\n");
}

function difference({ aspect, expected, got }: Disagreement): string {
  if (typeof expected !== "string" || typeof got !== "string") {
    return `${aspect}\n  httpd: ${JSON.stringify(expected)}\n  we:    ${JSON.stringify(got)}`;
  }
  const [theirs, ours] = [expected.split("\n"), got.split("\n")];
  const at = theirs.findIndex((line, index) => line !== ours[index]);
  const from = at < 0 ? theirs.length : at;
  const show = (lines: string[]): string => JSON.stringify(lines.slice(Math.max(0, from - 2), from + 3).join("\n"));
  return `${aspect}, from line ${from + 1}\n  httpd: ${show(theirs)}\n  we:    ${show(ours)}`;
}
