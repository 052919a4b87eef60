import { type Comparison, type Condition, parseExpression } from "@httpd-lint/grammar";
import { compiled, type Verdict } from "./matching.ts";

/** What is known of a request: variables of `ap_expr` by name in upper case. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Whether an `<If>` holds, as far as it can be told from what is known of the request. */
export function conditionHolds(text: string, variables: Variables): Verdict {
  const { expression, error } = parseExpression(unquoted(text), { mode: "condition" });
  if (error !== undefined || expression === undefined || expression.type === "Interpolation") return undefined;
  return new Evaluator(unquoted(text), variables).condition(expression);
}

/** The argument of If is one word, in quotes or not. */
function unquoted(text: string): string {
  const quoted = /^(["'])(.*)\1\s*$/s.exec(text.trim());
  return quoted?.[2]?.replaceAll(`\\${quoted[1]}`, quoted[1] as string) ?? text.trim();
}

type Word = Comparison["left"];

class Evaluator {
  readonly #text: string;
  readonly #variables: Variables;

  constructor(text: string, variables: Variables) {
    this.#text = text;
    this.#variables = variables;
  }

  condition(node: Condition): Verdict {
    switch (node.type) {
      case "Or":
        return some(node.operands.map((operand) => this.condition(operand)));
      case "And":
        return not(some(node.operands.map((operand) => not(this.condition(operand)))));
      case "Not":
        return not(this.condition(node.operand));
      case "Group":
        return this.condition(node.condition);
      case "BooleanLiteral":
        return node.value;
      case "UnaryTest":
        return this.#unary(this.#cut(node.operator), this.word(node.operand));
      case "Comparison":
        return compare(node.operator, this.word(node.left), this.word(node.right));
      case "RegexMatch": {
        const text = this.word(node.left);
        const found =
          text === undefined ? undefined : compiled(this.#cut(node.regex.pattern), node.regex.ignoreCase)?.test(text);
        return node.operator === "=~" ? found : not(found);
      }
      default:
        return undefined;
    }
  }

  word(node: Word): string | undefined {
    switch (node.type) {
      case "Digits":
        return this.#cut(node);
      case "QuotedString":
        return joined(node.parts.map((part) => (part.type === "Text" ? this.#plain(part) : this.#part(part))));
      case "Concatenation":
        return joined(node.parts.map((part) => this.word(part)));
      case "Variable":
        return this.#part(node);
      default:
        return undefined;
    }
  }

  #part(node: { readonly type: string; readonly name?: { start: number; end: number } }): string | undefined {
    if (node.type !== "Variable" || node.name === undefined) return undefined;
    return this.#variables[this.#cut(node.name).toUpperCase()];
  }

  #plain(range: { readonly start: number; readonly end: number }): string | undefined {
    const text = this.#cut(range);
    return text.includes("\\") ? undefined : text;
  }

  #unary(operator: string, value: string | undefined): Verdict {
    if (value === undefined) return undefined;
    if (operator === "-z") return value === "";
    if (operator === "-n") return value !== "";
    if (operator === "-T") return !["", "0", "off", "false", "no"].includes(value.toLowerCase());
    return undefined;
  }

  #cut({ start, end }: { readonly start: number; readonly end: number }): string {
    return this.#text.slice(start, end);
  }
}

function joined(parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : parts.join("");
}

function not(verdict: Verdict): Verdict {
  return verdict === undefined ? undefined : !verdict;
}

function some(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(true)) return true;
  return verdicts.includes(undefined) ? undefined : false;
}

function compare(operator: string, left: string | undefined, right: string | undefined): Verdict {
  if (left === undefined || right === undefined) return undefined;
  const numeric = operator.startsWith("-");
  const order = numeric
    ? Math.sign(leadingNumber(left) - leadingNumber(right))
    : left < right
      ? -1
      : left > right
        ? 1
        : 0;
  switch (operator) {
    case "==":
    case "-eq":
      return order === 0;
    case "!=":
    case "-ne":
      return order !== 0;
    case "<":
    case "-lt":
      return order < 0;
    case "<=":
    case "-le":
      return order <= 0;
    case ">":
    case "-gt":
      return order > 0;
    default:
      return order >= 0;
  }
}

function leadingNumber(text: string): number {
  return Number(/^\s*[+-]?\d+/.exec(text)?.[0] ?? 0);
}
