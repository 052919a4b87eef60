import { type ConfigTree, createMemoryHost, readConfig, readHtaccess, type ServerProfile } from "@httpd-lint/config";
import { applyFixes, type Diagnostic } from "@httpd-lint/diagnostics";
import { LineIndex } from "@httpd-lint/grammar";
import { lint } from "../lint.ts";
import type { Rule } from "../rule.ts";
import type { RuleSettings } from "../settings.ts";
import type { Example, ExpectedFinding } from "./readme.ts";

const FOLDER = "/etc/httpd";

/** The httpd that examples are for. */
export function exampleProfile(compiledIn: readonly string[] = []): ServerProfile {
  return {
    name: "example",
    version: "2.4.71",
    serverRoot: FOLDER,
    compiledIn: ["core.c", "mod_so.c", "http_core.c", "event.c", ...compiledIn],
    defines: [],
    environment: {},
    before: [],
    after: [],
    moduleFiles: "assume",
    relocations: [],
  };
}

/**
 * Runs one rule over an example and compares.
 *
 * @returns a sentence for every difference; empty when the README tells the truth
 */
export function problemsOf(example: Example, rule: Rule): readonly string[] {
  const texts = new Map(example.files.map((file) => [`${FOLDER}/${file.path}`, file.text]));
  const before = findings(example, rule, texts);
  const problems = [...before.readErrors];
  for (const file of example.files) {
    const path = `${FOLDER}/${file.path}`;
    const found = before.diagnostics.filter(({ location }) => location?.file === path);
    problems.push(...compare(file.text, file.path, file.expected, found));
  }
  if (example.files.some(({ fixed }) => fixed !== undefined)) problems.push(...problemsOfFixes(example, rule, texts));
  return problems;
}

interface Findings {
  readonly diagnostics: readonly Diagnostic[];
  readonly readErrors: readonly string[];
}

function findings(example: Example, rule: Rule, texts: ReadonlyMap<string, string>): Findings {
  const { settings } = example;
  const host = createMemoryHost(Object.fromEntries(texts));
  const profile = exampleProfile(settings.compiledIn);
  const main = [...texts.keys()][0] as string;
  const tree: ConfigTree = main.endsWith("/.htaccess")
    ? readHtaccess(main, host, profile)
    : readConfig(main, host, profile);
  const rules: RuleSettings = {
    [rule.meta.name]: settings.options === undefined ? "on" : { severity: "on", options: settings.options },
  };
  const diagnostics = lint(tree, {
    rules,
    extraRules: [rule],
    ...(settings.profile === undefined ? {} : { profile: settings.profile }),
    ...(settings.partial === undefined ? {} : { partial: settings.partial }),
  });
  return {
    diagnostics: diagnostics.filter(({ code }) => code === rule.meta.name || code.startsWith("lint/")),
    readErrors: settings.refused === true ? accepted(tree) : refusals(tree),
  };
}

function refusals(tree: ConfigTree): readonly string[] {
  return tree.errors.map(({ message }) => `httpd refuses this example: ${message}`);
}

function accepted(tree: ConfigTree): readonly string[] {
  return tree.errors.length > 0 ? [] : ["httpd does not refuse this example"];
}

function compare(
  text: string,
  path: string,
  expected: readonly ExpectedFinding[],
  found: readonly Diagnostic[],
): readonly string[] {
  const lines = new LineIndex(text);
  const open = [...expected];
  const problems: string[] = [];
  for (const { code, message, location } of found) {
    if (location === undefined) continue;
    const { line, column } = lines.position(location.start);
    const end = lines.lineRange(line).end;
    const endColumn = lines.position(Math.min(location.end, end)).column;
    const at = open.findIndex(
      (item) =>
        item.rule === code &&
        item.line === line &&
        item.start === column &&
        item.end === endColumn &&
        message.includes(item.words),
    );
    if (at >= 0) open.splice(at, 1);
    else problems.push(`${path}:${line}:${column}-${endColumn}: not expected: ${code}: ${message}`);
  }
  for (const item of open)
    problems.push(`${path}:${item.line}:${item.start}-${item.end}: not found: ${item.rule} ${item.words}`);
  return problems;
}

function problemsOfFixes(example: Example, rule: Rule, texts: ReadonlyMap<string, string>): readonly string[] {
  const fixed = new Map(texts);
  for (let round = 0; round < 10; round++) {
    const { diagnostics } = findings(example, rule, fixed);
    let applied = 0;
    for (const [path, text] of fixed) {
      const result = applyFixes(text, path, diagnostics, { unsafe: true });
      fixed.set(path, result.text);
      applied += result.applied.length;
    }
    if (applied === 0) break;
  }
  const after = findings({ ...example, settings: { ...example.settings, refused: false } }, rule, fixed);
  const problems = [...after.readErrors];
  for (const file of example.files) {
    const wanted = file.fixed ?? file.text;
    const got = fixed.get(`${FOLDER}/${file.path}`);
    if (got !== wanted) problems.push(`${file.path}: the fix gives\n${got}instead of\n${wanted}`);
  }
  const left = after.diagnostics.filter(({ fixes }) => fixes !== undefined);
  return [...problems, ...left.map(({ message }) => `still there after the fix: ${message}`)];
}
