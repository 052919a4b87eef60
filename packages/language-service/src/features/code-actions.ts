import { maskMessage } from "@httpd-lint/config";
import type { Diagnostic as Finding } from "@httpd-lint/diagnostics";
import { nameOf } from "@httpd-lint/grammar";
import type { CodeAction, Diagnostic, Range } from "vscode-languageserver-types";
import { modernAccessControl } from "../actions/access-control.ts";
import { isOldAccessControl } from "../actions/access-places.ts";
import { actionOf, type Offer, titleOf } from "../actions/action.ts";
import { fixedText } from "../actions/fix-all.ts";
import { meantName, todaysName } from "../actions/names.ts";
import { suppressions, unusedSuppression } from "../actions/suppress.ts";
import { wrapInIfModule } from "../actions/wrap.ts";
import { lineIndexAt } from "../model/edits.ts";
import { findingsOf } from "../model/findings.ts";
import { offsetAt, rangeOf } from "../model/positions.ts";
import type { DocumentContext } from "../workspace.ts";

export interface CodeActionOptions {
  /** Kinds that are wanted, with all below them; default: every kind but those of `source`. */
  readonly only?: readonly string[];
  /** The client asks `resolveCodeAction` for what takes long. Default false. */
  readonly canResolve?: boolean;
  /** The client's command that shows the page of a rule; default: it has none. */
  readonly explainCommand?: string;
}

export const FIX_ALL = "source.fixAll.httpd-lint";

/** Kinds that `codeActions` gives. */
export const codeActionKinds: readonly string[] = ["quickfix", "refactor.rewrite", FIX_ALL];

/**
 * What can be done about a place: the fixes of its findings, a comment that allows one, and other ways to write it.
 *
 * @param diagnostics those that the client shows in the range
 */
export function codeActions(
  context: DocumentContext,
  range: Range,
  diagnostics: readonly Diagnostic[],
  options: CodeActionOptions = {},
): CodeAction[] {
  const { only, canResolve = false } = options;
  const isWanted = (kind: string): boolean =>
    only === undefined
      ? !kind.startsWith("source.")
      : only.some((each) => each === "" || kind === each || kind.startsWith(`${each}.`));
  const found: (CodeAction | undefined)[] = [];
  if (isWanted("quickfix")) found.push(...quickFixes(context, range, diagnostics, options));
  if (isWanted("refactor.rewrite")) {
    found.push(...rewrites(context, range, only !== undefined).map((offer) => actionOf(context, offer)));
  }
  if (isWanted(FIX_ALL))
    found.push(fixAll(context, "Fix all that can be fixed safely", FIX_ALL, undefined, canResolve));
  return distinct(found.filter((action) => action !== undefined));
}

/** The edits of an action that was given without. */
export function resolveCodeAction(context: DocumentContext, action: CodeAction): CodeAction {
  const { data, ...rest } = action;
  if (action.edit !== undefined || !isFixAllData(data)) return action;
  const edit = fixAllEdit(context, data.code);
  return edit === undefined ? rest : { ...rest, edit };
}

/** What a fix-all action without edits carries. */
interface FixAllData {
  /** The document. */
  readonly uri: string;
  /** The only rule whose findings are meant. */
  readonly code?: string;
}

function isFixAllData(data: unknown): data is FixAllData {
  return typeof data === "object" && data !== null && "uri" in data;
}

function fixAllEdit(context: DocumentContext, code: string | undefined): CodeAction["edit"] {
  const { text, lineIndex, workspace, path } = context;
  const fixed = fixedText(context, code);
  if (fixed === text) return undefined;
  let start = 0;
  while (start < fixed.length && text[start] === fixed[start]) start++;
  let tail = 0;
  const most = Math.min(text.length, fixed.length) - start;
  while (tail < most && text[text.length - 1 - tail] === fixed[fixed.length - 1 - tail]) tail++;
  const range = rangeOf(lineIndex, { start, end: text.length - tail });
  return { changes: { [workspace.uriOf(path)]: [{ range, newText: fixed.slice(start, fixed.length - tail) }] } };
}

function fixAll(
  context: DocumentContext,
  title: string,
  kind: string,
  code: string | undefined,
  canResolve: boolean,
): CodeAction | undefined {
  const isSafe = ({ finding }: { readonly finding: Finding }): boolean =>
    (code === undefined || finding.code === code) && finding.fixes?.some(({ safe }) => safe) === true;
  if (![...findingsOf(context)].some(isSafe)) return undefined;
  const data: FixAllData = { uri: context.workspace.uriOf(context.path), ...(code === undefined ? {} : { code }) };
  const action = { title, kind, data };
  return canResolve ? action : resolveCodeAction(context, action);
}

