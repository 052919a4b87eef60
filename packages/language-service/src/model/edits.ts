import type { TextEdit as Edit } from "@httpd-lint/diagnostics";
import type { Line } from "@httpd-lint/grammar";
import type { TextEdit, WorkspaceEdit } from "vscode-languageserver-types";
import type { DocumentContext } from "../workspace.ts";
import { rangeOf, sourceFile } from "./positions.ts";

/** Changes of the document and of files around it as a client makes them; undefined when one of them is not known. */
export function workspaceEdit(context: DocumentContext, edits: readonly Edit[]): WorkspaceEdit | undefined {
  const changes: Record<string, TextEdit[]> = {};
  for (const { file, start, end, newText } of withoutRepeats(edits)) {
    const own = context.names.has(file);
    const lineIndex = own ? context.lineIndex : sourceFile(context, file)?.lineIndex;
    if (lineIndex === undefined) return undefined;
    const uri = context.workspace.uriOf(own ? context.path : file);
    changes[uri] ??= [];
    changes[uri].push({ range: rangeOf(lineIndex, { start, end }), newText });
  }
  return { changes };
}

/** A file that several paths lead to is changed once. */
function withoutRepeats(edits: readonly Edit[]): readonly Edit[] {
  const seen = new Set<string>();
  return edits.filter(({ file, start, end, newText }) => {
    const key = `${file}\0${start}\0${end}\0${newText}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** How lines of a text end. */
export function lineEndOf(text: string): "\n" | "\r\n" {
  const end = text.indexOf("\n");
  return end > 0 && text[end - 1] === "\r" ? "\r\n" : "\n";
}

/** The blanks in front of a line's first word. */
export function indentOf(text: string, { nameStart }: Pick<Line, "nameStart">): string {
  return /[ \t]*$/.exec(text.slice(Math.max(0, nameStart - 200), nameStart))?.[0] ?? "";
}

/** One more level of indentation, as the text has it. */
export function indentUnit(text: string): string {
  return /^(\t| {2,8})\S/m.exec(text)?.[1] ?? "  ";
}

/** Index of the line that an offset is in. */
export function lineIndexAt({ table, text }: DocumentContext["syntax"], offset: number): number {
  let from = 0;
  let to = table.count - 1;
  if (offset > text.length || to < 0) return -1;
  while (from < to) {
    const middle = (from + to + 1) >> 1;
    if (table.start(middle) <= offset) from = middle;
    else to = middle - 1;
  }
  return from;
}
