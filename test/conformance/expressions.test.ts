import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ExpressionNode, expressionChildren, parseExpression } from "@httpd-lint/grammar";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AnsweredExpression, askExpression, type ExpressionAnswer } from "./ask-expression.ts";
import { findHttpd } from "./ask-httpd.ts";
import { type ExpressionCase, expressionCases } from "./expression-generator.ts";

const program = findHttpd();

if (program === undefined)
  console.warn("SKIPPED: no apache2 or httpd with Debian's modules on PATH to ask about expressions");

/** httpd's answers to our own expressions. */
function answered(): AnsweredExpression[] {
  const text = readFileSync(new URL("data/expressions.jsonl", import.meta.url), "utf8");
  return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as AnsweredExpression]));
}

function ours({ mode, text }: ExpressionCase): ExpressionAnswer {
  const { error } = parseExpression(text, { mode });
  return { verdict: error === undefined ? "accept" : "reject", message: error?.message ?? null };
}

/** The expressions on which the answers differ, with both answers. */
function differences(
  cases: readonly ExpressionCase[],
  httpd: (question: ExpressionCase) => ExpressionAnswer,
): unknown[] {
  return cases.flatMap((question) => {
    const theirs = httpd(question);
    const { verdict, message } = ours(question);
    const isSame = verdict === theirs.verdict && message === theirs.message;
    return isSame ? [] : [{ ...question, httpd: theirs.message, ours: message }];
  });
}

/** Expressions that fit on one line of a configuration and hold no variable of the configuration. */
function askable(cases: readonly ExpressionCase[]): ExpressionCase[] {
  return cases.filter(({ text }) => !/\n|\$\{/.test(text));
}

describe("expressions", () => {
  it("are accepted and refused in httpd's words", () => {
    const cases = answered();
    expect(cases.length).toBeGreaterThanOrEqual(380);
    const known = new Map(cases.map((line) => [`${line.mode} ${line.text}`, line]));
    const recorded = ({ mode, text }: ExpressionCase) => known.get(`${mode} ${text}`) as AnsweredExpression;
    expect(differences(cases, recorded)).toEqual([]);
  });

  it("give trees whose nodes lie in one another in the order of the text", () => {
    for (const { mode, text } of expressionCases(20261121, 3000)) {
      const { expression, error } = parseExpression(text, { mode });
      if (expression !== undefined) expect(misplaced(expression)).toEqual([]);
      if (error !== undefined) {
        expect(error.start).toBeGreaterThanOrEqual(0);
        expect(error.start).toBeLessThanOrEqual(error.end);
        expect(error.end).toBeLessThanOrEqual(text.length);
        expect(error.hint).toMatch(/[.?]$/);
      }
    }
  });

  it("cut off anywhere still give an answer", () => {
    for (const { mode, text } of expressionCases(7, 150)) {
      for (let end = 0; end <= text.length; end++) {
        const { expression, error } = parseExpression(text.slice(0, end), { mode });
        expect(expression ?? error).toBeDefined();
      }
    }
  });
});

/** Nodes that lie outside of their parent or before the node they follow. */
function misplaced(node: ExpressionNode): ExpressionNode[] {
  let from = node.start;
  return expressionChildren(node).flatMap((child) => {
    const isWrong = child.start < from || child.end > node.end || child.end < child.start;
    from = child.end;
    return [...(isWrong ? [child] : []), ...misplaced(child)];
  });
}

describe.skipIf(program === undefined)("the httpd on this machine", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "hl-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("says what we say about a sample of the expressions", () => {
    const sample = answered().filter((_, at) => at % 5 === 0);
    expect(differences(sample, (question) => askExpression(program ?? "", question, folder))).toEqual([]);
  });

  it("says what we say about random expressions", () => {
    const count = Number(process.env.EXPRESSIONS ?? 100);
    const cases = askable(expressionCases(Number(process.env.SEED ?? 20261121), count));
    expect(differences(cases, (question) => askExpression(program ?? "", question, folder))).toEqual([]);
  });
});
