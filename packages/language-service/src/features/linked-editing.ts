import type { Position, Range } from "vscode-languageserver-types";
import { offsetAt, rangeOf } from "../model/positions.ts";
import { tagsAt } from "../model/tags.ts";
import type { DocumentContext } from "../workspace.ts";

/** As the protocol has it: ranges with the same text that change together. */
export interface LinkedRanges {
  readonly ranges: Range[];
  /** What else may be typed in them. */
  readonly wordPattern: string;
}

/** The names of both tags of a section: what is typed in one is typed in the other. */
export function linkedTags(context: DocumentContext, position: Position): LinkedRanges | undefined {
  const { syntax, lineIndex, text } = context;
  const tags = tagsAt(syntax, offsetAt(lineIndex, position));
  if (tags?.closing === undefined) return undefined;
  const { opening, closing } = tags;
  // Both must be the same text, so tags that differ in case are left alone.
  if (text.slice(opening.start, opening.end) !== text.slice(closing.start, closing.end)) return undefined;
  return { ranges: [rangeOf(lineIndex, opening), rangeOf(lineIndex, closing)], wordPattern: "[A-Za-z][\\w.-]*" };
}
