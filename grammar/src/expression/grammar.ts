import type { ISerializedGast, IToken, TokenType } from "chevrotain";
import { expressionDecisions } from "../decisions.generated.ts";
import { type Decisions, PreparedParser } from "../prepared-parser.ts";
import type { BracketRule } from "./nesting.ts";
import type {
  Condition,
  ExpressionNode,
  FunctionCall,
  Group,
  Interpolation,
  ListFunctionCall,
  QuotedString,
  Regex,
  StringPart,
  Variable,
  Word,
  WordList,
} from "./nodes.ts";
import { compareOperator } from "./operators.ts";
import { range, span, token } from "./places.ts";
import { type ParseFault, Semantics } from "./semantics.ts";
import { syntaxMessage } from "./syntax-message.ts";
import type { ExpressionToken } from "./tokens.ts";
import * as Tokens from "./tokens.ts";

/** Rules that a run of tokens can be parsed by. */
export type StartRule = "condition" | "interpolation" | BracketRule;

/**
 * The grammar of httpd's expressions (`ap_expr_yyparse`), with chains instead of left recursion and one rule for each
 * thing that has a place in the tree:
 *
 *     condition     = conjunction { Or conjunction }
 *     conjunction   = negation { And negation }
 *     negation      = { Not } primary
 *     primary       = True | False | unaryTest | group | comparison
 *     group         = "(" condition ")"
 *     unaryTest     = UnaryOperator word
 *     comparison    = word ( CompareOperator word | BinaryOperator word | RegexOperator regex | In list )
 *     word          = operand { "." operand }
 *     operand       = Digit | BackReference | variable | stringCall | quotedString
 *     quotedString  = StringBegin [ interpolation ] StringEnd
 *     interpolation = stringPart { stringPart }
 *     stringPart    = StringText | BackReference | variable
 *     variable      = "%{" Identifier ( "}" | ":" interpolation "}" )
 *     stringCall    = Identifier argument
 *     argument      = "(" word ")"
 *     list          = listCall | wordList
 *     listCall      = Identifier argument
 *     wordList      = "{" word { "," word } "}"
 *
 * One token of lookahead decides everywhere. Names are httpd's to know: rules hand them to `Semantics`. As in httpd,
 * what its scanner could not read (`ScanError`) is part of the grammar where a condition or a string begins, so that
 * it is reported as it is there, and as a syntax error elsewhere.
 */
class ExpressionParser extends PreparedParser implements ExpressionRunner {
  readonly #isDrawn: boolean;
  #semantics: Semantics = new Semantics("", undefined);

  /** `isDrawn`: without what no reader of a diagram wants to see: faults, and tokens that stand for deep brackets. */
  constructor(decisions: Decisions | undefined, isDrawn: boolean) {
    super(Tokens.vocabulary, { skipValidations: !isDrawn, errorMessageProvider: syntaxMessage });
    this.#isDrawn = isDrawn;
    this.prepare(decisions);
  }

  protected override analysed(): ExpressionParser {
    return new ExpressionParser(undefined, false);
  }

  readonly condition = this.RULE("condition", (): Condition => {
    const operands = [this.SUBRULE(this.conjunction)];
    this.MANY(() => {
      this.CONSUME(Tokens.Or);
      operands.push(this.SUBRULE1(this.conjunction));
    });
    const [only] = operands;
    return operands.length === 1 && only !== undefined ? only : { type: "Or", ...span(operands), operands };
  });

  readonly conjunction = this.RULE("conjunction", (): Condition => {
    const operands = [this.SUBRULE(this.negation)];
    this.MANY(() => {
      this.CONSUME(Tokens.And);
      operands.push(this.SUBRULE1(this.negation));
    });
    const [only] = operands;
    return operands.length === 1 && only !== undefined ? only : { type: "And", ...span(operands), operands };
  });

