import { nameOf } from "@httpd-lint/grammar";
import { modulesOf } from "../model/nodes.ts";
import type { Analysis } from "../workspace.ts";
import { type Asking, type ItemData, inSnippet, KIND, type Offer, type Proposal } from "./item.ts";

/** The word of a directive's arguments that is being typed. */
export interface Place extends Asking {
  readonly analysis: Analysis;
  /** Of the directive, with the `<` of a section. */
  readonly key: string;
  readonly index: number;
  /** Values of the words in front. */
  readonly before: readonly string[];
  /** Values of the words behind. */
  readonly after: readonly string[];
  /** What stands of the word in front of the cursor, without quote and continuations. */
  readonly typed: string;
  /** End of the word. */
  readonly end: number;
  readonly quote: '"' | "'" | undefined;
}

/** Undefined right behind a closing quote, where nothing can be written. */
export function placeOf(asking: Asking): Place | undefined {
  const { context, cursor } = asking;
  const { words, offset, key } = cursor;
  const text = context.text;
  const last = words.findLast(({ start }) => start < offset);
  const isOpen = last?.quote !== undefined && !isClosed(last.raw, last.quote);
  // A quote that nothing closes runs on behind the blanks at the end of the line.
  const index = isOpen ? words.indexOf(last) : cursor.index;
  const word = words[index];
  const isInside = word !== undefined && word.start < offset && (isOpen || offset <= word.end);
  const from = isInside ? word.start + (word.quote === undefined ? 0 : 1) : offset;
  const run = /^[^\s"']*/.exec(text.slice(offset, offset + 1000))?.[0].length ?? 0;
  if (isInside && !isOpen && word.quote !== undefined && offset === word.end) return undefined;
  return {
    ...asking,
    analysis: context.analyses[0],
    key,
    index,
    before: words.slice(0, index).map(({ value }) => value),
    after: words.slice(index + 1).map(({ value }) => value),
    typed: text.slice(Math.min(from, offset), offset).replace(/\\\r?\n/g, ""),
    end: isOpen ? offset + run : isInside ? Math.max(offset, cursor.wordRange.end) : offset,
    quote: isInside ? word.quote : undefined,
  };
}

function isClosed(raw: string, quote: string): boolean {
  return raw.length > 1 && raw.endsWith(quote);
}

/** Proposals for the last `length` characters that were typed, and for what `rest` finds behind the cursor. */
export function offer(place: Place, length: number, proposals: Iterable<Proposal>, rest?: RegExp): Offer {
  const { offset } = place.cursor;
  const behind = rest?.exec(place.context.text.slice(offset, place.end));
  const end = rest === undefined ? place.end : offset + (behind?.index === 0 ? behind[0].length : 0);
  return { start: offset - length, end, proposals };
}

/** Proposals for the whole word. */
export function wordOffer(place: Place, proposals: Iterable<Proposal>): Offer {
  return offer(place, place.typed.length, proposals);
}

/** Words that the reference may explain; in the order given. */
export function valuesOf(place: Place, words: Iterable<string>, detail?: (word: string) => string): Proposal[] {
  return [...words].map((word, order) => {
    const said = detail?.(word);
    return {
      label: word,
      kind: KIND.value,
      order,
      ...quoted(place, word),
      ...(said === undefined ? { data: valueData(place, word) } : { detail: said }),
    };
  });
}

export function valueData({ context, key }: Place, value: string): ItemData {
  return { path: context.path, kind: "value", key, value };
}

/** Words of a table with what they mean. */
export function explained(place: Place, table: Readonly<Record<string, string>>): Proposal[] {
  return valuesOf(place, Object.keys(table), (word) => table[word] ?? "");
}

/** A text with blanks is one word in quotes only. */
export function quoted({ quote }: Place, text: string): Pick<Proposal, "text"> {
  return quote === undefined && /\s/.test(text) ? { text: `"${text}"` } : {};
}

/** `label` with places to fill in; clients without snippets get `plain`. */
export function snippet(place: Place, plain: string, text: string): Pick<Proposal, "text" | "isSnippet"> {
  return place.snippets ? { text, isSnippet: true } : { text: plain };
}

/** `NAME}` for a name in braces: the brace only when there is none. */
export function closingBrace({ context, cursor }: Place): string {
  return /^[\w.:-]*\}/.test(context.text.slice(cursor.offset, cursor.offset + 200)) ? "" : "}";
}

/** What `NAME` in `%{NAME` and `${NAME` takes the place of behind the cursor. */
export const REST_OF_NAME: RegExp = /^[\w.-]*/;

export function isLoaded({ analysis }: Place, module: string): boolean {
  return modulesOf(analysis).has(module) || (analysis.server !== undefined && modulesOf(analysis.server).has(module));
}

/** Names by the module that brings them; those of modules that are not loaded come last and say so. */
export function byModule(place: Place, table: Readonly<Record<string, readonly string[]>>): Proposal[] {
  return Object.entries(table).flatMap(([module, words]) => {
    const loaded = isLoaded(place, module);
    const name = `mod_${module.replace(/_module$/, "")}`;
    return words.map((label) => ({
      label,
      kind: KIND.value,
      ...quoted(place, label),
      rank: loaded ? 4 : 7,
      detail: loaded ? name : `${name} (not loaded)`,
      data: valueData(place, label),
    }));
  });
}

/** Names of the sections around, innermost last, in lower case. */
export function sectionsAround({ context, cursor }: Asking): readonly string[] {
  return cursor.sections.map((section) => nameOf(context.syntax, section).toLowerCase());
}

/** A snippet with one place behind the text. */
export function filledIn(place: Place, text: string, wanted: string): Pick<Proposal, "text" | "isSnippet"> {
  return snippet(place, text, `${inSnippet(text)}\${1:${inSnippet(wanted)}}`);
}
