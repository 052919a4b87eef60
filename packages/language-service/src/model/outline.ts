import { maskSecrets } from "@httpd-lint/config";
import type { Range } from "@httpd-lint/diagnostics";
import {
  type ConfigFile,
  type Directive,
  type Line,
  logicalText,
  type Node,
  nameOf,
  type Section,
  splitWords,
} from "@httpd-lint/grammar";
import { SymbolKind } from "vscode-languageserver-types";
import { keyOfLine } from "./lines.ts";
import { isCondition } from "./placement.ts";

/** A part of a file that is worth finding again. Secrets are masked. */
export interface OutlineItem {
  readonly name: string;
  readonly detail: string;
  readonly kind: SymbolKind;
  /** In lower case, with the `<` of a section. */
  readonly key: string;
  readonly range: Range;
  /** In `range`. */
  readonly selection: Range;
  readonly children: readonly OutlineItem[];
}

const outlines = new WeakMap<ConfigFile, readonly OutlineItem[]>();

/** Sections as a tree, and in it what gives names and loads modules or files. */
export function outlineOf(file: ConfigFile): readonly OutlineItem[] {
  const known = outlines.get(file);
  if (known !== undefined) return known;
  const outline = itemsIn(file, file.children, 0);
  outlines.set(file, outline);
  return outline;
}

/** Deeper than anybody nests, so that no text is too deep for those who walk the outline. */
const MAX_DEPTH = 50;

function itemsIn(file: ConfigFile, nodes: readonly Node[], depth: number): OutlineItem[] {
  const items: OutlineItem[] = [];
  for (const node of nodes) {
    if (node.type === "Section") items.push(sectionItem(file, node, depth));
    else if (node.type === "Directive") items.push(...directiveItem(file, node));
  }
  return grouped(items);
}

const SECTION_KINDS: Readonly<Record<string, SymbolKind>> = {
  "<virtualhost": SymbolKind.Class,
  "<macro": SymbolKind.Function,
  "<directory": SymbolKind.Package,
  "<directorymatch": SymbolKind.Package,
  "<files": SymbolKind.File,
  "<filesmatch": SymbolKind.File,
  "<location": SymbolKind.Interface,
  "<locationmatch": SymbolKind.Interface,
  "<proxy": SymbolKind.Object,
  "<proxymatch": SymbolKind.Object,
};

function sectionItem(file: ConfigFile, section: Section, depth: number): OutlineItem {
  const { openTag, closeTag, start, end } = section;
  const { nameStart, contentEnd } = openTag;
  const key = keyOfLine(file, openTag);
  const texts = key === "<virtualhost" ? hostTexts(file, section) : sectionTexts(file, openTag, key);
  return {
    ...texts,
    key,
    kind: SECTION_KINDS[key] ?? (isCondition(key.slice(1)) ? SymbolKind.Boolean : SymbolKind.Namespace),
    range: { start: Math.min(nameStart, end), end: Math.max(contentEnd, closeTag?.contentEnd ?? end) },
    selection: { start: Math.max(nameStart, start), end: contentEnd },
    children: depth < MAX_DEPTH ? itemsIn(file, section.children, depth + 1) : [],
  };
}

/** `Directory /var/www`; of a macro its name, with the parameters as detail. */
function sectionTexts(file: ConfigFile, line: Line, key: string): { name: string; detail: string } {
  const words = shownWords(file, line);
  const name = nameOf(file, line);
  if (key !== "<macro") return { name: [name, ...words].join(" ").trim() || "<>", detail: "" };
  const [macro = "", ...parameters] = words;
  return { name: `${name} ${macro}`.trimEnd(), detail: parameters.join(" ") };
}

