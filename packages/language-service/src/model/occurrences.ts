import type { Range } from "@httpd-lint/diagnostics";
import { type Argument, argumentsOf, type ConfigFile, type Line, nameOf } from "@httpd-lint/grammar";
import { withoutQuotes } from "./cursor.ts";
import { macroParameters } from "./macro-parameters.ts";

/** What a person can give a name in a configuration. */
export type SymbolKind =
  | "define"
  | "macro"
  | "parameter"
  | "log format"
  | "rewrite map"
  | "balancer"
  | "provider alias"
  | "environment variable";

/** One place where such a name is written. */
export interface Occurrence extends Range {
  readonly kind: SymbolKind;
  readonly name: string;
  /** Names with the same key are the same thing. */
  readonly key: string;
  readonly isDefinition: boolean;
  readonly line: Line;
}

const tables = new WeakMap<ConfigFile, readonly Occurrence[]>();

/** All names of a file, in the order of the text, whatever conditions hold. Comments are not looked at. */
export function occurrencesIn(file: ConfigFile): readonly Occurrence[] {
  const known = tables.get(file);
  if (known !== undefined) return known;
  const found: Occurrence[] = [...macroParameters(file)];
  const parameters = new Set(found.map(({ start }) => start));
  for (const line of file.lines) {
    if (line.type === "Directive" || line.type === "OpenTag") found.push(...inLine(file, line, parameters));
  }
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  tables.set(file, found);
  return found;
}

export function occurrenceAt(file: ConfigFile, offset: number): Occurrence | undefined {
  // Of a name in another one, e.g. a Define in the name of a balancer, the inner one is meant.
  return occurrencesIn(file)
    .filter(({ start, end }) => start <= offset && offset <= end)
    .sort((a, b) => a.end - a.start - (b.end - b.start))[0];
}

function* inLine(file: ConfigFile, line: Line, parameters: ReadonlySet<number>): Generator<Occurrence> {
  for (const each of inText(file, line)) if (!parameters.has(each.start)) yield each;
  const key = `${line.type === "OpenTag" ? "<" : ""}${nameOf(file, line).toLowerCase()}`;
  if (!Object.hasOwn(BY_DIRECTIVE, key)) return;
  const words = argumentsOf(file, line);
  for (const [kind, word, isDefinition, at] of BY_DIRECTIVE[key]?.(words) ?? []) {
    const inside = withoutQuotes(word);
    const start = inside.start + (at?.start ?? 0);
    const end = at === undefined ? inside.end : inside.start + at.end;
    const name = file.text.slice(start, end);
    if (name !== "" && !name.includes("${")) yield occurrence(kind, name, start, end, isDefinition, line);
  }
}

function occurrence(
  kind: SymbolKind,
  name: string,
  start: number,
  end: number,
  isDefinition: boolean,
  line: Line,
): Occurrence {
  // Flags of IfDefine have a case and values of ${} have none; nobody has two Defines that differ in case alone.
  return { kind, name, key: `${kind} ${name.toLowerCase()}`, start, end, isDefinition, line };
}

