import type { ConfigTree } from "@httpd-lint/config";
import type { Diagnostic, RelatedLocation } from "@httpd-lint/diagnostics";
import { indexDirectives } from "./model/directive-index.ts";
import { effectiveAt } from "./model/effective.ts";
import { hostOf } from "./model/scope.ts";
import type { RuleProfileName } from "./profile.ts";
import type { Finding, Rule, RuleContext } from "./rule.ts";
import { registry } from "./rules/registry.generated.ts";
import { sessionPlaces } from "./session/sessions.ts";
import { type ActiveRule, activeRules, type RuleSettings } from "./settings.ts";
import { applySuppressions } from "./suppression.ts";

export interface LintOptions {
  /** Default `recommended`. */
  readonly profile?: RuleProfileName;
  /** Changes to the profile, by rule name or alias. */
  readonly rules?: RuleSettings;
  /** Rules beside the built-in ones. */
  readonly extraRules?: readonly Rule[];
  /** The tree is a file of a server looked at alone, so rules about what is missing stay silent. Default false. */
  readonly partial?: boolean;
}

/** What we recommend about a configuration, ordered by file as read and by place. Never throws for any tree. */
export function lint(tree: ConfigTree, options: LintOptions = {}): readonly Diagnostic[] {
  if (isEndless(tree)) return [];
  const profile = options.profile ?? "recommended";
  const rules = options.extraRules === undefined ? registry : [...new Set([...registry, ...options.extraRules])];
  const active = activeRules(rules, profile, options.rules ?? {});
  const whole = options.partial !== true && isWhole(tree);
  const answers = answersOf(tree, profile, whole);
  const findings: Diagnostic[] = [];
  for (const entry of active) runRule(entry, answers, findings);
  return inOrder(tree, applySuppressions(tree, findings, rules, active));
}

/** A file that includes itself has thousands of copies of everything: httpd refuses that, and it is the first to mend. */
function isEndless(tree: ConfigTree): boolean {
  return tree.errors.some(({ diagnostic: { code } }) => code === "read/include-loop" || code === "read/too-much");
}

/** What is the same for all rules. */
type Answers = Omit<RuleContext, "options" | "report">;

function answersOf(tree: ConfigTree, profile: RuleProfileName, whole: boolean): Answers {
  const index = indexDirectives(tree);
  const answers: Answers = {
    tree,
    profile,
    whole,
    syntax: (path) => tree.files.get(path)?.syntax,
    directives: (...names) => index.directives(names),
    scopes: () => index.scopes,
    scopeOf: index.scopeOf,
    effective: (scope, host = hostOf(scope)) => effectiveAt(tree, host, scope),
    sessions: () => sessionPlaces(answers),
  };
  return answers;
}

/** @param all where the findings are added */
function runRule(active: ActiveRule, answers: Answers, all: Diagnostic[]): void {
  const { rule } = active;
  const found = new Findings(all);
  const report = (finding: Finding): void => {
    const at = found.indexOf(finding);
    const before = all[at];
    if (before === undefined) found.add(diagnosticOf(active, finding));
    else all[at] = { ...before, related: mergeRelated(before.related ?? [], finding.related ?? []) };
  };
  const { tree, profile, whole, syntax, directives, scopes, scopeOf, effective, sessions } = answers;
  const { options } = active;
  rule.check(
    { tree, profile, whole, options, syntax, directives, scopes, scopeOf, effective, sessions, report },
    rule.messages,
  );
}

/** What one rule has found: a file that is included twice, or a scope that many inherit, is still one line to mend. */
class Findings {
  readonly #all: Diagnostic[];
  /** By the offset in their files, which nearly always tells them apart. */
  #byStart: Map<number, number | number[]> | undefined;

  constructor(all: Diagnostic[]) {
    this.#all = all;
  }

  /** -1: not found before. */
  indexOf(finding: Finding): number {
    const same = this.#byStart?.get(finding.location.start);
    if (same === undefined) return -1;
    if (typeof same === "number") return this.#isSame(same, finding) ? same : -1;
    return same.find((index) => this.#isSame(index, finding)) ?? -1;
  }

  #isSame(index: number, { location, message }: Finding): boolean {
    const other = this.#all[index];
    return other?.location?.file === location.file && other.message === message;
  }

  add(diagnostic: Diagnostic): void {
    const start = diagnostic.location?.start ?? 0;
    this.#byStart ??= new Map();
    const same = this.#byStart.get(start);
    const index = this.#all.push(diagnostic) - 1;
    if (same === undefined) this.#byStart.set(start, index);
    else if (typeof same === "number") this.#byStart.set(start, [same, index]);
    else same.push(index);
  }
}

function diagnosticOf({ rule, severity }: ActiveRule, finding: Finding): Diagnostic {
  const { meta } = rule;
  const { message, location, related, fixes } = finding;
  const lowered = severity === meta.severity ? (finding.severity ?? severity) : severity;
  const diagnostic: Mutable<Diagnostic> = { code: meta.name, severity: lowered, source: "lint", message, location };
  if (related !== undefined && related.length > 0) diagnostic.related = mergeRelated([], related);
  if (fixes !== undefined && fixes.length > 0) diagnostic.fixes = fixes;
  diagnostic.references = meta.references;
  return diagnostic;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** More places than this help nobody. */
const MAX_RELATED = 10;

function mergeRelated(
  before: readonly RelatedLocation[],
  more: readonly RelatedLocation[],
): readonly RelatedLocation[] {
  if (before.length >= MAX_RELATED) return before;
  if (before.length === 0 && more.length === 1) return more;
  const same = (a: RelatedLocation, b: RelatedLocation): boolean =>
    a.message === b.message && a.location.file === b.location.file && a.location.start === b.location.start;
  const merged = [...before];
  for (const item of more) {
    if (merged.length < MAX_RELATED && !merged.some((known) => same(known, item))) merged.push(item);
  }
  return merged;
}

/** Include errors hide a part of the server; what the other errors do to httpd does not change what is written. */
function isWhole(tree: ConfigTree): boolean {
  const main = tree.files.get(tree.mainFile);
  if (main === undefined || main.syntax.kind === "htaccess") return false;
  return !tree.errors.some(({ diagnostic }) => /^read\/(include|main-file|too-much)/.test(diagnostic.code));
}

interface Placed {
  readonly finding: Diagnostic;
  /** Place of its file among those that were read. */
  readonly file: number;
  readonly start: number;
}

function inOrder(tree: ConfigTree, findings: readonly Diagnostic[]): readonly Diagnostic[] {
  if (findings.length < 2) return findings;
  const order = new Map<string, number>();
  for (const { location } of findings) if (location !== undefined) order.set(location.file, tree.files.size);
  let position = 0;
  for (const path of tree.files.keys()) {
    if (order.has(path)) order.set(path, position);
    position++;
  }
  const placed = findings.map((finding): Placed => {
    const { location } = finding;
    if (location === undefined) return { finding, file: position, start: 0 };
    return { finding, file: order.get(location.file) ?? position, start: location.start };
  });
  placed.sort((a, b) => a.file - b.file || a.start - b.start || byCode(a.finding.code, b.finding.code));
  return placed.map(({ finding }) => finding);
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