/** `www.example.com:443`, by ServerName and the first address. */
function hostTexts(file: ConfigFile, section: Section): { name: string; detail: string } {
  const addresses = shownWords(file, section.openTag);
  const tag = [nameOf(file, section), ...addresses].join(" ").trim();
  const written = serverName(file, section.children, 0);
  if (written === undefined) return { name: tag, detail: "" };
  const named = written.replace(/^[a-z]+:\/\//i, "");
  const [, port] = /:(\d+|\$\{?\w+\}?)$/.exec(addresses[0] ?? "") ?? [];
  const hasPort = /:[^:\]]*$/.test(named) || port === undefined;
  return { name: hasPort ? named : `${named}:${port}`, detail: tag };
}

/** The last one counts, also in conditions. */
function serverName(file: ConfigFile, nodes: readonly Node[], depth: number): string | undefined {
  let found: string | undefined;
  for (const node of nodes) {
    if (node.type === "Directive" && keyOfLine(file, node) === "servername") {
      found = shownWords(file, node)[0] ?? found;
    } else if (node.type === "Section" && depth < MAX_DEPTH && isCondition(nameOf(file, node).toLowerCase())) {
      found = serverName(file, node.children, depth + 1) ?? found;
    }
  }
  return found === "" ? undefined : found;
}

interface DirectiveTexts {
  readonly kind: SymbolKind;
  /** How many words are part of the name; the others are the detail. */
  readonly words: number;
  /** Index of the word that is the name, when it is not the line that counts. */
  readonly named?: number;
}

const DIRECTIVES: Readonly<Record<string, DirectiveTexts>> = {
  define: { kind: SymbolKind.Constant, words: 1 },
  loadmodule: { kind: SymbolKind.Module, words: 1, named: 0 },
  include: { kind: SymbolKind.File, words: 1 },
  includeoptional: { kind: SymbolKind.File, words: 1 },
  use: { kind: SymbolKind.Event, words: 1 },
  logformat: { kind: SymbolKind.String, words: 2, named: 1 },
  rewritemap: { kind: SymbolKind.Key, words: 1 },
  listen: { kind: SymbolKind.Interface, words: 1 },
};

function directiveItem(file: ConfigFile, line: Directive): readonly OutlineItem[] {
  const key = keyOfLine(file, line);
  const texts = Object.hasOwn(DIRECTIVES, key) ? DIRECTIVES[key] : undefined;
  if (texts === undefined) return [];
  const { kind, words, named } = texts;
  const shown = shownWords(file, line);
  const name = named === undefined ? shown[0] : shown[named];
  if (name === undefined || name === "") return [];
  const rest = named === 1 ? shown.slice(0, 1) : shown.slice(words);
  const { nameStart: start, contentEnd: end } = line;
  const written = nameOf(file, line);
  return [
    {
      name: key === "loadmodule" ? name : `${written} ${name}`,
      detail: rest.join(" "),
      key,
      kind,
      range: { start, end },
      selection: { start, end },
      children: [],
    },
  ];
}

/** Words without quotes as they may be shown. */
function shownWords(file: ConfigFile, line: Line): readonly string[] {
  const text = logicalText(file, line);
  const masked = maskSecrets(line.type === "OpenTag" ? text.slice(1) : text);
  if (line.type === "OpenTag") {
    const inside = masked.lastIndexOf(">");
    return splitWords(inside < 0 ? masked : masked.slice(0, inside)).slice(1);
  }
  return splitWords(masked).slice(1);
}

/** LoadModule lines that follow each other, in one item. */
function grouped(items: readonly OutlineItem[]): OutlineItem[] {
  const result: OutlineItem[] = [];
  for (let at = 0; at < items.length; ) {
    const first = items[at] as OutlineItem;
    let end = at + 1;
    if (first.key === "loadmodule") while (items[end]?.key === "loadmodule") end++;
    result.push(end - at < 2 ? first : modulesItem(items.slice(at, end)));
    at = end;
  }
  return result;
}

function modulesItem(children: readonly OutlineItem[]): OutlineItem {
  const first = children[0] as OutlineItem;
  const last = children.at(-1) as OutlineItem;
  return {
    name: "LoadModule",
    detail: `${children.length} modules`,
    key: "",
    kind: SymbolKind.Module,
    range: { start: first.range.start, end: last.range.end },
    selection: first.selection,
    children,
  };
}
