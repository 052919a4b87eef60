import type { Range as Span } from "@httpd-lint/diagnostics";
import type { CompletionItem, CompletionItemKind, Range } from "vscode-languageserver-types";
import type { Cursor } from "../model/cursor.ts";
import { positionAt } from "../model/positions.ts";
import type { DocumentContext } from "../workspace.ts";

/** What a client can show, and what is asked of everything that makes items. */
export interface Asking {
  readonly context: DocumentContext;
  readonly cursor: Cursor;
  /** The client takes snippets. */
  readonly snippets: boolean;
}

/** What `resolveCompletion` needs to describe an item. */
export interface ItemData {
  readonly path: string;
  readonly kind: "directive" | "module" | "value" | "rule";
  /** Key of a directive, symbol of a module, name of a rule. */
  readonly key: string;
  /** Of a value: how the reference has it. */
  readonly value?: string;
}

/** One thing that can be written. */
export interface Proposal {
  readonly label: string;
  readonly kind: CompletionItemKind;
  /** Default: the label. */
  readonly text?: string;
  readonly isSnippet?: boolean;
  readonly detail?: string;
  /** Proposals with a smaller one come first; default: 5. */
  readonly rank?: number;
  /** Keeps an order of its own among proposals of the same rank. */
  readonly order?: number;
  readonly isDeprecated?: boolean;
  readonly filter?: string | undefined;
  readonly data?: ItemData;
}

/** Proposals for the same piece of text, which they take the place of. */
export interface Offer extends Span {
  readonly proposals: Iterable<Proposal>;
}

export const KIND: Readonly<
  Record<
    "directive" | "section" | "value" | "variable" | "macro" | "module" | "file" | "folder" | "header" | "operator",
    CompletionItemKind
  >
> = {
  directive: 14,
  section: 7,
  value: 20,
  variable: 6,
  macro: 3,
  module: 9,
  file: 17,
  folder: 19,
  header: 10,
  operator: 24,
};

/** Proposals as the protocol has them, each label once. */
export function itemsOf({ context, cursor }: Asking, offers: Iterable<Offer>): CompletionItem[] {
  const seen = new Set<string>();
  const items: CompletionItem[] = [];
  for (const offer of offers) {
    const range = editRange(context, cursor.offset, offer);
    for (const proposal of offer.proposals) {
      if (seen.has(proposal.label) || NO_TEXT.test(proposal.label)) continue;
      seen.add(proposal.label);
      items.push(itemOf(proposal, range));
    }
  }
  return items;
}

/** Bytes that are no UTF-8 are lone surrogates, which no client may be sent. */
const NO_TEXT = /(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Made a thousand times for one answer, so nothing is copied. */
function itemOf(proposal: Proposal, range: Range): CompletionItem {
  const { label, kind, text = label, detail, data, filter, rank = 5, order } = proposal;
  const place = order === undefined ? "" : String(order).padStart(3, "0");
  // Sections stand among the directives.
  const name = label.charCodeAt(0) === LESS ? label.replace(/^<\/?/, "") : label;
  const item: CompletionItem = {
    label,
    kind,
    textEdit: { range, newText: text },
    sortText: `${rank}${place}${name.toLowerCase()}`,
  };
  if (filter !== undefined) item.filterText = filter;
  if (proposal.isSnippet === true) item.insertTextFormat = 2;
  if (text.includes("\n")) item.insertTextMode = 2;
  if (detail !== undefined) item.detail = detail;
  if (proposal.isDeprecated === true) item.tags = [1];
  if (data !== undefined) item.data = data;
  return item;
}

const LESS = 0x3c;

/** The protocol wants one line with the cursor in it; of a word that is continued only the part that is here. */
function editRange({ lineIndex }: DocumentContext, offset: number, { start, end }: Span): Range {
  const here = lineIndex.lineRange(lineIndex.lineAt(offset));
  const from = Math.min(Math.max(start, here.start), offset);
  const to = Math.max(Math.min(end, here.end), offset);
  return { start: positionAt(lineIndex, from), end: positionAt(lineIndex, to) };
}

/** Text that stands for itself in a snippet. */
export function inSnippet(text: string): string {
  return text.replace(/[\\$}]/g, "\\$&");
}