  readonly negation = this.RULE("negation", (): Condition => {
    const signs: ExpressionToken[] = [];
    this.MANY(() => signs.push(token(this.CONSUME(Tokens.Not))));
    const condition = this.SUBRULE(this.primary);
    return signs.reduceRight<Condition>(
      (operand, { start }) => ({ type: "Not", start, end: operand.end, operand }),
      condition,
    );
  });

  readonly primary = this.RULE(
    "primary",
    (): Condition =>
      this.OR([
        { ALT: () => booleanLiteral(this.CONSUME(Tokens.True), true) },
        { ALT: () => booleanLiteral(this.CONSUME(Tokens.False), false) },
        { ALT: () => this.SUBRULE(this.unaryTest) },
        { ALT: () => this.SUBRULE(this.group) },
        ...this.#standIn<Group>(Tokens.DeepGroup),
        { ALT: () => this.SUBRULE(this.comparison) },
        ...this.#scanError<Condition>(() => missing),
      ]),
  );

  readonly group = this.RULE("group", (): Group => {
    const { start } = token(this.CONSUME(Tokens.LeftParen));
    const condition = this.SUBRULE(this.condition);
    const { end } = token(this.CONSUME(Tokens.RightParen));
    return { type: "Group", start, end, condition };
  });

  readonly unaryTest = this.RULE("unaryTest", (): Condition => {
    const operator = range(this.CONSUME(Tokens.UnaryOperator));
    const operand = this.SUBRULE(this.word);
    this.#semantics.unary(operator, operand, this.#nextIndex());
    return { type: "UnaryTest", start: operator.start, end: operand.end, operator, operand };
  });

  readonly comparison = this.RULE("comparison", (): Condition => {
    const left = this.SUBRULE(this.word);
    const { start } = left;
    return this.OR<Condition>([
      {
        ALT: () => {
          const found = token(this.CONSUME(Tokens.CompareOperator));
          const right = this.SUBRULE1(this.word);
          const operator = compareOperator(found.symbol);
          return { type: "Comparison", start, end: right.end, operator, operatorRange: range(found), left, right };
        },
      },
      {
        ALT: () => {
          const operator = range(this.CONSUME(Tokens.BinaryOperator));
          const right = this.SUBRULE2(this.word);
          this.#semantics.binary(operator, right, this.#nextIndex());
          return { type: "BinaryTest", start, end: right.end, operator, left, right };
        },
      },
      {
        ALT: () => {
          const found = token(this.CONSUME(Tokens.RegexOperator));
          const regex = this.SUBRULE(this.regex);
          const operator = found.symbol === "T_OP_NRE" ? "!~" : "=~";
          return { type: "RegexMatch", start, end: regex.end, operator, operatorRange: range(found), left, regex };
        },
      },
      {
        ALT: () => {
          const operatorRange = range(this.CONSUME(Tokens.In));
          const list = this.SUBRULE(this.list);
          return { type: "Membership", start, end: list.end, operatorRange, left, list };
        },
      },
    ]);
  });

