import { createMemoryHost, readConfig } from "@httpd-lint/config";
import { expect, test } from "vitest";
import { type LintOptions, lint } from "./index.ts";
import { registry } from "./rules/registry.generated.ts";
import { exampleProfile } from "./testing/index.ts";

const main = "/etc/httpd/httpd.conf";
const used = ["session/max-age-not-a-number", "session/cookie-without-httponly", "session/cookie-without-secure"];
const rules: NonNullable<LintOptions["rules"]> = Object.fromEntries(
  registry.map(({ meta }) => [meta.name, used.includes(meta.name) ? "on" : "off"]),
);

function run(text: string, options: LintOptions = {}): readonly string[] {
  const tree = readConfig(main, createMemoryHost({ [main]: text }), exampleProfile());
  return lint(tree, { rules, ...options }).map(({ code, location, message }) => {
    const line = tree.files.get(main)?.lineIndex.lineAt(location?.start ?? 0);
    return `${line} ${code}${code.startsWith("lint/") ? ` ${message}` : ""}`;
  });
}

test("a comment of its own silences a rule on the next line", () => {
  const text =
    "SessionMaxAge 30m\n# httpd-lint-disable-next-line session/max-age-not-a-number -- a test of httpd\nSessionMaxAge 40m\n";
  expect(run(text)).toEqual(["1 session/max-age-not-a-number"]);
});

test("the alias of a rule does as well, and the next line may be continued", () => {
  expect(run("# httpd-lint-disable-next-line SES062\nSessionMaxAge \\\n  40m\n")).toEqual([]);
});

test("several rules, in one comment or in comments above one another", () => {
  const line = "Session On\nSessionMaxAge 60\nSessionCryptoPassphraseFile key\n";
  const names = "session/cookie-without-httponly, session/cookie-without-secure";
  expect(run(`${line}# httpd-lint-disable-next-line ${names}\nSessionCookieName id path=/\n`)).toEqual([]);
  const stacked = names.split(", ").map((name) => `# httpd-lint-disable-next-line ${name} -- reason\n`);
  expect(run(`${line}${stacked.join("")}SessionCookieName id path=/\n`)).toEqual([]);
});

test("a whole file", () => {
  const text =
    "# httpd-lint-disable-file session/max-age-not-a-number -- generated\nSessionMaxAge 1h\nSessionMaxAge 2h\n";
  expect(run(text)).toEqual([]);
});

test("only the line directly below counts", () => {
  expect(run("# httpd-lint-disable-next-line SES062\n\nSessionMaxAge 1h\n")).toEqual([
    "1 lint/unused-suppression SES062 finds nothing on the next line: remove this comment.",
    "3 session/max-age-not-a-number",
  ]);
});

test("httpd has no trailing comments, so a mark behind a directive suppresses nothing", () => {
  const text = "ServerSignature Off # httpd-lint-disable-next-line SES062\nSessionMaxAge 1h\n";
  expect(run(text)).toEqual(["2 session/max-age-not-a-number"]);
});

test("a comment that goes on in the next line suppresses as one in one line does, with any marks and blanks in front", () => {
  expect(run("#\\\n httpd-lint-disable-file SES062\nSessionMaxAge 1h\n")).toEqual([]);
  expect(run("##\t httpd-lint-disable-file SES062\nSessionMaxAge 1h\n")).toEqual([]);
});

test("what suppresses nothing is reported", () => {
  expect(
    run("# httpd-lint-disable-file SES062\n# httpd-lint-disable-next-line\n# httpd-lint-disable-file no/such-rule\n"),
  ).toEqual([
    "1 lint/unused-suppression SES062 finds nothing in this file: remove this comment.",
    "2 lint/unused-suppression httpd-lint-disable-next-line names no rule, so it suppresses nothing. Write: # httpd-lint-disable-next-line RULE -- reason",
    "3 lint/unused-suppression httpd-lint-disable-file names 'no/such-rule', and there is no such rule.",
  ]);
});

test("a rule that is off, and lines that httpd skips, are no reason to complain", () => {
  const comment = "# httpd-lint-disable-next-line session/max-age-not-a-number\n";
  expect(run(comment, { rules: { SES062: "off" } })).toEqual([]);
  expect(run(`<IfDefine NEVER>\n${comment}</IfDefine>\n`)).toEqual([]);
});
