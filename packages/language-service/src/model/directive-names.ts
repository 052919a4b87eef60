import type { Range } from "@httpd-lint/diagnostics";
import { moduleBySource, moduleBySymbol } from "@httpd-lint/directives";
import type { Argument } from "@httpd-lint/grammar";
import { withoutQuotes } from "./cursor.ts";
import type { SymbolKind } from "./occurrences.ts";

/** A name in an argument of a directive. */
export interface Named {
  readonly kind: SymbolKind;
  readonly word: Argument;
  readonly isDefinition?: boolean;
  /** Offsets in the word without its quotes; the whole word by default. */
  readonly at?: Range;
  /** Names of different groups are different things. */
  readonly group?: "authn" | "authz";
  /** What a request brings, unless the configuration sets a variable of that name. */
  readonly isAttribute?: boolean;
}

type NamesOf = (words: readonly Argument[]) => readonly Named[];

/**
 * What tells one thing from another. httpd keeps log formats and variables in tables without case, and mod_macro and
 * balancers are lowered; flags of IfDefine have a case and values of `${}` have none, but nobody has two Defines that
 * differ in case alone.
 */
export function keyOf(kind: SymbolKind, name: string, group?: Named["group"]): string {
  if (kind === "rewrite map") return `${kind} ${name}`;
  if (kind === "provider alias") return `${kind} ${group} ${name}`;
  if (kind === "module") return `${kind} ${moduleSymbol(name)}`;
  return `${kind} ${name.toLowerCase()}`;
}

/** `rewrite_module` of itself and of `mod_rewrite.c`. */
function moduleSymbol(name: string): string {
  if (moduleBySymbol(name) !== undefined) return name;
  return moduleBySource(name)?.symbol ?? name.replace(/^mod_(.*)\.c(?:pp)?$/, "$1_module");
}

/** How the arguments of a directive are to be read; undefined when there are no names in them. */
export function namesOfDirective(key: string): NamesOf | undefined {
  return Object.hasOwn(BY_DIRECTIVE, key) ? BY_DIRECTIVE[key] : undefined;
}

interface TextPattern extends Pick<Named, "kind" | "isDefinition"> {
  /** A part of every match. */
  readonly mark: string;
  /** Matches the name alone. */
  readonly pattern: RegExp;
}

const VARIABLE = { kind: "environment variable" } as const;

