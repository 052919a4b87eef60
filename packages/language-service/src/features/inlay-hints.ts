import type { MacroDefinition } from "@httpd-lint/config";
import { argumentsOf, type Line } from "@httpd-lint/grammar";
import type { InlayHint, InlayHintKind, Range } from "vscode-languageserver-types";
import { conditionsAt } from "../model/conditions.ts";
import { lineIndexAt } from "../model/edits.ts";
import { filesIncludedAt } from "../model/inclusions.ts";
import { keyOfLine } from "../model/lines.ts";
import { nodeOf } from "../model/nodes.ts";
import { type Occurrence, occurrencesIn, occurrencesOf } from "../model/occurrences.ts";
import { isCondition } from "../model/placement.ts";
import { offsetAt, positionAt } from "../model/positions.ts";
import { isSecretVariable, valuesInLine } from "../model/variable-values.ts";
import type { DocumentContext } from "../workspace.ts";

/** What is shown; everything by default. */
export interface InlayHintOptions {
  /** The value of a `${NAME}`. */
  readonly variables?: boolean;
  /** How many files an Include reads. */
  readonly includes?: boolean;
  /** Names of a macro's parameters before the values that a Use gives them. */
  readonly macros?: boolean;
  /** Whether the condition of an `<IfModule>` and its kin holds. */
  readonly conditions?: boolean;
}

const PARAMETER: InlayHintKind = 2;
const LONGEST = 40;

/** What httpd makes of the lines of a range, where the text does not tell. Secrets are not shown. */
export function inlayHints(context: DocumentContext, range: Range, options: InlayHintOptions = {}): InlayHint[] {
  const { variables = true, includes = true, macros = true, conditions = true } = options;
  const { syntax, lineIndex } = context;
  const { table } = syntax;
  const start = offsetAt(lineIndex, range.start);
  const end = offsetAt(lineIndex, range.end);
  const found: InlayHint[] = variables ? [...variableHints(context, start, end)] : [];
  const last = Math.min(lineIndexAt(syntax, end), table.count - 1);
  for (let index = Math.max(0, lineIndexAt(syntax, start)); index <= last; index++) {
    const line = table.line(index);
    if (line.type !== "Directive" && line.type !== "OpenTag") continue;
    const key = keyOfLine(syntax, line);
    if (includes && (key === "include" || key === "includeoptional")) found.push(...includeHints(context, line));
    if (macros && key === "use") found.push(...useHints(context, line));
    if (conditions && key.startsWith("<") && isCondition(key.slice(1))) found.push(...conditionHints(context, line));
  }
  return found
    .filter(({ position }) => offsetAt(lineIndex, position) >= start && offsetAt(lineIndex, position) <= end)
    .sort((a, b) => a.position.line - b.position.line || a.position.character - b.position.character);
}

function behind(context: DocumentContext, offset: number, label: string, tooltip?: string): InlayHint {
  const position = positionAt(context.lineIndex, offset);
  return { position, label, paddingLeft: true, ...(tooltip === undefined ? {} : { tooltip }) };
}

function* variableHints(context: DocumentContext, start: number, end: number): Generator<InlayHint> {
  const { syntax, text } = context;
  const secrets = new Map<string, boolean>();
  for (const each of occurrencesIn(syntax)) {
    if (each.start < start) continue;
    if (each.end > end) break;
    if (each.kind !== "define" || text.slice(each.start - 2, each.start) !== "${" || isObvious(context, each)) continue;
    const values = valuesInLine(context, each);
    const isSecret = secrets.get(each.key) ?? (values.length > 0 && isSecretVariable(context, each, values));
    secrets.set(each.key, isSecret);
    if (values.length === 0 || isSecret) continue;
    const value = values.join(" or ");
    yield behind(context, each.end + 1, `= ${shortened(value)}`, value.length > LONGEST ? value : undefined);
  }
}

/** Its only Define is in one of the lines right above. */
function isObvious({ syntax, lineIndex }: DocumentContext, { key, start }: Occurrence): boolean {
  const defined = occurrencesOf(syntax, key).filter(({ isDefinition }) => isDefinition);
  const distance = lineIndex.lineAt(start) - lineIndex.lineAt(defined[0]?.start ?? 0);
  return defined.length === 1 && distance >= 0 && distance <= 3;
}

function shortened(value: string): string {
  return value.length > LONGEST ? `${value.slice(0, LONGEST - 1)}…` : value;
}

/** Of one file that is named there is nothing to tell. */
function* includeHints(context: DocumentContext, line: Line): Generator<InlayHint> {
  if (nodeOf(context, line) === undefined) return;
  const files = filesIncludedAt(context, context.names, line.start);
  const written = context.text.slice(line.nameEnd, line.contentEnd);
  if (files.length === 1 && !/[*?[]/.test(written)) return;
  const list = files.slice(0, 20).join("\n") + (files.length > 20 ? "\n…" : "");
  yield behind(
    context,
    line.contentEnd,
    `${files.length} ${files.length === 1 ? "file" : "files"}`,
    files.length === 0 ? undefined : list,
  );
}

function* useHints(context: DocumentContext, line: Line): Generator<InlayHint> {
  const [name, ...values] = argumentsOf(context.syntax, line);
  const parameters = macroNamed(context, name?.value.toLowerCase() ?? "")?.parameters ?? [];
  for (const [index, { start, value }] of values.entries()) {
    const parameter = parameters[index];
    if (parameter === undefined || parameter.replace(/^[$@%]/, "") === value) continue;
    const position = positionAt(context.lineIndex, start);
    yield { position, label: `${parameter}:`, kind: PARAMETER, paddingRight: true };
  }
}

function macroNamed({ analyses }: DocumentContext, name: string): MacroDefinition | undefined {
  for (const { tree, server } of analyses) {
    const found = [...(server?.tree.macros ?? []), ...tree.macros].findLast((macro) => macro.name === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function* conditionHints(context: DocumentContext, line: Line): Generator<InlayHint> {
  const conditions = conditionsAt(context, line);
  if (conditions.length === 0) return;
  const results = new Set(conditions.map(({ holds }) => String(holds)));
  const isAssumed = conditions.some(({ certainty }) => certainty === "assumed");
  const label = [...results].sort().reverse().join(" or ");
  yield behind(context, line.contentEnd, isAssumed ? `${label}?` : label, isAssumed ? ASSUMED : undefined);
}

const ASSUMED = "As far as can be told here: it depends on how httpd is started, or on the machine it runs on.";
