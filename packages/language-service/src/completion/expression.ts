import { expressionNames } from "@httpd-lint/grammar";
import { modulesOf } from "../model/nodes.ts";
import { KIND, type Offer, type Proposal } from "./item.ts";
import {
  BINARY_TESTS,
  EXPRESSION_FUNCTIONS,
  requestHeaders,
  responseHeaders,
  sslVariables,
  UNARY_TESTS,
} from "./known-words.ts";
import { closingBrace, offer, type Place, REST_OF_NAME, snippet } from "./place.ts";
import { environmentProposals, named } from "./variables.ts";

/** What an expression that is being typed wants next. */
type Wanted =
  | { readonly kind: "variable"; readonly function: string; readonly tail: string }
  | { readonly kind: "operand" | "operator" | "text"; readonly tail: string }
  | { readonly kind: "nothing" };

/**
 * What fits behind an expression's beginning.
 *
 * @param mode `string`: a text with `%{}` in it, as AuthFormLoginRequiredLocation takes one
 */
export function expressionOffers(place: Place, text: string, mode: "condition" | "string"): readonly Offer[] {
  const wanted = wantedBehind(
    place.quote === undefined ? text : text.replaceAll(`\\${place.quote}`, place.quote),
    mode,
  );
  if (wanted.kind === "nothing") return [];
  if (wanted.kind === "variable") return [insideBraces(place, wanted.function, wanted.tail)];
  const { tail } = wanted;
  const proposals =
    wanted.kind === "operator" ? operators() : wanted.kind === "text" ? variables(place) : operands(place);
  return [offer(place, tail.length, proposals, /^[\w-]*/)];
}

/** All words from one on are the expression; quotes around the whole of it are none of its own. */
export function expressionArgument(place: Place, first: number): readonly Offer[] {
  const { context, cursor } = place;
  if (place.quote !== undefined && place.index === first) return expressionOffers(place, place.typed, "condition");
  const start = Math.min(cursor.words[first]?.start ?? cursor.offset, cursor.offset);
  const text = context.text.slice(start, cursor.offset).replace(/\\\r?\n/g, "");
  return expressionOffers({ ...place, quote: undefined }, text, "condition");
}

