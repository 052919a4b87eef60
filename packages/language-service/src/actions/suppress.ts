import type { Location } from "@httpd-lint/diagnostics";
import { KIND } from "@httpd-lint/grammar";
import type { Diagnostic } from "vscode-languageserver-types";
import { indentOf, lineEndOf, lineIndexAt } from "../model/edits.ts";
import type { DocumentContext } from "../workspace.ts";
import type { Offer } from "./action.ts";

/**
 * Comments that keep a rule quiet: a line of their own, because httpd has no others.
 *
 * @param forFile also for the whole file
 */
export function suppressions(
  context: DocumentContext,
  rule: string,
  offset: number,
  solves: readonly Diagnostic[],
  forFile: boolean,
): readonly Offer[] {
  const common = { kind: "quickfix", solves } as const;
  const line = aboveLine(context, rule, offset);
  return [
    ...(line === undefined ? [] : [{ ...common, title: `Allow ${rule} on this line`, edits: [line] }]),
    ...(forFile ? [{ ...common, title: `Allow ${rule} in this file`, edits: [onTop(context, rule)] }] : []),
  ];
}

type Insertion = Location & { readonly newText: string };

/** Nothing in the body of a Lua container, where a comment of httpd is none. */
function aboveLine(context: DocumentContext, rule: string, offset: number): Insertion | undefined {
  const { syntax, text, path } = context;
  const index = lineIndexAt(syntax, offset);
  if (index < 0 || syntax.table.kind(index) === KIND.rawText) return undefined;
  const start = syntax.table.start(index);
  const indent = indentOf(text, { nameStart: syntax.table.nameStart(index) });
  const newText = `${indent}# httpd-lint-disable-next-line ${rule} -- reason${lineEndOf(text)}`;
  return { file: path, start, end: start, newText };
}

/** Below the comment that the file begins with: licences stay on top. */
function onTop({ syntax, text, path }: DocumentContext, rule: string): Insertion {
  const { table } = syntax;
  let index = 0;
  while (index < table.count && table.kind(index) === KIND.comment) index++;
  const start = index === 0 ? 0 : table.end(index - 1);
  const eol = lineEndOf(text);
  const newText = `${start === 0 || text[start - 1] === "\n" ? "" : eol}# httpd-lint-disable-file ${rule} -- reason${eol}`;
  return { file: path, start, end: start, newText };
}

/** The line of a comment that keeps nothing quiet; undefined when it names several rules. */
export function unusedSuppression(context: DocumentContext, { start, end }: Location): Location | undefined {
  const { syntax, text, path } = context;
  const index = lineIndexAt(syntax, start);
  const names = /^#+[ \t]*httpd-lint-disable-(?:next-line|file)[ \t]+([^\s,]+)[ \t]*(?:--[ \t].*)?$/s;
  if (index < 0 || !names.test(text.slice(start, end))) return undefined;
  return { file: path, start: syntax.table.start(index), end: syntax.table.end(index) };
}
