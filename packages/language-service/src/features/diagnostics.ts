import { type Condition, maskMessage, maskSecrets } from "@httpd-lint/config";
import type { Diagnostic as Finding, Severity } from "@httpd-lint/diagnostics";
import { type ConfigFile, KIND, nameOf } from "@httpd-lint/grammar";
import type {
  CodeDescription,
  Diagnostic,
  DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
  Range,
} from "vscode-languageserver-types";
import { conditionReason } from "../effective/line.ts";
import { commandOf } from "../model/commands.ts";
import { lineIndexAt } from "../model/edits.ts";
import { findingsOf } from "../model/findings.ts";
import { manualUrl } from "../model/manual.ts";
import { mayBeOld, replacementOf } from "../model/old-names.ts";
import { locationIn, rangeOf } from "../model/positions.ts";
import type { Analysis, DocumentContext } from "../workspace.ts";

export interface DiagnosticsOptions {
  /** Where the page of a rule can be read, by its code, e.g. `session/cookie-without-secure`. */
  readonly pageOf?: (code: string) => string | undefined;
  /** Only what httpd says, which takes half the time. Default false. */
  readonly withoutRules?: boolean;
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = { error: 1, warning: 2, info: 3, hint: 4 };
const UNNECESSARY: DiagnosticTag = 1;
const DEPRECATED: DiagnosticTag = 2;

/** What httpd says about the file, what we recommend, what httpd skips, and what is out of date; in the order of the text. */
export function diagnosticsOf(context: DocumentContext, options: DiagnosticsOptions = {}): Diagnostic[] {
  const found = new Map<string, { readonly finding: Finding; readonly servers: Analysis[] }>();
  for (const { finding, analysis } of findingsOf(context, options.withoutRules === true ? "httpd" : "diagnostics")) {
    const key = `${finding.code}\0${finding.location?.start}\0${finding.location?.end}\0${finding.message}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { finding, servers: [analysis] });
    else if (!known.servers.includes(analysis)) known.servers.push(analysis);
  }
  const all = [...found.values()].map(({ finding, servers }) => diagnosticOf(context, finding, servers, options));
  return [...all, ...skippedParts(context), ...oldDirectives(context)].sort(inOrder);
}

function inOrder({ range: { start: a } }: Diagnostic, { range: { start: b } }: Diagnostic): number {
  return a.line - b.line || a.character - b.character;
}

function diagnosticOf(
  context: DocumentContext,
  finding: Finding,
  servers: readonly Analysis[],
  options: DiagnosticsOptions,
): Diagnostic {
  const { code, severity, source, location } = finding;
  const related = relatedOf(context, finding);
  const page = pageOf(context, finding, options);
  const where = servers.length === context.analyses.length ? "" : ` (in ${servers.map(({ mainFile }) => mainFile)})`;
  return {
    range: location === undefined ? firstLine(context) : rangeOf(context.lineIndex, location),
    severity: SEVERITIES[severity],
    code,
    ...(page === undefined ? {} : { codeDescription: page }),
    source: source === "httpd" ? "httpd" : "httpd-lint",
    message: `${maskMessage(finding.message, lineAt(context, location?.start))}${where}`,
    ...(code === "httpd/removed" ? { tags: [DEPRECATED] } : {}),
    ...(code === "lint/unused-suppression" ? { tags: [UNNECESSARY] } : {}),
    ...(related.length === 0 ? {} : { relatedInformation: related }),
  };
}

function relatedOf(context: DocumentContext, { related = [] }: Finding): DiagnosticRelatedInformation[] {
  return related.flatMap(({ message, location: place }) => {
    const location = locationIn(context, place);
    return location === undefined ? [] : [{ location, message: maskMessage(message) }];
  });
}

/** The rule's page, else where the advice comes from; for what httpd says, the manual on the directive. */
function pageOf(context: DocumentContext, finding: Finding, options: DiagnosticsOptions): CodeDescription | undefined {
  const { code, url, references = [], source, location } = finding;
  const href =
    source === "httpd"
      ? manualPage(context, location?.start)
      : (options.pageOf?.(code) ?? url ?? references.find((reference) => reference.url !== undefined)?.url);
  return href === undefined ? undefined : { href };
}

function manualPage(context: DocumentContext, offset: number | undefined): string | undefined {
  const { syntax } = context;
  const index = offset === undefined ? -1 : lineIndexAt(syntax, offset);
  const kind = index < 0 ? undefined : syntax.table.kind(index);
  if (kind !== KIND.directive && kind !== KIND.openTag) return undefined;
  const name = nameOf(syntax, syntax.table.line(index)).toLowerCase();
  const known = commandOf(context.analyses[0], kind === KIND.openTag ? `<${name}` : name);
  return known === undefined ? undefined : manualUrl(known.command, known.module);
}

function firstLine({ lineIndex }: DocumentContext): Range {
  return rangeOf(lineIndex, lineIndex.lineRange(1));
}

function lineAt({ text, lineIndex }: DocumentContext, offset: number | undefined): string {
  if (offset === undefined) return "";
  const { start, end } = lineIndex.lineRange(lineIndex.lineAt(offset));
  return text.slice(start, end);
}

/** Bodies of conditions that hold in none of the analyses. */
function skippedParts(context: DocumentContext): Diagnostic[] {
  return skippedConditions(context).map((condition) => {
    const { start, end } = { start: condition.node.line.nameStart, end: condition.node.line.contentEnd };
    const location = locationIn(context, { file: context.path, start, end });
    return {
      range: bodyRange(context, condition),
      severity: 4,
      code: "httpd/skipped",
      source: "httpd",
      message: `httpd does not read this: ${maskSecrets(conditionReason(condition))}.`,
      tags: [UNNECESSARY],
      ...(location === undefined ? {} : { relatedInformation: [{ location, message: "the condition" }] }),
    };
  });
}

/** Conditions of the document whose body no analysis reads; the outermost ones, without empty bodies. */
export function skippedConditions(context: DocumentContext): readonly Condition[] {
  const held = new Set<number>();
  const skipped = new Map<number, Condition>();
  for (const { tree } of context.analyses) {
    for (const condition of tree.conditions) {
      const { frame, line } = condition.node;
      if (!context.names.has(frame.file.path)) continue;
      const [from, to] = condition.bodyLines;
      if (condition.holds) held.add(line.start);
      else if (from < to) skipped.set(line.start, condition);
    }
  }
  return [...skipped].filter(([start]) => !held.has(start)).map(([, condition]) => condition);
}

/** Whole lines, without blank ones at the ends. */
function bodyRange({ syntax, lineIndex }: DocumentContext, { bodyLines: [from, to] }: Condition): Range {
  const { table } = syntax;
  let first = from;
  let last = to - 1;
  while (first < last && table.kind(first) === KIND.blank) first++;
  while (last > first && table.kind(last) === KIND.blank) last--;
  return rangeOf(lineIndex, { start: table.nameStart(first), end: table.contentEnd(last) });
}

const outdated = new WeakMap<ConfigFile, readonly Diagnostic[]>();

function oldDirectives({ syntax, lineIndex }: DocumentContext): readonly Diagnostic[] {
  const known = outdated.get(syntax);
  if (known !== undefined) return known;
  const found: Diagnostic[] = [];
  const { table, text } = syntax;
  for (let index = 0; index < table.count; index++) {
    if (table.kind(index) !== KIND.directive) continue;
    const start = table.nameStart(index);
    const end = table.nameEnd(index);
    if (!mayBeOld(end - start)) continue;
    const name = text.slice(start, end);
    const today = replacementOf(name.toLowerCase());
    if (today === undefined) continue;
    found.push({
      range: rangeOf(lineIndex, { start, end }),
      severity: 4,
      code: "httpd/outdated",
      source: "httpd",
      message: `${name} is kept for old configurations; today one writes ${today}.`,
      tags: [DEPRECATED],
    });
  }
  outdated.set(syntax, found);
  return found;
}
