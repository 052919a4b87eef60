/*
 * httpd's expression language (ap_expr), as it stands in <If>, <ElseIf>, `Require expr`, SetEnvIfExpr, `expr=` and in
 * the string expressions of directives such as AuthFormLoginRequiredLocation.
 *
 *     const { expression, error } = parseExpression("%{HTTP_HOST} == 'example.com' && -n %{QUERY_STRING}");
 *     if (error !== undefined) console.log(error.message, error.hint);
 *     if (expression !== undefined) visitExpression(expression, { enter: (node) => node.type !== "Regex" });
 *
 * The text is what httpd's directive gets: its quotes and escapes are gone (`ap_getword_conf`). A modal scanner makes
 * the tokens of httpd's, a Chevrotain parser the tree; faults come in the words of httpd's scanner and bison parser.
 */
export { expressionGrammar } from "./grammar.ts";
export type { ExpressionNames } from "./names.ts";
export { coreExpressionNames, expressionNames } from "./names.ts";
export type {
  And,
  BackReference,
  BinaryTest,
  BooleanLiteral,
  Comparison,
  Concatenation,
  Condition,
  Digits,
  Expression,
  ExpressionNode,
  FunctionCall,
  Group,
  IntegerOperator,
  Interpolation,
  ListFunctionCall,
  Membership,
  Not,
  Or,
  QuotedString,
  Regex,
  RegexMatch,
  StringOperator,
  StringPart,
  Text as ExpressionText,
  UnaryTest,
  Variable,
  Word as ExpressionWord,
  WordList,
} from "./nodes.ts";
export type { ExpressionError, ExpressionOptions, ExpressionResult } from "./parse-expression.ts";
export { parseExpression } from "./parse-expression.ts";
export { isSubnet } from "./subnet.ts";
export { textOf, valueOfText } from "./values.ts";
export type { ExpressionVisitor } from "./visit-expression.ts";
export { expressionChildren, visitExpression } from "./visit-expression.ts";
