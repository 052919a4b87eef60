import { existsSync, readFileSync } from "node:fs";
import { createMemoryHost, readConfig } from "@httpd-lint/config";
import { expect, test } from "vitest";
import { lint } from "../lint.ts";
import { exampleProfile } from "../testing/index.ts";

interface Case {
  readonly id: string;
  readonly files: Readonly<Record<string, string>>;
  readonly set_cookie?: readonly string[];
}

const cases = `${process.env.HTTPD_CORPUS ?? new URL("../../../../../shared", import.meta.url).pathname}/spec/cases.jsonl`;
const isThere = existsSync(cases);
if (!isThere) console.warn(`skipped, set HTTPD_CORPUS: no ${cases}`);

/**
 * Cases with the Set-Cookie that httpd sent; mod_usertrack's cookie, named Apache, is none of a session, and a .htaccess
 * is a file that is looked at alone.
 */
function casesWithCookies(): readonly Case[] {
  const all = readFileSync(cases, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Case);
  return all.filter(
    ({ files, set_cookie: sent = [] }) =>
      sent.length > 0 &&
      !sent.some((cookie) => cookie.startsWith("Apache=")) &&
      !Object.keys(files).some((path) => path.endsWith(".htaccess")),
  );
}

test.skipIf(!isThere)("cookies that httpd sent without HttpOnly, Secure or SameSite are found, and no others", () => {
  const wrong: string[] = [];
  const sample = casesWithCookies();
  for (const { id, files, set_cookie: sent = [] } of sample) {
    const texts = Object.entries(files).map(([path, text]) => [
      `/etc/httpd/${path}`,
      text.replaceAll("@ROOT@", "/etc/httpd"),
    ]);
    const tree = readConfig("/etc/httpd/httpd.conf", createMemoryHost(Object.fromEntries(texts)), exampleProfile());
    const findings = lint(tree);
    for (const line of sent) {
      // Names may hold semicolons: the value, which begins in the same way for every session here, tells where they end.
      const name = line.slice(0, line.indexOf("="));
      for (const flag of ["httponly", "secure", "samesite"]) {
        const found = findings.some(
          ({ code, message }) => code === `session/cookie-without-${flag}` && message.includes(`'${name}'`),
        );
        const lacks = !new RegExp(`;\\s*${flag}\\b`, "i").test(line);
        if (found !== lacks) wrong.push(`${id}: ${line}: ${flag}`);
      }
    }
  }
  expect(sample.length).toBeGreaterThan(20);
  expect(wrong).toEqual([]);
});
