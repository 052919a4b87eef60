import type { DocumentSymbol } from "vscode-languageserver-types";
import { type OutlineItem, outlineOf } from "../model/outline.ts";
import { rangeOf } from "../model/positions.ts";
import type { DocumentContext } from "../workspace.ts";

/** The outline of a file. What httpd skips says so. */
export function documentSymbols(context: DocumentContext): readonly DocumentSymbol[] {
  const skipped = skippedSections(context);
  const symbol = ({ name, detail, kind, range, selection, children }: OutlineItem): DocumentSymbol => ({
    name,
    detail: skipped.has(range.start) ? [detail, "(not read)"].join(" ").trim() : detail,
    kind,
    range: rangeOf(context.lineIndex, range),
    selectionRange: rangeOf(context.lineIndex, selection),
    children: children.map(symbol),
  });
  return outlineOf(context.syntax).map(symbol);
}

/** Where conditions begin that hold nowhere. */
function skippedSections(context: DocumentContext): ReadonlySet<number> {
  const skipped = new Set<number>();
  const read = new Set<number>();
  for (const { tree } of context.analyses) {
    for (const { node, holds } of tree.conditions) {
      if (context.names.has(node.frame.file.path)) (holds ? read : skipped).add(node.line.nameStart);
    }
  }
  for (const start of read) skipped.delete(start);
  return skipped;
}
