import { describe, expect, it } from "vitest";
import { compilePattern, httpdPattern, type Pattern, type PatternFailure, type PatternMatch } from "./index.ts";

/** What `RewriteRule pattern -` does with a path, or `SetEnvIf` with a header. */
function matched(
  pattern: string,
  subject: string,
  options: { readonly ignoreCase?: boolean } = {},
): string | undefined {
  return match(pattern, subject, options)?.groups[0];
}

function match(
  pattern: string,
  subject: string,
  options: { readonly ignoreCase?: boolean } = {},
): PatternMatch | undefined {
  return compiled(httpdPattern(pattern, options)).match(subject);
}

function compiled(result: Pattern | PatternFailure): Pattern {
  if ("message" in result) throw new Error(`${result.message} at offset ${result.offset}`);
  return result;
}

describe("a pattern that httpd refuses", () => {
  // Asked of libpcre2-8 10.42 with the options of ap_regcomp.
  it.each([
    ["^/(shop", 114, 7, "missing closing parenthesis"],
    ["^/shop)/", 122, 6, "unmatched closing parenthesis"],
    ["[a-", 106, 3, "missing terminating ] for character class"],
    ["[b-a]", 108, 3, "range out of order in character class"],
    ["*.php", 109, 0, "quantifier does not follow a repeatable item"],
    ["a**", 109, 2, "quantifier does not follow a repeatable item"],
    ["x{3,2}", 104, 5, "numbers out of order in {} quantifier"],
    ["a{65536}", 105, 7, "number too big in {} quantifier"],
    ["\\", 101, 1, "\\ at end of pattern"],
    ["\\c", 102, 2, "\\c at end of pattern"],
    ["\\1", 115, 1, "reference to non-existent subpattern"],
    ["(?1)", 115, 3, "reference to non-existent subpattern"],
    ["\\k<nope>", 115, 3, "reference to non-existent subpattern"],
    ["(?P<1>x)", 144, 4, "subpattern name must start with a non-digit"],
    ["(?<a", 142, 4, "syntax error in subpattern name (missing terminator?)"],
    ["(?#abc", 118, 6, "missing ) after (?# comment"],
    ["(?z)", 111, 2, "unrecognized character after (? or (?-"],
    ["[[:foo:]]", 130, 3, "unknown POSIX class name"],
    ["\\p{Nope}", 147, 8, "unknown property after \\P or \\p"],
    ["\\x{100}", 134, 6, "character code point value in \\x{} or \\o{} is too large"],
    ["(*FOO)a", 160, 5, "(*VERB) not recognized or malformed"],
    ["(?<=a+)b", 125, 0, "lookbehind assertion is not fixed length"],
    ["(?<=a\\K)b", 199, 9, "\\K is not allowed in lookarounds (but see PCRE2_EXTRA_ALLOW_LOOKAROUND_BSK)"],
  ])("RewriteRule %s: number %i at offset %i: %s", (pattern, code, offset, message) => {
    expect(httpdPattern(pattern)).toEqual({ code, offset, message });
  });

  it("has its offset in bytes, so a letter beyond ASCII counts as many as UTF-8 needs", () => {
    expect(httpdPattern("é(")).toMatchObject({ offset: 3 });
    expect(httpdPattern("日本(")).toMatchObject({ offset: 7 });
    // ISO-8859-1: the byte C3 alone, as decodeSource has it.
    expect(httpdPattern("\udcc3(")).toMatchObject({ offset: 2 });
  });

  it("is looked at up to a NUL only, as ap_regcomp takes a C string", () => {
    expect(compiled(httpdPattern("shop\0(")).match("shop")?.length).toBe(4);
    expect(httpdPattern("shop(\0)")).toMatchObject({ message: "missing closing parenthesis", offset: 5 });
  });

  it("may ask for UTF-8 by itself, and then its bytes must be UTF-8", () => {
    expect(httpdPattern("(*UTF)\udcff")).toEqual({
      code: -23,
      offset: 6,
      message: "UTF-8 error: illegal byte (0xfe or 0xff)",
    });
    expect(httpdPattern("(*UTF)\\x{d800}")).toMatchObject({ code: 173, offset: 13 });
    expect(matched("(*UTF)^.$", "é")).toBe("é");
  });
});

