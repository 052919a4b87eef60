import { KIND } from "@httpd-lint/grammar";
import type { Range, SemanticTokens, SemanticTokensEdit } from "vscode-languageserver-types";
import { lineIndexAt } from "../model/edits.ts";
import { type Occurrence, occurrencesIn } from "../model/occurrences.ts";
import { offsetAt } from "../model/positions.ts";
import { lineMarks } from "../tokens/line-marks.ts";
import { TokenBuilder } from "../tokens/marks.ts";
import type { DocumentContext } from "../workspace.ts";
import { skippedConditions } from "./diagnostics.ts";

/**
 * What every part of a file, or of a range of it, means; numbers are those of `semanticTokensLegend`.
 *
 * @param namesOnly for an editor that colours httpd's language by itself: only names whose meaning is told elsewhere,
 * and directives that are unknown or out of date
 */
export function semanticTokens(context: DocumentContext, range?: Range, namesOnly = false): SemanticTokens {
  const { syntax, text, lineIndex } = context;
  const { table } = syntax;
  const builder = new TokenBuilder(text);
  if (table.count === 0) return { data: builder.data };
  const from = range === undefined ? 0 : lineIndexAt(syntax, offsetAt(lineIndex, range.start));
  const to = range === undefined ? table.count - 1 : lineIndexAt(syntax, offsetAt(lineIndex, range.end));
  const inactive = inactiveLines(context);
  const occurrences = occurrencesIn(syntax);
  let skipped = 0;
  let next = firstFrom(occurrences, table.start(from));
  for (let index = from; index <= to; index++) {
    const kind = table.kind(index);
    if (kind === KIND.blank || kind === KIND.rawText) continue;
    const line = table.line(index);
    const names: Occurrence[] = [];
    for (let each = occurrences[next]; each !== undefined && each.start < line.end; each = occurrences[++next]) {
      names.push(each);
    }
    while ((inactive[skipped]?.[1] ?? Number.POSITIVE_INFINITY) <= index) skipped++;
    const isInactive = (inactive[skipped]?.[0] ?? Number.POSITIVE_INFINITY) <= index;
    const marks = lineMarks(context, line, names, isInactive, namesOnly);
    builder.add(line.start, line.end, lineIndex.lineAt(line.start) - 1, marks, isInactive);
  }
  return { data: builder.data };
}

/** Pairs of indexes of lines that no server reads, in the order of the text. */
function inactiveLines(context: DocumentContext): readonly (readonly [number, number])[] {
  return skippedConditions(context)
    .map(({ bodyLines }) => bodyLines)
    .sort(([a], [b]) => a - b);
}

function firstFrom(occurrences: readonly Occurrence[], offset: number): number {
  let low = 0;
  let high = occurrences.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((occurrences[middle] as Occurrence).start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The change that makes the next tokens of the previous ones; nothing when they are the same. */
export function tokensDelta(previous: readonly number[], next: readonly number[]): SemanticTokensEdit[] {
  const shorter = Math.min(previous.length, next.length);
  let start = 0;
  while (start < shorter && previous[start] === next[start]) start++;
  if (start === shorter && previous.length === next.length) return [];
  let same = 0;
  while (same < shorter - start && previous.at(-1 - same) === next.at(-1 - same)) same++;
  const data = next.slice(start, next.length - same);
  return [{ start, deleteCount: previous.length - same - start, ...(data.length === 0 ? {} : { data }) }];
}
