import type { ExpressionNode } from "./nodes.ts";

/** What `visitExpression` calls; both parts are optional. `enter` returning false leaves what is inside out. */
export interface ExpressionVisitor {
  enter?(node: ExpressionNode): boolean | undefined;
  leave?(node: ExpressionNode): void;
}

/** Walks a tree in the order of the text, at any depth without recursion. */
export function visitExpression(root: ExpressionNode, visitor: ExpressionVisitor): void {
  const open: { readonly node: ExpressionNode; readonly children: readonly ExpressionNode[]; next: number }[] = [];
  const enter = (node: ExpressionNode): void => {
    const children = visitor.enter?.(node) === false ? [] : expressionChildren(node);
    open.push({ node, children, next: 0 });
  };
  enter(root);
  for (let frame = open.at(-1); frame !== undefined; frame = open.at(-1)) {
    const child = frame.children[frame.next++];
    if (child !== undefined) {
      enter(child);
      continue;
    }
    open.pop();
    visitor.leave?.(frame.node);
  }
}

/** The nodes directly inside a node, in the order of the text. */
export function expressionChildren(node: ExpressionNode): readonly ExpressionNode[] {
  switch (node.type) {
    case "Or":
    case "And":
      return node.operands;
    case "Not":
    case "UnaryTest":
      return [node.operand];
    case "Group":
      return [node.condition];
    case "BinaryTest":
    case "Comparison":
      return [node.left, node.right];
    case "RegexMatch":
      return [node.left, node.regex];
    case "Membership":
      return [node.left, node.list];
    case "WordList":
      return node.words;
    case "Concatenation":
    case "QuotedString":
    case "Interpolation":
      return node.parts;
    case "FunctionCall":
    case "ListFunctionCall":
      return [node.argument];
    default:
      return [];
  }
}