describe("a pattern that httpd takes", () => {
  it("gives the groups that $1 and %1 stand for; one that took no part is undefined", () => {
    const found = match("^/(shop|cart)(/old)?/(.*)$", "/cart/item/7");
    expect(found).toEqual({ index: 0, length: 12, groups: ["/cart/item/7", "cart", undefined, "item/7"] });
    expect(compiled(httpdPattern("(a)(b(c))")).captureCount).toBe(3);
    expect(match("^/admin", "/shop")).toBeUndefined();
  });

  it("minds case unless [NC], BrowserMatchNoCase or (?i) say otherwise", () => {
    expect(matched("^/shop$", "/SHOP")).toBeUndefined();
    expect(matched("^/shop$", "/SHOP", { ignoreCase: true })).toBe("/SHOP");
    expect(matched("(?i)^/shop$", "/SHOP")).toBe("/SHOP");
    // httpd compiles bytes in the C locale: case is a matter of ASCII.
    expect(matched("É", "é", { ignoreCase: true })).toBeUndefined();
  });

  it("may look back, also with branches of different length", () => {
    expect(match("(?<=^/shop)/(\\d+)", "/shop/17")).toMatchObject({ index: 5, groups: ["/17", "17"] });
    expect(matched("(?<=ab|c)d", "cd")).toBe("d");
    expect(matched("(?<!ab|c)d", "cd")).toBeUndefined();
  });

  it("may call itself", () => {
    expect(match("(\\((?:[^()]|(?1))*\\))", "f(a(b)c)g")).toEqual({
      index: 1,
      length: 7,
      groups: ["(a(b)c)", "(a(b)c)"],
    });
    expect(matched("^(?:a(?R)b|c)", "c")).toBe("c");
  });

  it("matches line ends with a dot, and $ at the very end only, as ap_regcomp wants by default", () => {
    expect(matched("a.b", "a\nb")).toBe("a\nb");
    expect(matched("a$", "a\n")).toBeUndefined();
    expect(matched("a$", "a")).toBe("a");
    const plain = compiled(compilePattern("a.b|a$"));
    expect(plain.match("a\nb")).toBeUndefined();
    expect(plain.match("a\n")?.length).toBe(1);
  });

  it("may give two groups one name, which PCRE2 alone does not allow", () => {
    expect(compiled(httpdPattern("(?<id>a)|(?<id>b)(?<page>c)")).names).toEqual(["id", "id", "page"]);
    expect(compilePattern("(?<n>a)(?<n>b)")).toEqual({
      code: 143,
      offset: 12,
      message: "two named subpatterns have the same name (PCRE2_DUPNAMES not set)",
    });
  });

  it("takes the other options of RegexDefaultOptions when asked for", () => {
    expect(compiled(compilePattern("^b$", { multiLine: true })).match("a\nb\nc")?.index).toBe(2);
    expect(compiled(compilePattern(" a # first\n b", { extended: true })).match("ab")?.length).toBe(2);
  });

  it("consists of bytes: any of them may stand in it, and a dot is one of them", () => {
    expect(matched("^[\udcfe-\udcff]+$", "\udcff\udcfe")).toBe("\udcff\udcfe");
    expect(match("^.", "é")).toMatchObject({ length: 1 });
    expect(match("(é)$", "aé")).toEqual({ index: 1, length: 2, groups: ["é", "é"] });
  });

  it("can be looked for from a byte on, seeing what is before it", () => {
    const pattern = compiled(httpdPattern("(?<=a)b"));
    expect(pattern.match("abab", 2)?.index).toBe(3);
    expect(pattern.match("ab", 1)?.index).toBe(1);
    expect(pattern.match("ab", 2)).toBeUndefined();
    expect(pattern.match("ab", 3)).toBeUndefined();
  });
});

describe("a pattern of a generator gone wild", () => {
  it("is too large from 64 KiB of compiled code on", () => {
    expect(compiled(httpdPattern("a".repeat(32_000))).match("a".repeat(32_000))?.length).toBe(32_000);
    expect(httpdPattern("a".repeat(40_000))).toEqual({
      code: 120,
      offset: 40_000,
      message: "regular expression is too large",
    });
    const paths = Array.from({ length: 20_000 }, (_, page) => `/page-${page}/`);
    expect(httpdPattern(paths.join("|"))).toMatchObject({ code: 120, message: "regular expression is too large" });
    expect(httpdPattern("((?:a{60000}){60000})")).toMatchObject({ code: 120, offset: 21 });
  });

  it("may nest 250 parentheses and no more", () => {
    const nested = (depth: number) => `${"(".repeat(depth)}a${")".repeat(depth)}`;
    expect(compiled(httpdPattern(nested(250))).captureCount).toBe(250);
    for (const depth of [251, 1000, 200_000]) {
      expect(httpdPattern(nested(depth))).toEqual({
        code: 119,
        offset: 251,
        message: "parentheses are too deeply nested",
      });
    }
  });

  it("ends at PCRE2's own limit when it would try for ever, and the next one is not harmed", () => {
    const pattern = compiled(httpdPattern("(a+)+$"));
    expect(pattern.match(`${"a".repeat(40)}b`)).toBeUndefined();
    expect(pattern.match("xaa")?.index).toBe(1);
  });
});
