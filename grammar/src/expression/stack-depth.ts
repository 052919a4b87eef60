import * as Tokens from "./tokens.ts";
import { ExpressionToken } from "./tokens.ts";

/** bison's parser gives up when its stack would hold so many states (`YYMAXDEPTH`). */
const MOST_STATES = 10_000;

/** Fewer tokens than this cannot fill the stack: no token adds more than one state. */
const FEWEST_TOKENS = MOST_STATES - 10;

/** What one bracket has on the stack; the first frame is the whole expression. */
interface Frame {
  /** `string`: parts follow one another. `name`: inside `%{`, before the colon. */
  kind: "condition" | "string" | "name";
  /** States below what stands in this bracket. */
  base: number;
  /** States of operands that wait for the rest of a chain: httpd's operators all lean to the right. */
  or: number;
  and: number;
  not: number;
  compare: number;
  concat: number;
  /** Of a string: 1 when it has a first part. */
  part: number;
}

/** Ends the tokens where httpd's parser runs out of stack, with its `memory exhausted`. */
export function limitStack(tokens: ExpressionToken[], isString: boolean): ExpressionToken[] {
  if (tokens.length < FEWEST_TOKENS) return tokens;
  const at = overflow(tokens, isString);
  const token = tokens[at];
  if (token === undefined) return tokens;
  const stop = new ExpressionToken(Tokens.ScanError, token.symbol, token.start, token.end);
  stop.index = at;
  stop.message = "memory exhausted";
  stop.fault = "exhausted";
  return [...tokens.slice(0, at), stop];
}

/**
 * Follows the height of bison's stack over tokens that fit the grammar. Index of the token that does not fit on the
 * stack any more, -1 when all do. Two states are there from the start: bison's own, and the one for the kind of
 * expression.
 */
function overflow(tokens: readonly ExpressionToken[], isString: boolean): number {
  const frames: Frame[] = [frame(isString ? "string" : "condition", 2)];
  for (let index = 0; index < tokens.length; index++) {
    if (shift(frames, tokens, index) >= MOST_STATES) return index;
  }
  return -1;
}

/** Height behind the token. */
function shift(frames: Frame[], tokens: readonly ExpressionToken[], index: number): number {
  const { type } = tokens[index] as ExpressionToken;
  const top = frames.at(-1) as Frame;
  const kind = opening.get(type);
  if (kind !== undefined) {
    const isCall = type === Tokens.LeftParen && tokens[index - 1]?.type === Tokens.Identifier;
    const base = height(top) + (isCall ? 2 : 1);
    frames.push(frame(kind, base));
    return base;
  }
  if (closing.has(type)) {
    const inside = top.base + (top.kind === "condition" ? 1 : top.part);
    if (frames.length > 1) frames.pop();
    const outer = frames.at(-1) as Frame;
    if (outer.kind === "string") outer.part = 1;
    return inside + 1;
  }
  return operatorHeight(type, top) ?? leafHeight(type, top);
}

function leafHeight(type: ExpressionToken["type"], top: Frame): number {
  const reached = height(top) + 1;
  if (top.kind === "string") top.part = 1;
  if (top.kind === "name") top.base = reached;
  if (type === Tokens.Colon) top.kind = "string";
  return reached;
}

const opening: ReadonlyMap<ExpressionToken["type"], Frame["kind"]> = new Map([
  [Tokens.LeftParen, "condition"],
  [Tokens.LeftBrace, "condition"],
  [Tokens.StringBegin, "string"],
  [Tokens.VariableBegin, "name"],
]);

const closing: ReadonlySet<ExpressionToken["type"]> = new Set([
  Tokens.RightParen,
  Tokens.RightBrace,
  Tokens.VariableEnd,
  Tokens.StringEnd,
]);

function frame(kind: Frame["kind"], base: number): Frame {
  return { kind, base, or: 0, and: 0, not: 0, compare: 0, concat: 0, part: 0 };
}

function height(frame: Frame): number {
  return frame.base + frame.or + frame.and + frame.not + frame.compare + frame.concat + frame.part;
}

/** An operator reduces what binds tighter, then waits on the stack with its left side. */
function operatorHeight(type: ExpressionToken["type"], top: Frame): number | undefined {
  if (type === Tokens.Not) top.not += 1;
  else if (type === Tokens.UnaryOperator) top.compare = 1;
  else if (type === Tokens.Concat) top.concat += 2;
  else if (comparing.has(type)) {
    top.concat = 0;
    top.compare = 2;
  } else if (type === Tokens.And || type === Tokens.Or) {
    Object.assign(top, { not: 0, compare: 0, concat: 0 });
    if (type === Tokens.And) top.and += 2;
    else Object.assign(top, { and: 0, or: top.or + 2 });
  } else if (type === Tokens.Comma) {
    Object.assign(top, { concat: 0, compare: 2 });
  } else return undefined;
  return height(top);
}

const comparing: ReadonlySet<ExpressionToken["type"]> = new Set([
  Tokens.BinaryOperator,
  Tokens.CompareOperator,
  Tokens.RegexOperator,
  Tokens.In,
]);
