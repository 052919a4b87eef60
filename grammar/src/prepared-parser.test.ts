import { expect, test } from "vitest";
import { configDecisions, expressionDecisions } from "./decisions.generated.ts";
import { analysedExpression } from "./expression/grammar.ts";
import { parseExpression } from "./expression/index.ts";
import { analysedConfig } from "./grammar.ts";

test("the generated decisions are those of Chevrotain's analysis", () => {
  expect(analysedConfig()).toEqual(configDecisions);
  expect(analysedExpression()).toEqual(expressionDecisions);
});

test("a parser that was not analysed says what would have fitted", () => {
  expect(parseExpression("%{REQUEST_URI} in 1").error?.message).toBe(
    "syntax error, unexpected T_DIGIT, expecting T_ID or '{'",
  );
});
