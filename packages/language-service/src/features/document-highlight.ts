import type { Range } from "@httpd-lint/diagnostics";
import { type DocumentHighlight, DocumentHighlightKind, type Position } from "vscode-languageserver-types";
import { occurrenceAt, occurrencesOf } from "../model/occurrences.ts";
import { offsetAt, rangeOf } from "../model/positions.ts";
import { tagsAt } from "../model/tags.ts";
import type { DocumentContext } from "../workspace.ts";

/** The places of the name under the cursor in this file, or both tags of a section. */
export function documentHighlights(context: DocumentContext, position: Position): readonly DocumentHighlight[] {
  const { syntax, lineIndex } = context;
  const offset = offsetAt(lineIndex, position);
  const highlight = (range: Range, kind: DocumentHighlightKind): DocumentHighlight => ({
    range: rangeOf(lineIndex, range),
    kind,
  });
  const occurrence = occurrenceAt(syntax, offset);
  if (occurrence !== undefined) {
    return occurrencesOf(syntax, occurrence.key).map((each) =>
      highlight(each, each.isDefinition ? DocumentHighlightKind.Write : DocumentHighlightKind.Read),
    );
  }
  const tags = tagsAt(syntax, offset);
  if (tags === undefined) return [];
  const { opening, closing } = tags;
  return [opening, ...(closing === undefined ? [] : [closing])].map((tag) =>
    highlight(tag, DocumentHighlightKind.Text),
  );
}
