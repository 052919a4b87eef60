import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { decodeSource, parse } from "@httpd-lint/grammar";
import { describe, expect, it } from "vitest";
import { corpusFiles, folders } from "../corpus/samples.ts";

const root = new URL("../..", import.meta.url).pathname;
const grammars = ["httpd-conf", "htaccess"].flatMap((name) => ["-g", `grammar/textmate/${name}.tmLanguage.json`]);

/** @returns what the tool complains of, without the marks of a terminal */
function run(tool: string, options: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(`${root}node_modules/.bin/${tool}`, [...grammars, ...options], {
    cwd: root,
    encoding: "utf8",
  });
  return status === 0 ? "" : `${stdout}${stderr}`;
}

const files = (folder: string): readonly string[] =>
  readdirSync(`${root}grammar/textmate/${folder}`)
    .filter((name) => /\.(?:conf|htaccess)$/.test(name))
    .map((name) => `grammar/textmate/${folder}/${name}`);

describe("the TextMate grammar", () => {
  it.each(files("tests"))("gives the words of %s their scopes", (file) => {
    expect(run("vscode-tmgrammar-test", [file])).toBe("");
  });

  it.each(files("snapshots"))("colours %s as it did before (vscode-tmgrammar-snap -u accepts a change)", (file) => {
    const scope = file.endsWith(".htaccess") ? "source.htaccess" : "source.httpd-conf";
    expect(run("vscode-tmgrammar-snap", ["--scope", scope, file])).toBe("");
  });

  if (folders.shared === undefined)
    console.warn("SKIPPED: colours of the corpus: set HTTPD_CORPUS to the shared folder");

  it.skipIf(folders.shared === undefined)("begins every line of real configurations as the parser does", async () => {
    const firstScopes = await loadGrammar();
    const samples = corpusFiles().filter(({ name, bytes }) => /\.conf$|\.htaccess$/.test(name) && !bytes.includes(0));
    expect(samples.length).toBeGreaterThan(500);
    const wrong: string[] = [];
    for (const { name, bytes } of samples) {
      const text = decodeSource(bytes);
      // For an editor a lone CR ends a line, too.
      if (/\r(?!\n)/.test(text)) continue;
      const { file } = parse(text);
      const scopes = firstScopes(text);
      for (const line of file.lines) {
        const expected = BEGINNINGS[line.type];
        const found = scopes.get(line.start) ?? "";
        if (expected !== undefined && !expected.test(found)) wrong.push(`${name}: ${line.type} is ${found}`);
        scopes.delete(line.start);
      }
      // What is left goes on from the line before.
      for (const found of scopes.values()) {
        if (/\bsupport\.function\.directive\b/.test(found)) wrong.push(`${name}: a continued line is ${found}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

/** What the first word of a line must be, by what the parser takes the line for. */
const BEGINNINGS: Readonly<Record<string, RegExp>> = {
  Comment: /\bcomment\b/,
  Directive: /\bmeta\.directive\b(?!.*\bstring\.)/,
  OpenTag: /\bmeta\.(?:tag|section)\b/,
  CloseTag: /\bmeta\.(?:tag|section)\b/,
};

interface Token {
  readonly endIndex: number;
  readonly scopes: readonly string[];
}

interface Grammar {
  tokenizeLine(line: string, stack: unknown): { readonly tokens: readonly Token[]; readonly ruleStack: unknown };
}

/** @returns a function that gives the scopes of the first word of every line, by where the line starts */
async function loadGrammar(): Promise<(text: string) => Map<number, string>> {
  const require = createRequire(`${root}node_modules/vscode-tmgrammar-test/package.json`);
  const { createRegistry } = require("./dist/common/index.js");
  const path = `${root}grammar/textmate/httpd-conf.tmLanguage.json`;
  const grammar: Grammar = await createRegistry([{ path, scopeName: "" }]).loadGrammar("source.httpd-conf");
  return (text) => {
    const scopes = new Map<number, string>();
    let stack: unknown = null;
    let start = 0;
    for (const line of text.split("\n")) {
      const { tokens, ruleStack } = grammar.tokenizeLine(line.replace(/\r$/, ""), stack);
      const first = line.search(/\S/);
      scopes.set(start, tokens.find(({ endIndex }) => endIndex > first)?.scopes.join(" ") ?? "");
      stack = ruleStack;
      start += line.length + 1;
    }
    return scopes;
  };
}
