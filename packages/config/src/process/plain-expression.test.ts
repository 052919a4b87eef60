import { expressionNames, parseExpression } from "@httpd-lint/grammar";
import { expect, it } from "vitest";
import { isPlainCondition, isPlainText } from "./plain-expression.ts";

const names = expressionNames([]);

it.each([
  "%{REQUEST_URI} =~ m#^/x/(.*)$#",
  "%{request_uri} !~ /^a|b$/i",
  "%{HTTP_HOST} == 'example.org'",
  "%{HTTP_HOST} != \"\" && -n %{REMOTE_USER} || %{REQUEST_STATUS} -ge '400'",
])("the condition %s is plain, and right", (text) => {
  expect(isPlainCondition(text, names)).toBe(true);
  expect(parseExpression(text, { names }).error).toBeUndefined();
});

it.each([
  "",
  "true",
  "%{NOTHING} == 'a'",
  "%{SSL_PROTOCOL} == 'a'",
  "%{HTTP_HOST} = 'a'",
  "%{HTTP_HOST} == 'a",
  "%{HTTP_HOST} == 'a\\'",
  "%{HTTP_HOST} == '$1'",
  "%{HTTP_HOST} =~ /(/",
  "%{HTTP_HOST} =~ m#(?<name>a)#",
  "%{HTTP_HOST} == 'x =~ m#' && %{HTTP_HOST} =~ m#(#",
  "%{req:Host} == 'a'",
  "-R '10.0.0.0/8'",
  "%{REMOTE_ADDR} -ipmatch '10.0.0.0/8'",
  "%{HTTP_HOST} == 'a' &&",
  `%{HTTP_HOST} == '${"a".repeat(1000)}'`,
])("the condition %s is left to the parser", (text) => {
  expect(isPlainCondition(text, names)).toBe(false);
});

it.each(["", "/error.html", "https://%{HTTP_HOST}%{REQUEST_URI}"])("the text %s is plain, and right", (text) => {
  expect(isPlainText(text, names)).toBe(true);
  expect(parseExpression(text, { mode: "string", names }).error).toBeUndefined();
});

it.each(["%{NOTHING}", "100%", "%{req:Host}", "$1", "\\1", "a".repeat(1001)])(
  "the text %s is left to the parser",
  (text) => {
    expect(isPlainText(text, names)).toBe(false);
  },
);
