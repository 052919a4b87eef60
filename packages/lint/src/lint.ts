import type { ConfigTree } from "@httpd-lint/config";
import type { Diagnostic, RelatedLocation } from "@httpd-lint/diagnostics";
import { type DirectiveIndex, indexDirectives } from "./model/directive-index.ts";
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
  const index = indexDirectives(tree);
  const whole = options.partial !== true && isWhole(tree);
  const findings: Diagnostic[] = [];
  for (const entry of active) findings.push(...runRule(entry, { tree, profile, whole, index }));
  return inOrder(tree, applySuppressions(tree, findings, rules, active));
}

/** A file that includes itself has thousands of copies of everything: httpd refuses that, and it is the first to mend. */
function isEndless(tree: ConfigTree): boolean {
  return tree.errors.some(({ diagnostic: { code } }) => code === "read/include-loop" || code === "read/too-much");
}

interface Subject {
  readonly tree: ConfigTree;
  readonly profile: RuleProfileName;
  readonly whole: boolean;
  readonly index: DirectiveIndex;
}

function runRule(active: ActiveRule, subject: Subject): readonly Diagnostic[] {
  const { tree, index } = subject;
  const { rule } = active;
  const found = new Findings();
  const context: RuleContext = {
    tree,
    profile: subject.profile,
    whole: subject.whole,
    options: active.options,
    syntax: (path) => tree.files.get(path)?.syntax,
    directives: (...names) => index.directives(names),
    scopes: () => index.scopes,
    scopeOf: index.scopeOf,
    effective: (scope, host = hostOf(scope)) => effectiveAt(tree, host, scope),
    sessions: () => sessionPlaces(context),
    report(finding) {
      const at = found.indexOf(finding);
      const before = found.list[at];
      if (before === undefined) found.add(diagnosticOf(active, finding));
      else found.list[at] = { ...before, related: mergeRelated(before.related ?? [], finding.related ?? []) };
    },
  };
  rule.check(context, rule.messages);
  return found.list;
}

/** What one rule has found: a file that is included twice, or a scope that many inherit, is still one line to mend. */
class Findings {
  readonly list: Diagnostic[] = [];
  /** By the offset in their files, which nearly always tells them apart. */
  readonly #byStart = new Map<number, number[]>();

  /** -1: not found before. */
  indexOf({ location, message }: Finding): number {
    const isSame = (index: number): boolean => {
      const other = this.list[index];
      return other?.location?.file === location.file && other.message === message;
    };
    return this.#byStart.get(location.start)?.find(isSame) ?? -1;
  }

  add(diagnostic: Diagnostic): void {
    const start = diagnostic.location?.start ?? 0;
    const same = this.#byStart.get(start);
    if (same === undefined) this.#byStart.set(start, [this.list.length]);
    else same.push(this.list.length);
    this.list.push(diagnostic);
  }
}

function diagnosticOf({ rule, severity }: ActiveRule, finding: Finding): Diagnostic {
  const { meta } = rule;
  const lowered = severity === meta.severity ? (finding.severity ?? severity) : severity;
  return {
    code: meta.name,
    severity: lowered,
    source: "lint",
    message: finding.message,
    location: finding.location,
    ...(finding.related === undefined || finding.related.length === 0
      ? {}
      : { related: mergeRelated([], finding.related) }),
    ...(finding.fixes === undefined || finding.fixes.length === 0 ? {} : { fixes: finding.fixes }),
    references: meta.references,
  };
}

/** More places than this help nobody. */
const MAX_RELATED = 10;

function mergeRelated(
  before: readonly RelatedLocation[],
  more: readonly RelatedLocation[],
): readonly RelatedLocation[] {
  if (before.length >= MAX_RELATED) return before;
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

function inOrder(tree: ConfigTree, findings: readonly Diagnostic[]): readonly Diagnostic[] {
  const order = new Map([...tree.files.keys()].map((path, position) => [path, position]));
  const rank = (finding: Diagnostic): number => order.get(finding.location?.file ?? "") ?? order.size;
  const start = (finding: Diagnostic): number => finding.location?.start ?? 0;
  return [...findings].sort(
    (a, b) => rank(a) - rank(b) || start(a) - start(b) || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0),
  );
}
