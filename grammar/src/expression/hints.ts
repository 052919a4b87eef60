import { remarkHint } from "./name-hints.ts";
import type { ParseFault, Remark } from "./semantics.ts";
import type { ExpressionToken } from "./tokens.ts";
import * as Tokens from "./tokens.ts";

/** What is known of an error when its hint is written. */
export interface Situation {
  readonly text: string;
  readonly tokens: readonly ExpressionToken[];
  readonly fault: ParseFault | undefined;
  readonly remark: Remark | undefined;
}

/** One sentence or two on what to write instead. httpd's message names the tokens of its parser; this names the text. */
export function hintFor(situation: Situation): string {
  const { text, fault, remark } = situation;
  if (fault === undefined) return remark === undefined ? "" : remarkHint(text, remark);
  if (fault.kind === "regex")
    return "The regular expression is not one PCRE accepts: look at its brackets, *, + and ?.";
  if (fault.token?.type === Tokens.ScanError) return scanHint(text, fault.token);
  const before = fault.token === undefined ? situation.tokens.at(-1) : situation.tokens[fault.index - 1];
  if (fault.token === undefined) return endHint(text, before, fault.message ?? "");
  return tokenHint(text, fault.token, before, fault.message ?? "");
}

function scanHint(text: string, token: ExpressionToken): string {
  const message = token.message ?? "";
  const character = text.slice(token.start, token.end);
  if (token.fault === "exhausted") return "The expression is nested too deeply or too long for httpd: split it.";
  if (token.fault === "jam") {
    return character === "\\"
      ? "httpd exits at a backslash at the end: double it or take it out."
      : "httpd exits at a quote inside %{function:...}: write function('...') instead.";
  }
  if (message === "Bad escape sequence") return "Behind a backslash digits are one octal number of up to three digits.";
  if (message === "Escape sequence out of bound") return "The largest octal escape is \\377.";
  if (message.endsWith("too long")) return "httpd allows for 8191 bytes in one string or regular expression.";
  if (message.startsWith("Unterminated")) return "A quote or the } of %{...} is missing; neither can cross a line end.";
  if (message.startsWith("Invalid character")) {
    return "A variable's name has letters, digits and _ only; } ends it, or : begins a function's argument.";
  }
  return nearHint(character);
}

function nearHint(character: string): string {
  if (character === "&" || character === "|") return `Write ${character}${character}.`;
  if (character === "%") return "A variable is written %{NAME}.";
  if (character === "$") return "A captured group is written $0 to $9, text in quotes.";
  if ("+-*^".includes(character)) return "httpd's expressions do not calculate; text stands in quotes.";
  return "This character means nothing here; text stands in quotes.";
}

function endHint(text: string, before: ExpressionToken | undefined, message: string): string {
  if (before === undefined) return "The condition is empty.";
  if (message.includes("expecting T_REGEX ")) {
    return text.trimEnd().length > before.end
      ? "The regular expression has no end: its delimiter has to come again."
      : "A regular expression has to follow, such as /^a/ or m#^a#.";
  }
  if (message.endsWith("expecting '('")) return bareWordHint(text, before);
  if (message.endsWith("')'")) return "A ) is missing.";
  if (message.endsWith("'}' or ','")) return "The } of the list is missing.";
  if (message.endsWith("T_ID or '{'")) return listHint;
  if (!endsWord.has(before.type)) return `Something has to follow '${shown(text, before)}'.`;
  return "A text alone is no condition: compare it, as in == 'x', or test it with -n or -z. Quotes belong around the whole condition if more of it follows.";
}

const listHint = "Behind 'in' stands a list in braces, such as { 'a', 'b' }, or a function that gives one.";

const endsWord: ReadonlySet<ExpressionToken["type"]> = new Set([
  Tokens.Digit,
  Tokens.BackReference,
  Tokens.VariableEnd,
  Tokens.StringEnd,
  Tokens.RightParen,
]);

