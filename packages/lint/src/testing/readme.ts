import type { RuleProfileName } from "../profile.ts";
import type { RuleOptions } from "../rule.ts";

/** Settings of the examples below them: a block marked `json settings`. */
export interface ExampleSettings {
  readonly profile?: RuleProfileName;
  /** Options of the README's rule. */
  readonly options?: RuleOptions;
  /** Modules linked into the httpd, by source file name, beside core, mod_so and the event MPM. */
  readonly compiledIn?: readonly string[];
  /** The example is a file of a server looked at alone. */
  readonly partial?: boolean;
  /** httpd refuses to read the example, and that is what it is about. */
  readonly refused?: boolean;
}

/** What an assertion line says about the line above it. Lines and columns count from 1; `end` is behind the span. */
export interface ExpectedFinding {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly rule: string;
  /** Has to be in the message. */
  readonly words: string;
}

export interface ExampleFile {
  readonly path: string;
  /** Without assertion lines. */
  readonly text: string;
  readonly expected: readonly ExpectedFinding[];
  /** The text after all fixes of the rule; undefined when the README does not show it. */
  readonly fixed: string | undefined;
}

/** One configuration of a README; without any assertion it is an accepted one. */
export interface Example {
  /** The heading it stands under, and which of its examples it is. */
  readonly title: string;
  /** Line of the README. */
  readonly line: number;
  readonly settings: ExampleSettings;
  readonly files: readonly ExampleFile[];
}

interface Block {
  readonly info: readonly string[];
  readonly text: string;
  readonly line: number;
  readonly heading: string;
}

// `#<` says that the span begins in the first column, where the `#` has to stand.
const ASSERTION = /^([ \t]*)#(<?)([ \t]*)(\^*)[ \t]+([a-z][\w-]*\/[\w-]+)(?:[ \t]+(.*))?$/;

/** The examples of a rule's README, in order. */
export function examplesOf(markdown: string): readonly Example[] {
  const examples: { title: string; line: number; settings: ExampleSettings; files: ExampleFile[] }[] = [];
  let settings: ExampleSettings = {};
  let heading = "";
  let count = 0;
  let open = false;
  for (const block of blocksOf(markdown)) {
    if (block.heading !== heading) {
      heading = block.heading;
      settings = {};
      count = 0;
      open = false;
    }
    const [language, ...words] = block.info;
    if (language === "json" && words.includes("settings")) {
      settings = JSON.parse(block.text) as ExampleSettings;
      open = false;
    }
    if (language !== "conf") continue;
    const path = words.find((word) => word.startsWith("file="))?.slice("file=".length);
    const { text, expected } = readAssertions(block.text);
    const last = examples.at(-1);
    if (words.includes("fixed")) {
      if (last === undefined) throw new Error(`line ${block.line}: a fixed block without an example above it`);
      last.files = withFixed(last.files, path, text);
      continue;
    }
    const file: ExampleFile = { path: path ?? "httpd.conf", text, expected, fixed: undefined };
    const joins = open && path !== undefined && last !== undefined && !last.files.some((other) => other.path === path);
    if (joins) {
      last.files.push(file);
    } else {
      count++;
      examples.push({ title: `${heading}, example ${count}`, line: block.line, settings, files: [file] });
    }
    open = path !== undefined;
  }
  return examples;
}

function withFixed(files: readonly ExampleFile[], path: string | undefined, fixed: string): ExampleFile[] {
  return files.map((file, index) =>
    (path === undefined ? index === 0 : file.path === path) ? { ...file, fixed } : file,
  );
}

function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  let heading = "";
  let open: { info: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of markdown.split("\n").entries()) {
    if (open === undefined) {
      heading = /^#+\s+(.*)$/.exec(line)?.[1] ?? heading;
      const info = /^```\s*(\S.*)$/.exec(line)?.[1];
      if (info !== undefined) open = { info, line: index + 1, lines: [] };
    } else if (line === "```") {
      const text = open.lines.map((each) => `${each}\n`).join("");
      blocks.push({ info: open.info.split(/\s+/), text, line: open.line, heading });
      open = undefined;
    } else {
      open.lines.push(line);
    }
  }
  return blocks;
}

function readAssertions(text: string): { readonly text: string; readonly expected: readonly ExpectedFinding[] } {
  const kept: string[] = [];
  const expected: ExpectedFinding[] = [];
  for (const line of text.split("\n")) {
    const match = ASSERTION.exec(line);
    const [, indent = "", first = "", gap = "", carets = "", rule = "", words = ""] = match ?? [];
    if (match === null || (first === "" && carets === "")) {
      kept.push(line);
      continue;
    }
    const start = first === "" ? indent.length + gap.length + 2 : 1;
    expected.push({
      line: kept.length,
      start,
      end: first === "" ? start + carets.length : carets.length + 3,
      rule,
      words,
    });
  }
  return { text: kept.join("\n"), expected };
}