const ANYWHERE: readonly TextPattern[] = [
  { kind: "define", mark: "${", pattern: /(?<=\$\{)[^{}:\s"']+(?=\})/g },
  { kind: "rewrite map", mark: "${", pattern: /(?<=\$\{)[^{}:\s"']+(?=:)/g },
  { ...VARIABLE, mark: "{ENV:", pattern: /(?<=%\{ENV:)[^{}:\s"']+(?=\})/g },
  { ...VARIABLE, mark: "env(", pattern: /(?<=\b(?:req)?env\(\s*["']?)\w+(?=["']?\s*\))/g },
];

const BALANCER = { kind: "balancer", mark: "balancer://", pattern: /(?<=balancer:\/\/)[^\s/"'>?#,]+/g } as const;

/** `%{NAME}e` */
const IN_FORMAT: TextPattern = { ...VARIABLE, mark: "}e", pattern: /(?<=%[<>!\d,]*\{)[^{}:\s"']+(?=\}e)/g };

/** `[E=NAME:value]`, `[E=!NAME]` */
const IN_FLAGS: readonly TextPattern[] = [
  { ...VARIABLE, mark: "=", pattern: /(?<=[[,]\s*(?:E|env)=)[^!{}:\s"',\]]+/gi, isDefinition: true },
  { ...VARIABLE, mark: "=!", pattern: /(?<=[[,]\s*(?:E|env)=!)[^{}:\s"',\]]+/gi },
];

const FORMATS: ReadonlySet<string> = new Set([
  "logformat",
  "customlog",
  "globallog",
  "errorlogformat",
  "header",
  "requestheader",
]);

/** Names that are told by what is around them, whatever argument they stand in. */
export function* textPatterns(key: string): Generator<TextPattern> {
  yield* ANYWHERE;
  yield key === "<proxy" ? { ...BALANCER, isDefinition: true } : BALANCER;
  if (key === "rewriterule") yield* IN_FLAGS;
  else if (FORMATS.has(key)) yield IN_FORMAT;
}

function first(kind: SymbolKind, isDefinition: boolean): NamesOf {
  return ([word]) => (word === undefined ? [] : [{ kind, word, isDefinition }]);
}

/** A name behind a `!` or without one. */
function firstTested(kind: SymbolKind): NamesOf {
  return ([word]) => (word === undefined ? [] : [{ kind, word, at: afterMark(word) }]);
}

function alias(group: Named["group"]): NamesOf {
  return ([, word]) =>
    word === undefined ? [] : [{ kind: "provider alias", word, isDefinition: true, ...own(group) }];
}

const providers: NamesOf = (words) => words.map((word) => ({ kind: "provider alias", word, ...own("authn") }));

function own(group: Named["group"]): Pick<Named, "group"> {
  return group === undefined ? {} : { group };
}

function variables(from: number): NamesOf {
  return (words) => words.slice(from).map(variable);
}

const BY_DIRECTIVE: Readonly<Record<string, NamesOf>> = {
  define: first("define", true),
  undefine: first("define", false),
  "<ifdefine": firstTested("define"),
  "<macro": first("macro", true),
  use: first("macro", false),
  undefmacro: first("macro", false),
  loadmodule: first("module", true),
  "<ifmodule": firstTested("module"),
  logformat: ([, word]) => (word === undefined ? [] : [{ kind: "log format", word, isDefinition: true }]),
  customlog: (words) => [...nickname(words[1]), ...environmentTest(words)],
  globallog: (words) => [...nickname(words[1]), ...environmentTest(words)],
  rewritemap: first("rewrite map", true),
  "<authnprovideralias": alias("authn"),
  "<authzprovideralias": alias("authz"),
  authbasicprovider: providers,
  authdigestprovider: providers,
  authformprovider: providers,
  require: requireWords,
  setenv: first("environment variable", true),
  unsetenv: (words) => words.map((word) => ({ kind: "environment variable", word })),
  passenv: (words) => words.map((word) => ({ kind: "environment variable", word, isDefinition: true })),
  setenvif: (words) => [...attribute(words[0]), ...variables(2)(words)],
  setenvifnocase: (words) => [...attribute(words[0]), ...variables(2)(words)],
  setenvifexpr: variables(1),
  browsermatch: variables(1),
  browsermatchnocase: variables(1),
  header: environmentTest,
  requestheader: environmentTest,
  allow: environmentTest,
  deny: environmentTest,
};

/** A format is a nickname when there are no `%` and no blank in it. */
function nickname(word: Argument | undefined): readonly Named[] {
  return word === undefined || /[%\s]/.test(word.value) ? [] : [{ kind: "log format", word }];
}

function requireWords(words: readonly Argument[]): readonly Named[] {
  const [provider, ...rest] = words[0]?.value.toLowerCase() === "not" ? words.slice(1) : words;
  if (provider === undefined) return [];
  const named: Named = { kind: "provider alias", word: provider, group: "authz" };
  if (provider.value.toLowerCase() !== "env") return [named];
  return [named, ...rest.map((word): Named => ({ kind: "environment variable", word }))];
}

/** mod_setenvif looks for a variable that was set before where it knows no header and no attribute of the name. */
function attribute(word: Argument | undefined): readonly Named[] {
  return word === undefined ? [] : [{ kind: "environment variable", word, isAttribute: true }];
}

/** `!NAME` */
function afterMark(word: Argument): Range {
  const { start, end } = withoutQuotes(word);
  return { start: word.value.startsWith("!") ? 1 : 0, end: end - start };
}

/** `[!]NAME[=value]` */
function variable(word: Argument): Named {
  const from = word.value.startsWith("!") ? 1 : 0;
  const equals = word.value.indexOf("=");
  const end = equals < 0 ? word.value.length : equals;
  return { kind: "environment variable", word, isDefinition: from === 0, at: { start: from, end } };
}

/** `env=[!]NAME` */
function environmentTest(words: readonly Argument[]): readonly Named[] {
  return words.slice(1).flatMap((word): readonly Named[] => {
    const [mark = ""] = /^env=!?/i.exec(word.value) ?? [];
    const at = { start: mark.length, end: word.value.length };
    return mark === "" ? [] : [{ kind: "environment variable", word, at }];
  });
}
