import { describe, expect, it } from "vitest";
import { compilesAsRegex } from "./regex-pattern.ts";

const compiles =
  String.raw`() ] []] [^]] [a] [[:alpha:]] a* a*+ a++ a?? a{1} a{65535} a{ a{,3} (?) (?i) (?i)a (?<a>b) (?P<n>b)(?P=n)
  (?<n>b)\k<n> (a)\1 \10 \a \cA \e \f (a)\g1 (a)\g{-1} \h \o{7} \pL \p{L} \p{Greek} \x \x{41} \K \N \Q \R \V \X \_ \% [\b] [a-] [-a]
  [\Qa\E] (?=a) (?!a) (?<=a) (?<=a|bc) (?>a) (?|a|b) (?#c) (a)(?1) (?R) (a)(?(1)b|c) (?(?=a)b|c) (?(R)a) (?(DEFINE)a) (?C1)
  (*ACCEPT) (*UTF8) (?ix-m:a) (?^) a|b |a (|) a{1,2 a{x} \x4 \xg \0 [a[:alpha:]b] [[:^alpha:]] [--a] [a-z-9] [\w-] (?'n'a) é [é]
  (a+)+ x{1,2}? x{2}+ (?J)(?<n>a)(?<n>b) (?x)a [[:<:]] (?=a)* ^https?://[^/]+/(.*)$`.split(/\s+/);

const fails =
  String.raw`( ) (() [ [] [^] [a [b-a] [a-\d] [\d-a] [[:foo:]] [:alpha:] * + ? a** a{2,1} a{65536} {1} a{1,2}{3} ^* $* (* (*) (?:
  (?z) (?<1>b) (?P=n) \k<m> \1 (a)\2 \8 \c \g \g1 \i \j \k \l \o \p \p{Foo} \q \u \x{110000} \y \L \U \N{U+41} [\B] [\R] [\q]
  (?<=a*) (?<!a+) (?#c (?1) (?-1) (?&n) (?(1)a) (a)(?(1)a|b|c) (?C256) (*FOO) (?i \ \777 [[.a.]] [[=a=]] [[:alpha:]-z]
  [a-[:digit:]] (?'n a)b ((a) [é-a] [0-9]+{2} \b+ \K+ (?i)* a|* (?:*) |+ \d{3}{2}*`.split(/\s+/);

describe("a regular expression in httpd's expressions", () => {
  it.each(compiles)("may be %s", (pattern) => {
    expect(compilesAsRegex(pattern)).toBe(true);
  });

  it.each(fails)("may not be %s, which PCRE2 does not compile", (pattern) => {
    expect(compilesAsRegex(pattern)).toBe(false);
  });

  it("is bytes: one above \\377 does not exist", () => {
    expect(compilesAsRegex("\\x{ff}\\377")).toBe(true);
    expect(compilesAsRegex("\\x{100}")).toBe(false);
  });
});
