import type { Range } from "@httpd-lint/diagnostics";

/**
 * The tree of one expression. Nodes hold offsets into the text given to `parseExpression` and the few words of httpd's
 * language that are closed (`==`, `-eq`); names and texts are cut out of the text when asked for (`textOf`, `valueOfText`).
 */
export type ExpressionNode = Condition | Word | StringPart | Interpolation | WordList | ListFunctionCall | Regex;

/** What `parseExpression` gives: a condition, or the parts of a string expression. */
export type Expression = Condition | Interpolation;

/** Something that is true or false. */
export type Condition =
  | Or
  | And
  | Not
  | Group
  | BooleanLiteral
  | UnaryTest
  | BinaryTest
  | Comparison
  | RegexMatch
  | Membership;

/** `a || b`, `a or b`. Holds all operands of a chain. */
export interface Or extends Range {
  readonly type: "Or";
  readonly operands: readonly Condition[];
}

/** `a && b`, `a and b`. Binds tighter than `||`. */
export interface And extends Range {
  readonly type: "And";
  readonly operands: readonly Condition[];
}

/** `!a`, `not a`. Binds tighter than `&&`, looser than any comparison. */
export interface Not extends Range {
  readonly type: "Not";
  readonly operand: Condition;
}

/** A condition in parentheses. httpd 2.4 has none around words. */
export interface Group extends Range {
  readonly type: "Group";
  readonly condition: Condition;
}

export interface BooleanLiteral extends Range {
  readonly type: "BooleanLiteral";
  readonly value: boolean;
}

/** `-n word`: one of httpd's operators of a single letter. */
export interface UnaryTest extends Range {
  readonly type: "UnaryTest";
  /** The operator with its dash. */
  readonly operator: Range;
  readonly operand: Word;
}

/** `word -strmatch word`: an operator that httpd looks up by name. */
export interface BinaryTest extends Range {
  readonly type: "BinaryTest";
  /** The operator with its dash. */
  readonly operator: Range;
  readonly left: Word;
  readonly right: Word;
}

export type StringOperator = "==" | "!=" | "<" | "<=" | ">" | ">=";
export type IntegerOperator = "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge";

/** A comparison of two words, as strings or as integers. `=` is written `==` here, `eq` is written `-eq`. */
export interface Comparison extends Range {
  readonly type: "Comparison";
  readonly operator: StringOperator | IntegerOperator;
  readonly operatorRange: Range;
  readonly left: Word;
  readonly right: Word;
}

/** `word =~ /re/`; its captures become `$1`, `$2` and so on in what stands below the condition. */
export interface RegexMatch extends Range {
  readonly type: "RegexMatch";
  readonly operator: "=~" | "!~";
  readonly operatorRange: Range;
  readonly left: Word;
  readonly regex: Regex;
}

/** `word in { a, b }`, `word -in function(word)`. */
export interface Membership extends Range {
  readonly type: "Membership";
  readonly operatorRange: Range;
  readonly left: Word;
  readonly list: WordList | ListFunctionCall;
}

/** `{ word, word }` */
export interface WordList extends Range {
  readonly type: "WordList";
  readonly words: readonly Word[];
}

/** `function(word)` behind `in`. */
export interface ListFunctionCall extends Range {
  readonly type: "ListFunctionCall";
  readonly name: Range;
  readonly argument: Word;
}

/** Something that has a string as its value. */
export type Word = Concatenation | Digits | QuotedString | Variable | FunctionCall | BackReference;

/** `a . b`. Holds all parts of a chain. */
export interface Concatenation extends Range {
  readonly type: "Concatenation";
  readonly parts: readonly Word[];
}

/** `42`, `-1`. */
export interface Digits extends Range {
  readonly type: "Digits";
}

/** `'a%{b}c'`, with its quotes. */
export interface QuotedString extends Range {
  readonly type: "QuotedString";
  readonly parts: readonly StringPart[];
}

/** What stands between quotes, behind the colon of `%{function:...}`, or in a whole string expression. */
export interface Interpolation extends Range {
  readonly type: "Interpolation";
  readonly parts: readonly StringPart[];
}

export type StringPart = Text | Variable | FunctionCall | BackReference;

/** Characters of a string, with their escapes (`valueOfText` resolves them). */
export interface Text extends Range {
  readonly type: "Text";
}

/** `%{NAME}` */
export interface Variable extends Range {
  readonly type: "Variable";
  readonly name: Range;
}

/** `function(word)`; or `%{function:string}`, whose argument is an `Interpolation`. */
export interface FunctionCall extends Range {
  readonly type: "FunctionCall";
  readonly name: Range;
  readonly argument: Word | Interpolation;
}

/** `$0` to `$9`: what a regular expression captured. */
export interface BackReference extends Range {
  readonly type: "BackReference";
  readonly group: number;
}

/** `/re/`, `m#re#i`. */
export interface Regex extends Range {
  readonly type: "Regex";
  readonly pattern: Range;
  readonly ignoreCase: boolean;
}