/** `${NAME}`, `${map:key}` and `balancer://name` can stand in any argument. */
function* inText(file: ConfigFile, line: Line): Generator<Occurrence> {
  const text = file.text.slice(line.nameStart, line.contentEnd);
  if (text.includes("${")) {
    for (const match of text.matchAll(/\$\{([^}:\s]+)(:?)/g)) {
      const [whole, name = "", colon] = match;
      const start = line.nameStart + match.index + 2;
      const isClosed = text[match.index + whole.length] === "}";
      if (colon === "" && !isClosed) continue;
      const kind = colon === "" ? "define" : "rewrite map";
      yield occurrence(kind, name, start, start + name.length, false, line);
    }
  }
  if (!text.includes("balancer://")) return;
  for (const match of text.matchAll(/(?<=balancer:\/\/)[^\s/"'>?#]+/g)) {
    const start = line.nameStart + match.index;
    const isDefinition = line.type === "OpenTag" && /^<proxy\s/i.test(text);
    yield occurrence("balancer", match[0], start, start + match[0].length, isDefinition, line);
  }
}

type Named = readonly [kind: SymbolKind, word: Argument, isDefinition: boolean, at?: Range];

/** Names that stand at certain places of certain directives, by key. */
const BY_DIRECTIVE: Readonly<Record<string, (words: readonly Argument[]) => readonly Named[]>> = {
  define: ([name]) => (name === undefined ? [] : [["define", name, true]]),
  undefine: ([name]) => (name === undefined ? [] : [["define", name, false]]),
  "<ifdefine": ([name]) => (name === undefined ? [] : [["define", name, false, afterMark(name)]]),
  "<macro": ([name]) => (name === undefined ? [] : [["macro", name, true]]),
  use: ([name]) => (name === undefined ? [] : [["macro", name, false]]),
  undefmacro: ([name]) => (name === undefined ? [] : [["macro", name, false]]),
  logformat: ([, name]) => (name === undefined ? [] : [["log format", name, true]]),
  customlog: ([, name]) => nickname(name),
  globallog: ([, name]) => nickname(name),
  rewritemap: ([name]) => (name === undefined ? [] : [["rewrite map", name, true]]),
  "<authnprovideralias": ([, name]) => (name === undefined ? [] : [["provider alias", name, true]]),
  "<authzprovideralias": ([, name]) => (name === undefined ? [] : [["provider alias", name, true]]),
  authbasicprovider: (words) => words.map((word) => ["provider alias", word, false]),
  authdigestprovider: (words) => words.map((word) => ["provider alias", word, false]),
  authformprovider: (words) => words.map((word) => ["provider alias", word, false]),
  require: (words) => requireWords(words),
  setenv: ([name]) => (name === undefined ? [] : [["environment variable", name, true]]),
  unsetenv: (words) => words.map((word) => ["environment variable", word, false]),
  passenv: (words) => words.map((word) => ["environment variable", word, true]),
  setenvif: (words) => words.slice(2).map(variable),
  setenvifnocase: (words) => words.slice(2).map(variable),
  setenvifexpr: (words) => words.slice(1).map(variable),
  browsermatch: (words) => words.slice(1).map(variable),
  browsermatchnocase: (words) => words.slice(1).map(variable),
  header: environmentTest,
  requestheader: environmentTest,
};

/** A format is a nickname when there are no `%` and no blank in it. */
function nickname(word: Argument | undefined): readonly Named[] {
  return word === undefined || /[%\s]/.test(word.value) ? [] : [["log format", word, false]];
}

function requireWords(words: readonly Argument[]): readonly Named[] {
  const [first, ...rest] = words[0]?.value.toLowerCase() === "not" ? words.slice(1) : words;
  if (first === undefined) return [];
  const names: Named[] = [["provider alias", first, false]];
  if (first.value.toLowerCase() === "env") names.push(...rest.map((word): Named => ["environment variable", word, false]));
  return names;
}

/** `!NAME` */
function afterMark(word: Argument): Range {
  const { start, end } = withoutQuotes(word);
  return { start: /^!/.test(word.value) ? 1 : 0, end: end - start };
}

/** `[!]NAME[=value]` */
function variable(word: Argument): Named {
  const from = word.value.startsWith("!") ? 1 : 0;
  const equals = word.value.indexOf("=");
  const end = equals < 0 ? word.value.length : equals;
  return ["environment variable", word, from === 0, { start: from, end }];
}

/** `env=[!]NAME` */
function environmentTest(words: readonly Argument[]): readonly Named[] {
  return words.flatMap((word): readonly Named[] => {
    const [mark = ""] = /^env=!?/i.exec(word.value) ?? [];
    return mark === ""
      ? []
      : [["environment variable", word, false, { start: mark.length, end: word.value.length }]];
  });
}
