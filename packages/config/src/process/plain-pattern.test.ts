import { expect, it } from "vitest";
import { isPlainPattern } from "./plain-pattern.ts";

it.each([
  "^/old/(.*)$",
  "\\.php$",
  "^www\\.example\\.org$",
  "^/(?:a|b)/[A-Za-z0-9_-]+/?$",
  "[^/]+",
  "a{2,3}",
  "^/x{2}y*?z++$",
  "",
])("%s is plain", (pattern) => {
  expect(isPlainPattern(pattern)).toBe(true);
});

it.each([
  "(",
  "a)",
  "*",
  "a**",
  "^*",
  "[",
  "[z-a]",
  "[a-c-f]",
  "[[:alpha:]]",
  "\\1",
  "(?<n>a)",
  "(?=a)",
  "a{3,2}",
  "é",
  "\\",
  "a|*",
  "(?i)a",
  "[]",
  "[\\d-x]",
  "[+-9]",
])("%s is left to PCRE2", (pattern) => {
  expect(isPlainPattern(pattern)).toBe(false);
});
