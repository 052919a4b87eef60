import type { Range } from "@httpd-lint/diagnostics";
import { type Argument, type ExpressionNode, parseExpression, visitExpression } from "@httpd-lint/grammar";
import { withoutQuotes } from "../model/cursor.ts";
import type { TokenType } from "./legend.ts";
import type { Mark } from "./marks.ts";

/** The parts of an expression in a word; none when it has escapes or continuations, so that offsets are not its own. */
export function expressionMarks(text: string, word: Argument): readonly Mark[] {
  const inside = withoutQuotes(word);
  if (text.slice(inside.start, inside.end) !== word.value) return [];
  const { expression } = parseExpression(word.value, { names: "any" });
  if (expression === undefined) return [];
  const marks: Mark[] = [];
  const add = (type: TokenType, { start, end }: Range): void => {
    marks.push({ type, start: inside.start + start, end: inside.start + end });
  };
  visitExpression(expression, {
    enter(node) {
      marksOf(node, add);
      return true;
    },
  });
  return marks;
}

function marksOf(node: ExpressionNode, add: (type: TokenType, range: Range) => void): void {
  switch (node.type) {
    case "Variable":
    case "BackReference":
      add("variable", node);
      break;
    case "FunctionCall":
    case "ListFunctionCall":
      add("function", node.name);
      break;
    case "Regex":
      add("regexp", node);
      break;
    case "Digits":
      add("number", node);
      break;
    case "BooleanLiteral":
      add("enumMember", node);
      break;
    case "UnaryTest":
    case "BinaryTest":
      add("operator", node.operator);
      break;
    case "Comparison":
    case "RegexMatch":
    case "Membership":
      add("operator", node.operatorRange);
      break;
    default:
  }
}
