import { describe, expect, it } from "vitest";
import {
  coreExpressionNames,
  type ExpressionText,
  expressionGrammar,
  expressionNames,
  parseExpression,
  textOf,
  valueOfText,
  visitExpression,
} from "./index.ts";

function errorIn(
  text: string,
  mode: "condition" | "string" = "condition",
): { message: string; at: string; hint: string } {
  const { error } = parseExpression(text, { mode });
  return { message: error?.message ?? "accepted", at: error ? textOf(text, error) : "", hint: error?.hint ?? "" };
}

function messageOf(text: string): string | undefined {
  return parseExpression(text).error?.message;
}

describe("httpd's word on a broken condition", () => {
  it("names what the parser met and up to four things it would have taken", () => {
    expect(messageOf("%{HTTP_HOST}")).toBe("syntax error, unexpected $end");
    expect(messageOf("(true")).toBe("syntax error, unexpected $end, expecting T_OP_OR or T_OP_AND or ')'");
    expect(messageOf("'a' == 'b' == 'c'")).toBe("syntax error, unexpected T_OP_STR_EQ, expecting $end");
    expect(messageOf("%{req:} == 1")).toBe(
      "syntax error, unexpected T_VAR_END, expecting T_ERROR or T_STRING or T_REGEX_BACKREF or T_VAR_BEGIN",
    );
  });

  it("is the scanner's alone where a condition begins, and stands behind the parser's elsewhere", () => {
    expect(messageOf("@")).toBe("Parse error near '@'");
    expect(messageOf("1 - 1")).toBe("syntax error, unexpected T_ERROR: Parse error near '-'");
  });

  it("is the last name it did not find", () => {
    expect(messageOf("%{NOPE} == nope('x')")).toBe("Function 'nope' does not exist");
    expect(messageOf("nope('x') =~ /(/")).toBe("Failed to compile regular expression: Function 'nope' does not exist");
  });

  it("is about the operator when the text behind it cannot be read, for httpd looks it up then", () => {
    expect(messageOf("-Z 'a' @")).toBe(
      "syntax error, unexpected T_ERROR, expecting $end: Unary operator '-Z' does not exist",
    );
    expect(messageOf("%{NOPE} @")).toBe("syntax error, unexpected T_ERROR: Parse error near '@'");
  });

  it("shows a byte as the log does", () => {
    expect(messageOf("true é")).toBe("syntax error, unexpected T_ERROR, expecting $end: Parse error near '\\xc3'");
    expect(messageOf("\r")).toBe("Parse error near '\\r'");
    expect(messageOf("\udce9")).toBe("Parse error near '\\xe9'");
  });

  it("cannot be given for a quote behind %{function: at which httpd exits", () => {
    expect(errorIn("%{tolower:'A'} == 'a'")).toEqual({
      message: "flex scanner jammed",
      at: "'",
      hint: "httpd exits at a quote inside %{function:...}: write function('...') instead.",
    });
    expect(errorIn("a\\", "string").message).toBe("flex scanner jammed");
  });

  it("ends a string at a line end and the text at a NUL", () => {
    expect(messageOf("'a\nb' == 1")).toBe("Unterminated string or variable");
    expect(messageOf("'a\\\nb' == 1")).toBeUndefined();
    expect(messageOf("true\0 nonsense")).toBeUndefined();
    expect(messageOf("'a\0' == 1")).toBe("Unterminated string or variable");
  });
});

describe("the place and the hint of an error", () => {
  it("point at the name that is unknown", () => {
    expect(errorIn("-n 'x' && %{REMOTE_ADR} == '::1'")).toMatchObject({
      at: "REMOTE_ADR",
      hint: "Did you mean %{REMOTE_ADDR}?",
    });
    expect(errorIn("%{HTTP_X_REAL_IP} == 'x'").hint).toMatch(/%\{req:X-Real-Ip\}/);
    expect(errorIn("%{SSL_CIPHER} == 'x'").hint).toMatch(/LoadModule/);
  });

  it("point at the string that does not end", () => {
    expect(errorIn("%{HTTP_HOST} == 'example.com")).toMatchObject({ at: "'example.com" });
  });

  it("say what to write instead", () => {
    expect(errorIn("true AND false").hint).toMatch(/write and\./);
    expect(errorIn("%{HTTP_HOST} =~ '^a'")).toMatchObject({ at: "'", hint: expect.stringMatching(/between slashes/) });
    expect(errorIn("%{HTTP_HOST} == example").hint).toMatch(/text in quotes: 'example'/);
    expect(errorIn("true & false")).toMatchObject({ at: "&", hint: "Write &&." });
    expect(errorIn("-t 'x'").hint).toMatch(/did you mean -T\?/);
  });

  it("keep the tree when only a name is unknown", () => {
    expect(parseExpression("%{NOPE} == 'x'").expression?.type).toBe("Comparison");
    expect(parseExpression("%{NOPE} ==").expression).toBeUndefined();
  });
});

