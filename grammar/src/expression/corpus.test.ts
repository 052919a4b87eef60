import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type ExpressionNode, expressionChildren, parseExpression, textOf } from "./index.ts";

/** Cases in grammar/corpus: title, source, ----, tree. A title in parentheses is about string expressions. */
function cases(): { title: string; source: string; tree: string }[] {
  const text = readFileSync(new URL("../../corpus/expressions.txt", import.meta.url), "utf8");
  const parts = text.split(/^====\n/m).slice(1);
  return Array.from({ length: parts.length / 2 }, (_, at) => {
    const [source = "", tree = ""] = (parts[at * 2 + 1] ?? "").split(/^----\n/m);
    return { title: (parts[at * 2] ?? "").trim(), source: source.trimEnd(), tree: tree.trimEnd() };
  });
}

/** A node by its type and its own words, children indented. */
function show(text: string, node: ExpressionNode, indent = ""): string[] {
  const inner = expressionChildren(node).flatMap((child) => show(text, child, `${indent}  `));
  return [`${indent}${node.type}${ownWords(text, node)}`, ...inner];
}

function ownWords(text: string, node: ExpressionNode): string {
  switch (node.type) {
    case "BinaryTest":
    case "UnaryTest":
      return ` ${textOf(text, node.operator)}`;
    case "Comparison":
    case "RegexMatch":
      return ` ${node.operator}`;
    case "Variable":
    case "FunctionCall":
    case "ListFunctionCall":
      return ` ${textOf(text, node.name)}`;
    case "Regex":
      return ` ${textOf(text, node.pattern)}${node.ignoreCase ? " (ignoring case)" : ""}`;
    case "BackReference":
      return ` ${node.group}`;
    case "BooleanLiteral":
      return ` ${node.value}`;
    case "Digits":
    case "Text":
      return ` ${textOf(text, node)}`;
    default:
      return "";
  }
}

describe("grammar/corpus/expressions.txt", () => {
  for (const { title, source, tree } of cases()) {
    it(title, () => {
      const mode = title.startsWith("(") ? "string" : "condition";
      const { expression, error } = parseExpression(source, { mode });
      expect(error).toBeUndefined();
      expect(expression && show(source, expression).join("\n")).toBe(tree);
    });
  }
});
