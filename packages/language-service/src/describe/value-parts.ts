import type { Range } from "@httpd-lint/diagnostics";
import {
  BINARY_TESTS,
  COOKIE_ATTRIBUTES,
  EXPRESSION_FUNCTIONS,
  HEADER_ITEMS,
  REWRITE_PREFIXES,
  UNARY_TESTS,
} from "../completion/known-words.ts";
import type { Cursor } from "../model/cursor.ts";
import { code } from "./markdown.ts";
import { variableMeaning } from "./variables.ts";

/** A part of an argument with what it means, as Markdown. */
export interface PartMeaning extends Range {
  readonly text: string;
}

/** The variable, function or test of an expression, the item of a header, or the cookie attribute under the cursor. */
export function partMeaning(cursor: Cursor): PartMeaning | undefined {
  const { key } = cursor;
  if (/^session(?:dbd)?cookiename2?$/.test(key)) return cookieAttribute(cursor);
  if (/^(?:request)?header$/.test(key)) return headerItem(cursor) ?? inExpression(cursor);
  if (/^rewrite(?:rule|cond)$/.test(key)) return variableAt(cursor, rewriteVariable);
  return inExpression(cursor);
}

function inExpression(cursor: Cursor): PartMeaning | undefined {
  return variableAt(cursor, expressionVariable) ?? (isExpression(cursor) ? testOrFunction(cursor) : undefined);
}

/** Whether the word is part of a condition, and not of a text with variables in it. */
function isExpression({ key, words, index }: Cursor): boolean {
  if (key === "<if" || key === "<elseif" || (key === "setenvifexpr" && index === 0)) return true;
  if (key === "require") return words[0]?.value.toLowerCase() === "expr" && index > 0;
  if (key === "rewritecond") return words[0]?.value.toLowerCase() === "expr";
  return words[index]?.value.toLowerCase().startsWith("expr=") === true;
}

/** The match of a pattern around the cursor, in the word it is in. */
function matchAt(
  { file, wordRange, offset }: Cursor,
  pattern: RegExp,
): (Range & { match: RegExpMatchArray }) | undefined {
  const text = file.text.slice(wordRange.start, wordRange.end);
  for (const match of text.matchAll(pattern)) {
    const start = wordRange.start + match.index;
    const end = start + match[0].length;
    if (start <= offset && offset <= end) return { match, start, end };
  }
  return undefined;
}

function meaning(range: Range, shown: string, text: string | undefined): PartMeaning | undefined {
  return text === undefined ? undefined : { start: range.start, end: range.end, text: `${code(shown)}: ${text}` };
}

/** `%{NAME}` and `%{function:argument}` */
function variableAt(cursor: Cursor, describe: (name: string) => string | undefined): PartMeaning | undefined {
  const found = matchAt(cursor, /%\{([^{}]*)\}/g);
  return found === undefined ? undefined : meaning(found, found.match[0], describe(found.match[1] ?? ""));
}

function expressionVariable(name: string): string | undefined {
  const [, called = "", argument] = /^([\w-]+):(.*)$/s.exec(name) ?? [];
  if (argument === undefined) return variableMeaning(name);
  const text = own(EXPRESSION_FUNCTIONS, called.toLowerCase());
  const known = called.toLowerCase() === "ssl" ? variableMeaning(argument) : undefined;
  return text === undefined ? undefined : withArgument(text, argument, known);
}

function rewriteVariable(name: string): string | undefined {
  const [prefix = ""] = /^(?:LA-[UF]|ENV|SSL|HTTP):/i.exec(name) ?? [];
  if (prefix === "") return variableMeaning(name);
  const argument = name.slice(prefix.length);
  return withArgument(own(REWRITE_PREFIXES, prefix.toUpperCase()) ?? "", argument, variableMeaning(argument));
}

function withArgument(text: string, argument: string, known: string | undefined): string {
  return `${text} ${code(argument)}${known === undefined ? "" : ` (${known})`}`;
}

function testOrFunction(cursor: Cursor): PartMeaning | undefined {
  const found = matchAt(cursor, /(?<![\w/.-])-[A-Za-z]+(?![\w-])|[A-Za-z]\w*(?=\s*\()|[=!]~|[=!<>]=|[<>]|&&|\|\|/g);
  if (found === undefined) return undefined;
  const [word] = found.match;
  const text = own(BINARY_TESTS, word) ?? own(UNARY_TESTS, word) ?? own(EXPRESSION_FUNCTIONS, word.toLowerCase());
  return meaning(found, word, text);
}

/** `%D`, `%{NAME}e` */
function headerItem(cursor: Cursor): PartMeaning | undefined {
  const found = matchAt(cursor, /%(?:\{([^{}]*)\})?([A-Za-z])/g);
  if (found === undefined) return undefined;
  const [whole, name, letter] = found.match;
  const text = own(HEADER_ITEMS, name === undefined ? `%${letter}` : `%{NAME}${letter}`);
  return meaning(
    found,
    whole,
    text === undefined || name === undefined ? text : withArgument(text, name, variableMeaning(name)),
  );
}

function cookieAttribute(cursor: Cursor): PartMeaning | undefined {
  const found = cursor.index === 0 ? undefined : matchAt(cursor, /[^;\s]+/g);
  if (found === undefined) return undefined;
  const [written] = found.match;
  const lower = written.toLowerCase();
  const name = lower.replace(/=.*$/s, "=");
  const entries = Object.entries(COOKIE_ATTRIBUTES).map(([key, text]) => [key.toLowerCase(), text] as const);
  const [, text] =
    entries.find(([key]) => key === lower) ?? entries.find(([key]) => key.replace(/=.*$/, "=") === name) ?? [];
  if (name === "path=" && lower !== "path=/") return meaning(found, written, "sent to this path and all below it");
  return meaning(found, written, text);
}

function own(table: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
