import type { Range, TextEdit } from "vscode-languageserver-types";
import { formattingEdits } from "../formatting/edits.ts";
import { type FormatOptions, styleOf } from "../formatting/options.ts";
import { rangeOf } from "../model/positions.ts";
import type { DocumentContext } from "../workspace.ts";

/** What to change so that a file is well laid out; what httpd reads of it stays the same. */
export function formatDocument(context: DocumentContext, options: FormatOptions): TextEdit[] {
  return formattingEdits(context, styleOf(options)).map(({ newText, ...range }) => ({
    range: rangeOf(context.lineIndex, range),
    newText,
  }));
}

/** The same for the lines that a range touches. */
export function formatRange(context: DocumentContext, { start, end }: Range, options: FormatOptions): TextEdit[] {
  // A range that ends before the first character of a line does not mean that line.
  const last = end.line > start.line && end.character === 0 ? end.line - 1 : end.line;
  return formatDocument(context, options).filter(
    ({ range }) => range.start.line >= start.line && range.start.line <= last && range.end.line <= last + 1,
  );
}
