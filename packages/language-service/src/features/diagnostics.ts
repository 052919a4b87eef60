import { type Condition, maskMessage, maskSecrets } from "@httpd-lint/config";
import type { Diagnostic as Finding, Severity } from "@httpd-lint/diagnostics";
import { KIND, nameOf } from "@httpd-lint/grammar";
import type {
  CodeDescription,
  Diagnostic,
  DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
  Range,
} from "vscode-languageserver-types";
import { linesWithNames } from "../model/cursor.ts";
import { replacementOf } from "../model/old-names.ts";
import { locationIn, rangeOf } from "../model/positions.ts";
import type { Analysis, DocumentContext } from "../workspace.ts";

export interface DiagnosticsOptions {
  /** Where the page of a rule can be read, by its code, e.g. `session/cookie-without-secure`. */
  readonly pageOf?: (code: string) => string | undefined;
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = { error: 1, warning: 2, info: 3, hint: 4 };
const UNNECESSARY: DiagnosticTag = 1;
const DEPRECATED: DiagnosticTag = 2;

/** What httpd says about the file, what we recommend, what httpd skips, and what is out of date; in the order of the text. */
export function diagnosticsOf(context: DocumentContext, options: DiagnosticsOptions = {}): Diagnostic[] {
  const found = new Map<string, { readonly finding: Finding; readonly servers: Analysis[] }>();
  for (const { finding, analysis } of findingsOf(context)) {
    const key = `${finding.code}\0${finding.location?.start}\0${finding.location?.end}\0${finding.message}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { finding, servers: [analysis] });
    else if (!known.servers.includes(analysis)) known.servers.push(analysis);
  }
  const all = [...found.values()].map(({ finding, servers }) => diagnosticOf(context, finding, servers, options));
  return [...all, ...skippedParts(context), ...oldDirectives(context)].sort(inOrder);
}

/** What the analyses say of the document, under whichever of its names. */
export function* findingsOf(
  context: DocumentContext,
): Generator<{ readonly finding: Finding; readonly analysis: Analysis }> {
  for (const analysis of context.analyses) {
    for (const name of context.names) {
      for (const finding of analysis.diagnostics.get(name) ?? []) yield { finding, analysis };
    }
  }
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
  const page = pageOf(finding, options);
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

/** The rule's page, else where the advice comes from. */
function pageOf(finding: Finding, { pageOf: own }: DiagnosticsOptions): CodeDescription | undefined {
  const { code, url, references = [] } = finding;
  const href = own?.(code) ?? url ?? references.find((reference) => reference.url !== undefined)?.url;
  return href === undefined ? undefined : { href };
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
    const { node, certainty, name, negated, test } = condition;
    const written = `<${name} ${negated ? "!" : ""}${test}>`;
    const why = certainty === "assumed" ? "does not hold, as far as can be told here" : "does not hold";
    const location = locationIn(context, { file: context.path, start: node.line.nameStart, end: node.line.contentEnd });
    return {
      range: bodyRange(context, condition),
      severity: 4,
      code: "httpd/skipped",
      source: "httpd",
      message: `httpd skips this: ${maskSecrets(written)} ${why}.`,
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

function oldDirectives({ syntax, lineIndex }: DocumentContext): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const line of linesWithNames(syntax)) {
    if (line.type !== "Directive") continue;
    const name = nameOf(syntax, line);
    const today = replacementOf(name.toLowerCase());
    if (today === undefined) continue;
    found.push({
      range: rangeOf(lineIndex, { start: line.nameStart, end: line.nameEnd }),
      severity: 4,
      code: "httpd/outdated",
      source: "httpd",
      message: `${name} is kept for old configurations; today one writes ${today}.`,
      tags: [DEPRECATED],
    });
  }
  return found;
}
