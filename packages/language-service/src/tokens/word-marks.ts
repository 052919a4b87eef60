import type { CommandInfo, ValueConstraint } from "@httpd-lint/directives";
import type { Argument } from "@httpd-lint/grammar";
import { isLogFormat, LOG_ITEM } from "../model/word-parts.ts";
import { expressionMarks } from "./expression-marks.ts";
import type { TokenType } from "./legend.ts";
import type { Mark } from "./marks.ts";

/** A directive whose arguments are being marked. */
export interface MarkedDirective {
  readonly text: string;
  readonly key: string;
  readonly command: CommandInfo | undefined;
  readonly words: readonly Argument[];
}

const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:ms|mi|min|[smhdbkg%])?$/i;

/** Adds what the words of a directive are, and then what stands in them. */
export function addWordMarks(directive: MarkedDirective, marks: Mark[]): void {
  const { text, key, words } = directive;
  for (const [index, word] of words.entries()) {
    const { start, end, raw } = word;
    const type = typeOfWord(directive, index);
    marks.push({ start, end, type });
    if (type === "modifier") continue;
    const isCondition = isExpression(directive, index);
    if (isCondition) marks.push(...expressionMarks(text, word));
    if (!raw.includes("%") && !raw.includes("$")) continue;
    if (!isCondition && type !== "regexp") addMatches(word, /%\{[^{}]*\}/g, marks);
    if (isLogFormat(key)) addMatches(word, LOG_ITEM, marks);
    if (key === "rewriterule" && index === 1) addMatches(word, /[$%]\d/g, marks);
    addMatches(word, /\$\{[^{}:\s]+\}/g, marks);
  }
}

/** Places that stand for something else. */
function addMatches({ raw, start }: Argument, pattern: RegExp, marks: Mark[]): void {
  for (const match of raw.matchAll(pattern)) {
    const at = start + match.index;
    marks.push({ start: at, end: at + match[0].length, type: "variable" });
  }
}

function typeOfWord(directive: MarkedDirective, index: number): TokenType {
  const { key, words } = directive;
  const value = words[index]?.value ?? "";
  if (isPattern(directive, index)) return "regexp";
  if ((key === "rewriterule" || key === "rewritecond") && index >= 2 && value.startsWith("[")) return "modifier";
  if (NUMBER.test(value)) return "number";
  if (isOneOfFew(directive, index)) return "enumMember";
  return "string";
}

function constraintOf({ command }: MarkedDirective, index: number): ValueConstraint | undefined {
  const values = command?.values ?? [];
  const last = values.at(-1);
  return values[index] ?? (last?.repeat === true || command?.how === "iterate" ? last : undefined);
}

const PATTERNS: Readonly<Record<string, number>> = {
  rewriterule: 0,
  rewritecond: 1,
  setenvif: 1,
  setenvifnocase: 1,
  browsermatch: 0,
  browsermatchnocase: 0,
  aliasmatch: 0,
  scriptaliasmatch: 0,
  redirectmatch: 0,
  proxypassmatch: 0,
  "<directorymatch": 0,
  "<filesmatch": 0,
  "<locationmatch": 0,
  "<proxymatch": 0,
};

function isPattern({ key, words }: MarkedDirective, index: number): boolean {
  const value = words[index]?.value ?? "";
  // A status or a word may stand before the pattern of RedirectMatch.
  const skipped = key === "redirectmatch" && /^(?:\d{3}|permanent|temp|seeother|gone)$/i.test(words[0]?.value ?? "");
  if (Object.hasOwn(PATTERNS, key)) {
    if (index !== (PATTERNS[key] ?? 0) + (skipped ? 1 : 0)) return false;
    // RewriteCond compares, or tests a file, when the second word begins like this.
    return key !== "rewritecond" || !/^!?(?:-[a-zA-Z]|[<>=]|expr\b)/.test(value);
  }
  return /^<(?:directory|files|location|proxy)$/.test(key) && index === 1 && words[0]?.value === "~";
}

function isExpression({ key, words }: MarkedDirective, index: number): boolean {
  if (key === "<if" || key === "<elseif" || key === "setenvifexpr") return index === 0;
  if (key === "rewritecond") return index === 1 && words[0]?.value.toLowerCase() === "expr";
  return key === "require" && index === words.length - 1 && index > 0 && words.at(index - 1)?.value === "expr";
}

/** A word of a list that the module knows. */
function isOneOfFew(directive: MarkedDirective, index: number): boolean {
  const { command, words } = directive;
  const word = words[index];
  if (word === undefined) return false;
  if (command?.how === "flag") return /^(?:on|off)$/i.test(word.value);
  const constraint = constraintOf(directive, index);
  if (constraint?.type !== "enum") return false;
  const value = word.value.replace(constraint.signs === true ? /^[+-]/ : "", "").toLowerCase();
  return constraint.values.some((each) => each.toLowerCase() === value);
}