const REGEX = /^(?:m?([/#$%^|?!'",;:._-]))/;

/** A scanner that is content with what is there: the expression is not finished. */
function wantedBehind(text: string, mode: "condition" | "string"): Wanted {
  let quote: string | undefined;
  let wants: "operand" | "operator" = "operand";
  let isPattern = false;
  for (let at = 0; at < text.length; ) {
    const letter = text[at] as string;
    if (text.startsWith("%{", at)) {
      const close = text.indexOf("}", at);
      if (close < 0) return insideVariable(text.slice(at + 2));
      at = close + 1;
      wants = "operator";
    } else if (mode === "string") {
      at++;
    } else if (quote !== undefined) {
      at += letter === "\\" ? 2 : 1;
      if (letter === quote) quote = undefined;
    } else if (isPattern && !/\s/.test(letter)) {
      const end = patternEnd(text, at);
      if (end === undefined) return { kind: "nothing" };
      at = end;
      isPattern = false;
      wants = "operator";
    } else if (letter === "'" || letter === '"') {
      quote = letter;
      wants = "operator";
      at++;
    } else {
      const [token = letter] = /^(?:[=!]~|-?[A-Za-z_][\w:-]*|-|\d+)/.exec(text.slice(at)) ?? [];
      if (at + token.length === text.length && /^[\w-]/.test(token)) return { kind: wants, tail: token };
      isPattern ||= token === "=~" || token === "!~";
      if (!/^\s/.test(token)) wants = isOperandDone(token, wants) ? "operator" : "operand";
      at += token.length;
    }
  }
  if (text.endsWith("%")) return { kind: "text", tail: "%" };
  if (mode === "string") return text === "" ? { kind: "text", tail: "" } : { kind: "nothing" };
  return quote !== undefined || isPattern ? { kind: "nothing" } : { kind: wants, tail: "" };
}

function patternEnd(text: string, at: number): number | undefined {
  const [opening = "", mark] = REGEX.exec(text.slice(at)) ?? [];
  if (mark === undefined) return at + 1;
  for (let end = at + opening.length; end < text.length; end++) {
    if (text[end] === "\\") end++;
    else if (text[end] === mark) {
      const [flags = ""] = /^[a-z]*/.exec(text.slice(end + 1)) ?? [];
      return end + 1 + flags.length;
    }
  }
  return undefined;
}

const WORD_OPERATORS = /^(?:and|or|not|in|eq|ne|lt|le|gt|ge|-\w+)$/;

/** A function's name is followed by its parenthesis, behind which an operand stands. */
function isOperandDone(token: string, before: "operand" | "operator"): boolean {
  if (token === ")" || token === "}") return true;
  if (WORD_OPERATORS.test(token)) return false;
  return /^\w/.test(token) || (token === "%" && before === "operator");
}

function insideVariable(text: string): Wanted {
  const colon = text.indexOf(":");
  const name = colon < 0 ? "" : text.slice(0, colon).toLowerCase();
  return { kind: "variable", function: name, tail: text.slice(colon + 1) };
}

function insideBraces(place: Place, name: string, tail: string): Offer {
  return offer(place, tail.length, argumentsOf(place, name), REST_OF_NAME);
}

/** What a function in braces asks for, or variables and functions when there is none. */
function argumentsOf(place: Place, name: string): readonly Proposal[] {
  switch (name) {
    case "":
      return [...named(place, variableNames(place)), ...functions(place, ":")];
    case "req":
    case "http":
    case "req_novary":
      return named(place, requestHeaders(), "request header");
    case "resp":
      return named(place, responseHeaders(), "response header");
    case "env":
    case "reqenv": {
      const close = closingBrace(place);
      return environmentProposals(place, (label) => `${label}${close}`);
    }
    case "ssl":
      return named(place, sslVariables(), "mod_ssl");
    default:
      return [];
  }
}

function variableNames(place: Place): readonly string[] {
  const { variables: known, variablePrefixes } = namesOf(place);
  const upper = [...known].map((name) => name.toUpperCase());
  return variablePrefixes.includes("ssl_") ? [...upper, ...sslVariables()] : upper;
}

function namesOf({ analysis }: Place): ReturnType<typeof expressionNames> {
  return expressionNames([
    ...modulesOf(analysis),
    ...(analysis.server === undefined ? [] : modulesOf(analysis.server)),
  ]);
}

function functions(place: Place, opening: "(" | ":"): readonly Proposal[] {
  return [...namesOf(place).functions].map((name) => {
    const text = `${name}${opening}`;
    const written = opening === "(" ? snippet(place, text, `${name}(\${1})`) : { text };
    return { label: text, kind: KIND.macro, rank: 6, detail: EXPRESSION_FUNCTIONS[name] ?? "function", ...written };
  });
}

function variables(place: Place): readonly Proposal[] {
  return variableNames(place).map((name) => ({ label: `%{${name}}`, kind: KIND.variable, rank: 3 }));
}

function operands(place: Place): readonly Proposal[] {
  const tests = Object.entries(UNARY_TESTS).map(([label, detail]) => ({
    label,
    kind: KIND.operator,
    text: `${label} `,
    detail,
  }));
  const literals = ["true", "false"].map((label) => ({ label, kind: KIND.value, rank: 7 }));
  return [...variables(place), ...tests, ...functions(place, "("), ...literals];
}

function operators(): readonly Proposal[] {
  return Object.entries(BINARY_TESTS).map(([label, detail], order) => ({
    label,
    kind: KIND.operator,
    text: `${label} `,
    detail,
    order,
  }));
}
