import { type ConfigFile, type Line, type Section, visit } from "@httpd-lint/grammar";
import type { FoldingRange } from "vscode-languageserver-types";
import type { DocumentContext } from "../workspace.ts";

export interface FoldingOptions {
  /** Ranges that a client wants at most: the first ones of the file. */
  readonly limit?: number;
}

/**
 * What can be folded, in the order of the text: sections without their closing tag, comments of several lines, what is
 * between `# region` and `# endregion`, directives of several lines, and neighbouring LoadModules.
 */
export function foldingRanges(context: DocumentContext, { limit = 5000 }: FoldingOptions = {}): FoldingRange[] {
  const { syntax } = context;
  const found = [...sectionRanges(context), ...commentRanges(context), ...moduleRanges(context)];
  for (const line of syntax.lines) {
    if (line.joined && (line.type === "Directive" || line.type === "OpenTag"))
      found.push(...range(context, line, line));
  }
  found.sort((a, b) => a.startLine - b.startLine || b.endLine - a.endLine);
  // Clients keep one range per line; the largest comes first.
  const distinct = found.filter(({ startLine }, index) => found[index - 1]?.startLine !== startLine);
  return distinct.slice(0, Math.max(0, limit));
}

/** From the line that `from` begins on to the one that `to` ends on; nothing when that is one line. */
function range(
  { lineIndex }: DocumentContext,
  from: { readonly nameStart: number },
  to: { readonly contentEnd: number },
  kind?: FoldingRange["kind"],
): FoldingRange[] {
  const startLine = lineIndex.lineAt(from.nameStart) - 1;
  const endLine = lineIndex.lineAt(to.contentEnd) - 1;
  return endLine > startLine ? [{ startLine, endLine, ...(kind === undefined ? {} : { kind }) }] : [];
}

function* sectionRanges(context: DocumentContext): Generator<FoldingRange> {
  const sections: Section[] = [];
  visit(context.syntax, {
    enter(section) {
      sections.push(section);
      return true;
    },
  });
  const { lineIndex, text } = context;
  for (const { openTag, closeTag, end } of sections) {
    const before = closeTag === undefined ? trimmedEnd(text, end) : closeTag.start - 1;
    const startLine = lineIndex.lineAt(openTag.nameStart) - 1;
    const endLine = lineIndex.lineAt(before) - 1;
    if (endLine > startLine) yield { startLine, endLine };
  }
}

/** Blank lines at the end of what is not closed are left out. */
function trimmedEnd(text: string, end: number): number {
  let at = end;
  while (at > 0 && /\s/.test(text[at - 1] ?? "")) at--;
  return at;
}

const REGION = /^#\s*(?:#\s*)?(region|endregion)\b/i;

function* commentRanges(context: DocumentContext): Generator<FoldingRange> {
  const { syntax } = context;
  const regions: Line[] = [];
  let first: Line | undefined;
  let last: Line | undefined;
  for (const line of syntax.lines) {
    const mark = line.type === "Comment" ? regionMark(syntax, line) : undefined;
    if (line.type === "Comment" && mark === undefined) {
      first ??= line;
      last = line;
      continue;
    }
    if (first !== undefined && last !== undefined) yield* range(context, first, last, "comment");
    first = undefined;
    if (mark === "region") regions.push(line);
    const open = mark === "endregion" ? regions.pop() : undefined;
    if (open !== undefined) yield* range(context, open, line, "region");
  }
  if (first !== undefined && last !== undefined) yield* range(context, first, last, "comment");
}

function regionMark({ text }: ConfigFile, { nameStart, contentEnd }: Line): string | undefined {
  return REGION.exec(text.slice(nameStart, contentEnd))?.[1]?.toLowerCase();
}

/** LoadModules below each other; those that are commented out and blank lines may be between. */
function* moduleRanges(context: DocumentContext): Generator<FoldingRange> {
  const { syntax } = context;
  let first: Line | undefined;
  let last: Line | undefined;
  for (const line of syntax.lines) {
    const text = syntax.text.slice(line.nameStart, Math.min(line.nameStart + 40, line.contentEnd));
    if (line.type === "Directive" && /^loadmodule\s/i.test(text)) {
      first ??= line;
      last = line;
    } else if (line.type !== "Blank" && !/^#\s*loadmodule\s/i.test(text)) {
      if (first !== undefined && last !== undefined) yield* range(context, first, last, "imports");
      first = undefined;
    }
  }
  if (first !== undefined && last !== undefined) yield* range(context, first, last, "imports");
}
