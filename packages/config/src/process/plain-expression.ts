import type { ExpressionNames } from "@httpd-lint/grammar";
import { isPlainPattern } from "./plain-pattern.ts";

/** Longer ones are left to the parser, which knows how much httpd's own can take. */
const MOST = 1000;

const OPERAND = String.raw`(?:%\{\w+\}|'[^'"\\%$~\0-\x1f]*'|"[^'"\\%$~\0-\x1f]*")`;
const REGEX = "(?:m#[^#]*#|/[^/]*/)i?";
const TEST = `(?:${OPERAND} (?:(?:[=!]=|-(?:eq|ne|lt|le|gt|ge)) ${OPERAND}|[=!]~ ${REGEX})|-[nz] ${OPERAND})`;
/** A test of what every httpd has, without anything that quotes or escapes: to be seen within other arguments. */
export const PLAIN_TEST: string = String.raw`%\{(?:REQUEST_URI|HTTP_HOST|REQUEST_METHOD|QUERY_STRING|HTTPS|REMOTE_ADDR)\} (?:[=!]~ m#\^?(?:[\w/-]|\.[*+]?|\((?:\.[*+]|\[\^/\][*+])\))*\$?#i?|[=!]= '[\w./-]*')`;

/** The test stands in it once, because it takes V8 a while to compile. */
const CONDITION = new RegExp(String.raw`^(?:${TEST}(?: (?:&&|\|\|) (?=[^])|$))+$`);
const VARIABLES = /%\{(\w+)\}/g;
const REGEXES = /~ (?:m#([^#]*)#|\/([^/]*)\/)/g;

/**
 * Whether a condition is of the kind that nearly all are: comparisons of variables and texts. The parser of expressions
 * takes milliseconds to be put together, and most configurations have no others.
 *
 * @returns false whenever there is a doubt
 */
export function isPlainCondition(text: string, names: ExpressionNames): boolean {
  if (text.length > MOST || !CONDITION.test(text) || !knowsVariables(text, names)) return false;
  for (const [, one, other = ""] of text.matchAll(REGEXES)) if (!isPlainPattern(one ?? other)) return false;
  return true;
}

/** The same for a text in which only variables are filled in. */
export function isPlainText(text: string, names: ExpressionNames): boolean {
  if (text.length > MOST || (text.includes("%") && !knowsVariables(text, names))) return false;
  return !/[%$\\\n]/.test(text.replace(VARIABLES, ""));
}

function knowsVariables(text: string, { variables }: ExpressionNames): boolean {
  for (const [, name = ""] of text.matchAll(VARIABLES)) if (!variables.has(name.toLowerCase())) return false;
  return true;
}
