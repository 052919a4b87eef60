import type { Range } from "@httpd-lint/diagnostics";
import { argumentsOf, type ConfigFile, type Line } from "@httpd-lint/grammar";
import { withoutQuotes } from "./cursor.ts";
import { keyOf, type Named, namesOfDirective, textPatterns } from "./directive-names.ts";
import { keyOfLine } from "./lines.ts";
import { macroParameters } from "./macro-parameters.ts";

/** What a person can give a name in a configuration; modules have theirs, which conditions use. */
export type SymbolKind =
  | "define"
  | "macro"
  | "parameter"
  | "log format"
  | "rewrite map"
  | "balancer"
  | "provider alias"
  | "environment variable"
  | "module";

/** One place where such a name is written. */
export interface Occurrence extends Range {
  readonly kind: SymbolKind;
  readonly name: string;
  /** Names with the same key are the same thing. */
  readonly key: string;
  readonly isDefinition: boolean;
  readonly line: Line;
}

interface Table {
  readonly all: readonly Occurrence[];
  readonly byKey: ReadonlyMap<string, readonly Occurrence[]>;
}

const tables = new WeakMap<ConfigFile, Table>();

/** All names of a file, in the order of the text, whatever conditions hold. Comments are not looked at. */
export function occurrencesIn(file: ConfigFile): readonly Occurrence[] {
  return tableOf(file).all;
}

/** The places of one thing in a file, in the order of the text. */
export function occurrencesOf(file: ConfigFile, key: string): readonly Occurrence[] {
  return tableOf(file).byKey.get(key) ?? [];
}

/** Of a name in another one, e.g. a Define in the name of a balancer, the inner one is meant. */
export function occurrenceAt(file: ConfigFile, offset: number): Occurrence | undefined {
  let found: Occurrence | undefined;
  for (const each of occurrencesIn(file)) {
    if (each.start > offset) break;
    if (offset <= each.end && (found === undefined || each.end - each.start < found.end - found.start)) found = each;
  }
  return found;
}

function tableOf(file: ConfigFile): Table {
  const known = tables.get(file);
  if (known !== undefined) return known;
  const parameters = [...macroParameters(file)].sort((a, b) => a.start - b.start);
  const found: Occurrence[] = [];
  const attributes: Occurrence[] = [];
  for (const line of file.lines) {
    if (line.type === "Directive" || line.type === "OpenTag") addNames(file, line, found, attributes);
  }
  const variables = new Set(found.filter(isVariableSet).map(({ key }) => key));
  const names = [...found, ...attributes.filter(({ key }) => variables.has(key))];
  const all = [...parameters, ...names.filter((name) => !holdsParameter(parameters, name))];
  all.sort((a, b) => a.start - b.start || b.end - a.end);
  const table = { all, byKey: byKeyOf(all) };
  tables.set(file, table);
  return table;
}

function isVariableSet({ kind, isDefinition }: Occurrence): boolean {
  return kind === "environment variable" && isDefinition;
}

function byKeyOf(all: readonly Occurrence[]): ReadonlyMap<string, readonly Occurrence[]> {
  const table = new Map<string, Occurrence[]>();
  for (const each of all) {
    const known = table.get(each.key);
    if (known === undefined) table.set(each.key, [each]);
    else known.push(each);
  }
  return table;
}

/** What a name with a macro's parameter in it is, only the uses of the macro tell. */
function holdsParameter(parameters: readonly Range[], { start, end }: Range): boolean {
  let low = 0;
  let high = parameters.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((parameters[middle] as Range).end <= start) low = middle + 1;
    else high = middle;
  }
  const next = parameters[low];
  return next !== undefined && next.start < end;
}

/** @param attributes words that are names only when a variable of that name is set in the file */
function addNames(file: ConfigFile, line: Line, found: Occurrence[], attributes: Occurrence[]): void {
  const key = keyOfLine(file, line);
  addNamesInText(file, line, key, found);
  const namesOf = namesOfDirective(key);
  if (namesOf === undefined) return;
  for (const { word, at, isAttribute, ...named } of namesOf(argumentsOf(file, line))) {
    const inside = withoutQuotes(word);
    const start = inside.start + (at?.start ?? 0);
    const end = at === undefined ? inside.end : inside.start + at.end;
    const name = file.text.slice(start, end);
    // Where a variable stands in a name, or a continuation breaks it, what it is cannot be told from the text.
    if (name === "" || name.includes("${") || name.includes("\n")) continue;
    (isAttribute ? attributes : found).push({ ...occurrence(named, name, start), line });
  }
}

function occurrence(
  { kind, isDefinition = false, group }: Omit<Named, "word">,
  name: string,
  start: number,
): Omit<Occurrence, "line"> {
  return { kind, name, key: keyOf(kind, name, group), start, end: start + name.length, isDefinition };
}

/** `${NAME}`, `${map:key}`, `balancer://name` and variables can stand in any argument. */
function addNamesInText(file: ConfigFile, line: Line, key: string, found: Occurrence[]): void {
  const text = file.text.slice(line.nameStart, line.contentEnd);
  if (!/[{=]|:\/\/|env\(/.test(text)) return;
  for (const { pattern, mark, ...named } of textPatterns(key)) {
    if (!text.includes(mark)) continue;
    for (const match of text.matchAll(pattern)) {
      found.push({ ...occurrence(named, match[0], line.nameStart + match.index), line });
    }
  }
}