  readonly regex = this.RULE("regex", (): Regex => {
    const found = token(this.CONSUME(Tokens.RegexLiteral));
    const { start, end } = found;
    const ignoreCase = found.symbol === "T_REGEX_I";
    const pattern = { start: start + (this.#semantics.text[start] === "m" ? 2 : 1), end: end - (ignoreCase ? 2 : 1) };
    this.#semantics.regex(found, pattern);
    return { type: "Regex", start, end, pattern, ignoreCase };
  });

  readonly word = this.RULE("word", (): Word => {
    const parts = [this.SUBRULE(this.operand)];
    this.MANY(() => {
      this.CONSUME(Tokens.Concat);
      parts.push(this.SUBRULE1(this.operand));
    });
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { type: "Concatenation", ...span(parts), parts };
  });

  readonly operand = this.RULE(
    "operand",
    (): Word =>
      this.OR<Word>([
        { ALT: () => ({ type: "Digits", ...range(this.CONSUME(Tokens.Digit)) }) },
        { ALT: () => this.#backReference(this.CONSUME(Tokens.BackReference)) },
        { ALT: () => this.SUBRULE(this.variable) },
        ...this.#standIn<Variable>(Tokens.DeepVariable),
        { ALT: () => this.SUBRULE(this.stringCall) },
        { ALT: () => this.SUBRULE(this.quotedString) },
      ]),
  );

  readonly quotedString = this.RULE("quotedString", (): QuotedString => {
    const { start } = token(this.CONSUME(Tokens.StringBegin));
    const parts = this.OPTION(() => this.SUBRULE(this.interpolation).parts) ?? [];
    const { end } = token(this.CONSUME(Tokens.StringEnd));
    return { type: "QuotedString", start, end, parts };
  });

  readonly interpolation = this.RULE("interpolation", (): Interpolation => {
    const parts: StringPart[] = [];
    this.OR([
      { ALT: () => this.AT_LEAST_ONE(() => parts.push(this.SUBRULE(this.stringPart))) },
      ...this.#scanError<unknown>(() => undefined),
    ]);
    return { type: "Interpolation", ...span(parts), parts };
  });

  readonly stringPart = this.RULE(
    "stringPart",
    (): StringPart =>
      this.OR<StringPart>([
        { ALT: () => ({ type: "Text", ...range(this.CONSUME(Tokens.StringText)) }) },
        { ALT: () => this.#backReference(this.CONSUME(Tokens.BackReference)) },
        { ALT: () => this.SUBRULE(this.variable) },
        ...this.#standIn<Variable>(Tokens.DeepVariable),
      ]),
  );

  readonly variable = this.RULE("variable", (): Variable | FunctionCall => {
    const { start } = token(this.CONSUME(Tokens.VariableBegin));
    const name = range(this.CONSUME(Tokens.Identifier));
    return this.OR<Variable | FunctionCall>([
      {
        ALT: () => {
          const { end, index } = token(this.CONSUME(Tokens.VariableEnd));
          this.#semantics.variable(name, index);
          return { type: "Variable", start, end, name };
        },
      },
      {
        ALT: () => {
          this.CONSUME(Tokens.Colon);
          const argument = this.SUBRULE(this.interpolation);
          const { end, index } = token(this.CONSUME1(Tokens.VariableEnd));
          this.#semantics.stringFunction(name, index);
          return { type: "FunctionCall", start, end, name, argument };
        },
      },
    ]);
  });

  readonly stringCall = this.RULE("stringCall", (): FunctionCall => {
    const name = range(this.CONSUME(Tokens.Identifier));
    const argument = this.#callArgument();
    const { end } = this.#previous();
    this.#semantics.stringFunction(name, this.#previousIndex());
    return { type: "FunctionCall", start: name.start, end, name, argument };
  });

  readonly argument = this.RULE("argument", (): Word => {
    this.CONSUME(Tokens.LeftParen);
    const argument = this.SUBRULE(this.word);
    this.CONSUME(Tokens.RightParen);
    return argument;
  });

  readonly list = this.RULE("list", (): WordList | ListFunctionCall =>
    this.OR<WordList | ListFunctionCall>([
      { ALT: () => this.SUBRULE(this.listCall) },
      { ALT: () => this.SUBRULE(this.wordList) },
    ]),
  );

  readonly listCall = this.RULE("listCall", (): ListFunctionCall => {
    const name = range(this.CONSUME(Tokens.Identifier));
    const argument = this.#callArgument();
    const { end } = this.#previous();
    this.#semantics.listFunction(name, this.#previousIndex());
    return { type: "ListFunctionCall", start: name.start, end, name, argument };
  });

  readonly wordList = this.RULE("wordList", (): WordList => {
    const { start } = token(this.CONSUME(Tokens.LeftBrace));
    const words = [this.SUBRULE(this.word)];
    this.MANY(() => {
      this.CONSUME(Tokens.Comma);
      words.push(this.SUBRULE1(this.word));
    });
    const { end } = token(this.CONSUME(Tokens.RightBrace));
    return { type: "WordList", start, end, words };
  });

  /** Only one of these stands in a rule. */
  #callArgument(): Word {
    if (this.#isDrawn) return this.SUBRULE(this.argument);
    return this.OR<Word>([{ ALT: () => this.SUBRULE(this.argument) }, ...this.#standIn<Word>(Tokens.DeepArgument)]);
  }

  #standIn<T extends ExpressionNode>(type: TokenType): { ALT: () => T }[] {
    if (this.#isDrawn) return [];
    // A bracket that could not be read is a fault of its own; the place around it is read on without its node.
    return [{ ALT: () => (token(this.CONSUME9(type)).inner ?? missing) as T }];
  }

  #backReference(found: IToken): Extract<Word, { type: "BackReference" }> {
    const { start, end } = range(found);
    return { type: "BackReference", start, end, group: Number(this.#semantics.text.slice(start + 1, end)) };
  }

  /** httpd's grammar has the scanner's error as a case of its own, and gives up on it without a word. */
  #scanError<T>(instead: () => T): { ALT: () => T }[] {
    if (this.#isDrawn) return [];
    return [
      {
        ALT: () => {
          this.#semantics.abort(token(this.CONSUME9(Tokens.ScanError)));
          return instead();
        },
      },
    ];
  }

  #previous(): ExpressionToken {
    return token(this.LA(0));
  }

  #previousIndex(): number {
    const { index, lastIndex } = this.#previous();
    return Math.max(index, lastIndex);
  }

  /** Of the token behind, which httpd has read when it sees that a word is complete. */
  #nextIndex(): number {
    return (this.LA(1) as unknown as Partial<ExpressionToken>).index ?? Number.POSITIVE_INFINITY;
  }

  run(rule: StartRule, tokens: ExpressionToken[], semantics: Semantics): ExpressionNode | undefined {
    this.#semantics = semantics;
    this.input = tokens as unknown as IToken[];
    const node: ExpressionNode | undefined = this[rule]();
    const [error] = this.errors;
    if (error === undefined) return node;
    semantics.faults.push(faultOf(token(error.token), error.message));
    return undefined;
  }

  /** Lets go of the text. */
  release(): void {
    this.#semantics = new Semantics("", undefined);
    this.input = [];
  }
}

const missing: Condition = { type: "BooleanLiteral", start: 0, end: 0, value: false };

function faultOf(found: ExpressionToken, message: string): ParseFault {
  const index = (found as Partial<ExpressionToken>).index;
  if (index === undefined) return { index: Number.POSITIVE_INFINITY, token: undefined, message, kind: "syntax" };
  return { index, token: found, message, kind: "syntax" };
}

function booleanLiteral(found: IToken, value: boolean): Condition {
  return { type: "BooleanLiteral", ...range(found), value };
}

/** Parses one run of tokens by one rule. Never throws; gives nothing when the run does not fit the rule. */
export interface ExpressionRunner {
  run(rule: StartRule, tokens: ExpressionToken[], semantics: Semantics): ExpressionNode | undefined;
}

let parser: ExpressionParser | undefined;

/** Parses runs of tokens with one parser, made when first needed. */
export function withExpressionParser<T>(use: (parser: ExpressionRunner) => T): T {
  parser ??= new ExpressionParser(expressionDecisions, false);
  try {
    return use(parser);
  } finally {
    parser.release();
  }
}

/** The productions in Chevrotain's form, for syntax diagrams; made with Chevrotain's own checks of the grammar on. */
export function expressionGrammar(): ISerializedGast[] {
  return new ExpressionParser(undefined, true).getSerializedGastProductions();
}

/** What `expressionDecisions` must be. */
export function analysedExpression(): Decisions {
  return new ExpressionParser(undefined, false).decisions();
}