describe("the names httpd knows", () => {
  it("are those of its core, in any case", () => {
    expect(messageOf("%{https} == 'on' && ToLower('A') == 'a' && 'a' -StrMatch 'b'")).toBeUndefined();
  });

  it("are more with mod_ssl loaded", () => {
    const text = "%{SSL_ANYTHING} == ssl('X') && 'a' in PeerExtList('1.2')";
    expect(messageOf(text)).toBe("List-returning function 'PeerExtList' does not exist");
    expect(parseExpression(text, { names: expressionNames(["ssl_module"]) }).error).toBeUndefined();
    expect(expressionNames(["rewrite_module"])).toBe(coreExpressionNames());
  });

  it("do not matter when told so, except where httpd reads the word behind", () => {
    expect(parseExpression("%{NOPE} == nope('x') || -Q 'x'", { names: "any" }).error).toBeUndefined();
    expect(parseExpression("-R 'localhost'", { names: "any" }).error?.message).toBe("parsing of subnet/netmask failed");
  });
});

describe("the limits of httpd", () => {
  it("are 8191 bytes in one piece of text", () => {
    expect(messageOf(`'${"a".repeat(8191)}$1${"é".repeat(4095)}' == 1`)).toBeUndefined();
    expect(messageOf(`'${"é".repeat(4096)}' == 1`)).toBe("String too long");
    expect(messageOf(`'a' =~ /${"a".repeat(8192)}/`)).toMatch(/: Regexp too long$/);
  });

  it("are 9995 parentheses, 4998 operators in a chain, 4997 functions and 3331 variables in one another", () => {
    const nested = (open: string, inner: string, close: string) => (count: number) =>
      `${open.repeat(count)}${inner}${close.repeat(count)}`;
    const limits: [number, (count: number) => string][] = [
      [9995, nested("(", "true", ")")],
      [9996, nested("!", "true", "")],
      [4998, nested("true||", "true", "")],
      [4998, nested("true&&", "true", "")],
      [4997, (count) => `1 == 1${".1".repeat(count)}`],
      [4997, (count) => `${nested("tolower(", "1", ")")(count)} == 1`],
      [3331, (count) => `${nested("%{tolower:", "1", "}")(count)} == 1`],
    ];
    for (const [most, make] of limits) {
      expect(messageOf(make(most))).toBeUndefined();
      expect(messageOf(make(most + 1))).toBe("memory exhausted");
    }
  });

  it("do not count what stands side by side", () => {
    expect(messageOf(`1 in { 1${", 1".repeat(20_000)} }`)).toBeUndefined();
    expect(messageOf(`'${"$1".repeat(20_000)}' == 1`)).toBeUndefined();
  });

  it("leave the innermost error of deep nesting its place", () => {
    const text = `${"(".repeat(100)}true x${")".repeat(100)}`;
    expect(errorIn(text)).toMatchObject({
      message: "syntax error, unexpected T_ID, expecting T_OP_OR or T_OP_AND or ')'",
      at: "x",
    });
    expect(messageOf(`${"(".repeat(100)}true`)).toMatch(/unexpected \$end, expecting T_OP_OR/);
    const unknown = `${"tolower(".repeat(50)}nope(1)${")".repeat(50)} == %{NOPE}`;
    expect(messageOf(unknown)).toBe("Variable 'NOPE' does not exist");
  });
});

describe("the tree", () => {
  it("holds what is deep", () => {
    const { expression } = parseExpression(`${"(".repeat(9000)}-n '%{HTTP_HOST}'${")".repeat(9000)}`);
    const counts = new Map<string, number>();
    let leaves = 0;
    if (expression !== undefined) {
      visitExpression(expression, {
        enter: (node) => {
          counts.set(node.type, (counts.get(node.type) ?? 0) + 1);
          return true;
        },
        leave: () => void leaves++,
      });
    }
    expect([...counts]).toEqual([
      ["Group", 9000],
      ["UnaryTest", 1],
      ["QuotedString", 1],
      ["Variable", 1],
    ]);
    expect(leaves).toBe(9003);
  });

  it("gives the value of a text with its escapes", () => {
    const value = (text: string): string => {
      const { expression } = parseExpression(text, { mode: "string" });
      const part = expression?.type === "Interpolation" ? expression.parts[0] : undefined;
      return valueOfText(text, part as ExpressionText);
    };
    expect(value("a\\tb\\'\\\\\\101\\x")).toBe("a\tb'\\Ax");
    expect(value("\\351")).toBe("\udce9");
    expect(value("a\\0b")).toBe("a");
  });

  it("leaves out what a visitor does not enter", () => {
    const { expression } = parseExpression("true && (false || true)");
    const seen: string[] = [];
    if (expression !== undefined) {
      visitExpression(expression, {
        enter: (node) => {
          seen.push(node.type);
          return node.type !== "Group";
        },
      });
    }
    expect(seen).toEqual(["And", "BooleanLiteral", "Group"]);
  });
});

describe("the grammar", () => {
  it("passes Chevrotain's own checks and can be drawn, without what no text has", () => {
    const grammar = expressionGrammar();
    expect(grammar).toContainEqual(expect.objectContaining({ type: "Rule", name: "condition" }));
    expect(JSON.stringify(grammar)).not.toMatch(/Deep|ScanError/);
  });
});
