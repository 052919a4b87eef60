import {
  DeepArgument,
  DeepGroup,
  DeepVariable,
  ExpressionToken,
  Identifier,
  LeftParen,
  RightParen,
  VariableBegin,
  VariableEnd,
} from "./tokens.ts";

/** Brackets within brackets that the parser takes by recursion; what lies deeper is parsed on its own. */
const DEEPEST = 20;

/** `group`: a condition in parentheses, `argument`: a function's, `variable`: `%{...}`. Names of the grammar's rules. */
export type BracketRule = "group" | "argument" | "variable";

/** The tokens of one deep bracket, and the token that stands for it where it was. */
export interface DeepRun {
  readonly rule: BracketRule;
  readonly tokens: ExpressionToken[];
  readonly standIn: ExpressionToken;
}

export interface SplitTokens {
  /** In the order in which httpd closes them, so that each comes behind those inside of it. */
  readonly deep: readonly DeepRun[];
  readonly tokens: ExpressionToken[];
}

interface Frame {
  readonly rule: BracketRule;
  /** Of its own, or those of the frame around it when it is not deep. */
  readonly tokens: ExpressionToken[];
  readonly isDeep: boolean;
}

const standInTypes = { group: DeepGroup, argument: DeepArgument, variable: DeepVariable } as const;

/** Takes brackets that are nested too deep for recursion out of the tokens (httpd allows for thousands). */
export function splitDeep(tokens: ExpressionToken[]): SplitTokens {
  const whole: ExpressionToken[] = [];
  const frames: Frame[] = [];
  const deep: DeepRun[] = [];
  let current = whole;
  const close = (): void => {
    const frame = frames.pop();
    current = frames.at(-1)?.tokens ?? whole;
    if (frame?.isDeep !== true) return;
    const standIn = standInFor(frame);
    deep.push({ rule: frame.rule, tokens: frame.tokens, standIn });
    current.push(standIn);
  };
  for (const token of tokens) {
    const rule = opened(token, current.at(-1));
    if (rule !== undefined) {
      const isDeep = frames.length >= DEEPEST;
      if (isDeep) current = [];
      frames.push({ rule, tokens: current, isDeep });
    }
    current.push(token);
    if (frames.length > 0 && (token.type === RightParen || token.type === VariableEnd)) close();
  }
  if (deep.length === 0 && frames.length <= DEEPEST) return { deep, tokens };
  while (frames.length > 0) close();
  return { deep, tokens: whole };
}

function opened(token: ExpressionToken, before: ExpressionToken | undefined): BracketRule | undefined {
  if (token.type === VariableBegin) return "variable";
  if (token.type !== LeftParen) return undefined;
  return before?.type === Identifier ? "argument" : "group";
}

function standInFor({ rule, tokens }: Frame): ExpressionToken {
  const first = tokens[0] as ExpressionToken;
  const last = tokens.at(-1) as ExpressionToken;
  const standIn = new ExpressionToken(standInTypes[rule], first.symbol, first.start, last.end);
  standIn.index = first.index;
  standIn.lastIndex = last.type.name.startsWith("Deep") ? last.lastIndex : last.index;
  return standIn;
}
