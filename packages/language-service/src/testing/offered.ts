import type { CompletionItem } from "vscode-languageserver-types";
import { complete } from "../features/completion.ts";
import { edited, type Marked, type MarkedOptions, marked } from "./marked.ts";

/** `¶` is a line end, so that a case is one line. */
export const at = (text: string, options?: MarkedOptions): Marked => marked(text.replaceAll("¶", "\n"), options);

export const itemsAt = ({ context, position }: Marked, snippets = false): readonly CompletionItem[] =>
  complete(context, position, { snippets }).items;

/** The labels at the mark, in the order in which they are shown. */
export const offered = (text: string, options?: MarkedOptions): readonly string[] =>
  [...itemsAt(at(text, options))]
    .sort((a, b) => ((a.sortText ?? "") < (b.sortText ?? "") ? -1 : 1))
    .map(({ label }) => label);

/** The text when the item of a label is taken. */
export const taken = (text: string, label: string, snippets = false, options?: MarkedOptions): string | undefined => {
  const here = at(text, options);
  const edit = itemsAt(here, snippets).find((item) => item.label === label)?.textEdit;
  if (edit === undefined || !("range" in edit)) return undefined;
  return edited(here.context, [edit]).replaceAll("\n", "¶");
};