function quickFixes(
  context: DocumentContext,
  range: Range,
  diagnostics: readonly Diagnostic[],
  { canResolve = false, explainCommand }: CodeActionOptions,
): (CodeAction | undefined)[] {
  const findings = findingsIn(context, range);
  const offers: Offer[] = [];
  const codes = new Map<string, readonly Diagnostic[]>();
  for (const finding of findings) {
    const solves = shownFor(context, finding, diagnostics);
    codes.set(finding.code, [...(codes.get(finding.code) ?? []), ...solves]);
    offers.push(
      ...fixesOf(finding, solves),
      ...meantName(context, finding, solves),
      ...others(context, finding, solves),
    );
  }
  for (const shown of diagnostics.filter(({ code }) => code === "httpd/outdated")) {
    const offer = todaysName(context, offsetAt(context.lineIndex, shown.range.start), [shown]);
    if (offer !== undefined) offers.push(offer);
  }
  const rules = [...codes].filter(([code]) => findings.some((each) => each.code === code && isOfRule(each)));
  return [
    ...offers.map((offer) => actionOf(context, offer)),
    ...rules.map(([code]) => allOf(context, code, canResolve)),
    ...findings
      .filter(isOfRule)
      // With several findings in one place the menu would be longer than a screen.
      .flatMap((finding) => suppressionsOf(context, finding, codes.get(finding.code) ?? [], rules.length === 1))
      .map((offer) => actionOf(context, offer)),
    ...(explainCommand === undefined ? [] : rules.map(([code, solves]) => explaining(explainCommand, code, solves))),
  ];
}

/** Findings whose place touches a range; those without a place stand in the first line. */
function findingsIn(context: DocumentContext, range: Range): readonly Finding[] {
  const { lineIndex } = context;
  const [from, to] = [offsetAt(lineIndex, range.start), offsetAt(lineIndex, range.end)];
  const seen = new Set<string>();
  const found: Finding[] = [];
  for (const { finding } of findingsOf(context)) {
    const { start, end } = finding.location ?? lineIndex.lineRange(1);
    if (start > to || end < from) continue;
    const key = `${finding.code}\0${start}\0${finding.message}\0${JSON.stringify(finding.fixes ?? [])}`;
    if (!seen.has(key)) found.push(finding);
    seen.add(key);
  }
  return found;
}

/** What the client shows of a finding. */
function shownFor(
  { lineIndex }: DocumentContext,
  { code, location }: Finding,
  diagnostics: readonly Diagnostic[],
): readonly Diagnostic[] {
  const { start } = rangeOf(lineIndex, location ?? lineIndex.lineRange(1));
  return diagnostics.filter(
    (each) =>
      each.code === code && each.range.start.line === start.line && each.range.start.character === start.character,
  );
}

function isOfRule({ source, code }: Finding): boolean {
  return source === "lint" && !code.startsWith("lint/");
}

function fixesOf({ fixes = [] }: Finding, solves: readonly Diagnostic[]): readonly Offer[] {
  return fixes.map((fix) => ({
    title: maskMessage(titleOf(fix)),
    kind: "quickfix",
    edits: fix.edits,
    isPreferred: fix.safe,
    solves,
  }));
}

/** What is no fix of the finding itself. */
function others(context: DocumentContext, finding: Finding, solves: readonly Diagnostic[]): readonly Offer[] {
  const { code, location } = finding;
  if (location === undefined) return [];
  if (code === "httpd/unknown-directive") {
    const wrap = wrapInIfModule(context, location);
    return wrap === undefined ? [] : [{ ...wrap, kind: "quickfix", solves }];
  }
  if (code !== "lint/unused-suppression") return [];
  const comment = unusedSuppression(context, location);
  if (comment === undefined) return [];
  const edits = [{ ...comment, newText: "" }];
  return [{ title: "Remove this comment", kind: "quickfix", edits, isPreferred: true, solves }];
}

function suppressionsOf(
  context: DocumentContext,
  { code, location }: Finding,
  solves: readonly Diagnostic[],
  forFile: boolean,
): readonly Offer[] {
  return suppressions(context, code, location?.start ?? 0, solves, forFile);
}

/** Offered where one finding is not all. */
function allOf(context: DocumentContext, code: string, canResolve: boolean): CodeAction | undefined {
  const places = new Set<number | undefined>();
  for (const { finding } of findingsOf(context)) if (finding.code === code) places.add(finding.location?.start);
  if (places.size < 2) return undefined;
  return fixAll(context, `Fix all ${code} in this file`, "quickfix", code, canResolve);
}

function explaining(name: string, rule: string, solves: readonly Diagnostic[]): CodeAction {
  const title = `Explain ${rule}`;
  const command = { title, command: name, arguments: [rule] };
  return { title, kind: "quickfix", command, ...(solves.length === 0 ? {} : { diagnostics: [...solves] }) };
}

/** @param isAsked otherwise what fits nearly every line is only for those who select something */
function rewrites(context: DocumentContext, range: Range, isAsked: boolean): readonly Offer[] {
  const { syntax, lineIndex } = context;
  const [start, end] = [offsetAt(lineIndex, range.start), offsetAt(lineIndex, range.end)];
  const line = syntax.lines[lineIndexAt(syntax, start)];
  const isOld = line?.type === "Directive" && isOldAccessControl(nameOf(syntax, line).toLowerCase());
  const wrap = isAsked || start < end ? wrapInIfModule(context, { start, end }) : undefined;
  const modern = isOld ? modernAccessControl(context) : undefined;
  return [wrap, modern].filter((offer) => offer !== undefined);
}

function distinct(actions: readonly CodeAction[]): CodeAction[] {
  const seen = new Set<string>();
  return actions.filter(({ title, edit, command }) => {
    const key = JSON.stringify([title, edit, command]);
    return !seen.has(key) && seen.add(key);
  });
}
