import type { ConfigTree, SourceFile } from "@httpd-lint/config";
import type { Diagnostic, Location } from "@httpd-lint/diagnostics";
import { logicalText } from "@httpd-lint/grammar";
import { commentsBeginningWith } from "./model/comments.ts";
import { falseBodies } from "./model/false-bodies.ts";
import type { Rule } from "./rule.ts";
import { type ActiveRule, findRule } from "./settings.ts";

// httpd has no trailing comments, so a suppression is always a line of its own.
const PATTERN = /^#+[ \t]*httpd-lint-disable-(next-line|file)(?:[ \t]+(.*))?$/s;

interface Suppression {
  readonly rule: string;
  /** Only findings that begin in here; the whole file when undefined. */
  readonly target: { readonly start: number; readonly end: number } | undefined;
  readonly location: Location;
  readonly scope: "next-line" | "file";
  used: boolean;
}

/** Removes what comments suppress, and reports suppressions that no longer suppress anything. */
export function applySuppressions(
  tree: ConfigTree,
  findings: readonly Diagnostic[],
  rules: readonly Rule[],
  active: readonly ActiveRule[],
): readonly Diagnostic[] {
  const byFile = new Map<string, readonly Suppression[]>();
  for (const file of tree.files.values()) {
    const found = suppressionsOf(file);
    if (found.length > 0) byFile.set(file.path, found);
  }
  if (byFile.size === 0) return findings;
  const kept = findings.filter((finding) => !isSuppressed(finding, byFile, rules));
  return [...kept, ...unused(tree, byFile, rules, active)];
}

function isSuppressed(
  finding: Diagnostic,
  byFile: ReadonlyMap<string, readonly Suppression[]>,
  rules: readonly Rule[],
): boolean {
  const { location } = finding;
  if (location === undefined) return false;
  let suppressed = false;
  for (const suppression of byFile.get(location.file) ?? []) {
    const { target } = suppression;
    if (findRule(rules, suppression.rule)?.meta.name !== finding.code) continue;
    if (target !== undefined && (location.start < target.start || location.start >= target.end)) continue;
    suppression.used = true;
    suppressed = true;
  }
  return suppressed;
}

const NONE: readonly Suppression[] = [];

function suppressionsOf(file: SourceFile): readonly Suppression[] {
  const { syntax } = file;
  const comments = commentsBeginningWith(file, "h");
  if (comments.length === 0) return NONE;
  return comments.flatMap((index) => {
    const line = syntax.table.line(index);
    const match = PATTERN.exec(logicalText(syntax, line));
    if (match === null) return [];
    const scope = match[1] as Suppression["scope"];
    const target = scope === "file" ? undefined : nextLine(file, index);
    const location = { file: file.path, start: line.nameStart, end: line.contentEnd };
    return rulesIn(match[2] ?? "").map((rule) => ({ rule, target, location, scope, used: false }));
  });
}

/** Several suppressions may stand above one another. */
function nextLine(file: SourceFile, index: number): Suppression["target"] {
  const { lines } = file.syntax;
  let next = index + 1;
  for (
    let line = lines[next];
    line?.type === "Comment" && PATTERN.test(logicalText(file.syntax, line));
    line = lines[next]
  )
    next++;
  const line = lines[next];
  return line === undefined ? { start: -1, end: -1 } : { start: line.start, end: line.end };
}

function rulesIn(text: string): readonly string[] {
  const names = text.split(/(?:^|[ \t])--(?:[ \t]|$)/, 1)[0] ?? "";
  const words = names.split(/[\s,]+/).filter((word) => word !== "");
  return words.length === 0 ? [""] : words;
}

function unused(
  tree: ConfigTree,
  byFile: ReadonlyMap<string, readonly Suppression[]>,
  rules: readonly Rule[],
  active: readonly ActiveRule[],
): readonly Diagnostic[] {
  const bodies = falseBodies(tree);
  const found: Diagnostic[] = [];
  for (const suppression of [...byFile.values()].flat()) {
    if (suppression.used || bodies.contain(suppression.location)) continue;
    const rule = findRule(rules, suppression.rule);
    // A rule that is off now may well speak in another profile.
    if (rule !== undefined && !active.some((entry) => entry.rule === rule)) continue;
    found.push({
      code: "lint/unused-suppression",
      severity: "warning",
      source: "lint",
      message: problemOf(suppression, rule),
      location: suppression.location,
    });
  }
  return found;
}

function problemOf(suppression: Suppression, rule: Rule | undefined): string {
  const comment = `httpd-lint-disable-${suppression.scope}`;
  if (suppression.rule === "")
    return `${comment} names no rule, so it suppresses nothing. Write: # ${comment} RULE -- reason`;
  if (rule === undefined) return `${comment} names '${suppression.rule}', and there is no such rule.`;
  const where = suppression.scope === "file" ? "in this file" : "on the next line";
  return `${suppression.rule} finds nothing ${where}: remove this comment.`;
}