function shown(text: string, { start, end }: ExpressionToken): string {
  const source = text.slice(start, Math.min(end, start + 40));
  return end > start + 40 ? `${source}...` : source;
}

function bareWordHint(text: string, name: ExpressionToken): string {
  const word = shown(text, name);
  if (/^(?:and|or|not|true|false|in|eq|ne|lt|le|gt|ge)$/i.test(word)) {
    return `Operators, true and false are in lower case: write ${word.toLowerCase()}.`;
  }
  return `A bare word is the name of a function; write text in quotes: '${word}'.`;
}

function tokenHint(text: string, token: ExpressionToken, before: ExpressionToken | undefined, message: string): string {
  if (message.endsWith("expecting T_REGEX or T_REGEX_I")) return regexHint(token);
  if (message.endsWith("expecting '('") && before !== undefined) return bareWordHint(text, before);
  if (message.endsWith("expecting T_ID or '{'")) return listHint;
  if (message.endsWith("'}' or ','")) return "Words of a list are separated by commas, and } ends it.";
  if (message.endsWith("T_OP_CONCAT or ')'")) return "httpd's functions take one argument; . joins texts to one.";
  if (message.endsWith("expecting T_ID")) return "The name of a variable or function has to follow %{.";
  if (token.type === Tokens.VariableEnd) return "The function's argument is missing before }.";
  if (message.includes("expecting $end") || message.endsWith("T_OP_AND or ')'")) return behindHint(text, token, before);
  return placeHint(text, token, before);
}

function regexHint({ type }: ExpressionToken): string {
  if (type !== Tokens.StringBegin) return "A regular expression has to follow, such as /^a/ or m#^a#.";
  return "A regular expression stands between slashes, as /.../ or m#...#, not in quotes.";
}

const startsWord: ReadonlySet<ExpressionToken["type"]> = new Set([
  Tokens.Digit,
  Tokens.BackReference,
  Tokens.Identifier,
  Tokens.VariableBegin,
  Tokens.StringBegin,
]);

/** Behind a complete condition. */
function behindHint(text: string, token: ExpressionToken, before: ExpressionToken | undefined): string {
  if (token.type === Tokens.CompareOperator) {
    return before !== undefined && endsWord.has(before.type) && before.type !== Tokens.RightParen
      ? "Comparisons cannot be chained: join two of them with &&."
      : "A condition cannot be compared, only text can.";
  }
  if (token.type === Tokens.RightParen) return "No ( is open for this ).";
  if (token.type === Tokens.Identifier && /^(?:and|or)$/i.test(shown(text, token))) return bareWordHint(text, token);
  return "The condition is complete before this: join conditions with && or ||.";
}

function placeHint(text: string, token: ExpressionToken, before: ExpressionToken | undefined): string {
  const { type } = token;
  const source = shown(text, token);
  const isBehindWord = before !== undefined && endsWord.has(before.type);
  if (type === Tokens.RegexLiteral) return "A regular expression stands behind =~ or !~ only.";
  if (type === Tokens.True || type === Tokens.False) return `${source} is a condition; as text write it in quotes.`;
  if (type === Tokens.BinaryOperator && !isBehindWord) return `${source} stands between two words.`;
  if (type === Tokens.UnaryOperator && isBehindWord) return `${source} stands before the one word it tests.`;
  if (type === Tokens.RightParen && isBehindWord) return "Parentheses hold a whole condition, not a text.";
  if (type === Tokens.LeftParen) return "Parentheses hold a whole condition, not a text.";
  if (isBehindWord && startsWord.has(type)) return "Between two texts stands an operator, such as == or =~.";
  if (isBehindWord) return "A text has to be compared, as in == 'x'; . joins two texts.";
  if (before !== undefined) return `'${source}' cannot follow '${shown(text, before)}'.`;
  return `A condition cannot begin with '${source}'.`;
}
