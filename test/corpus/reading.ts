import type { Condition, ConfigNode, ConfigTree } from "@httpd-lint/config";
import { createMemoryHost, wordsOf } from "@httpd-lint/config";
import { modules } from "@httpd-lint/directives";
import { type ConfigFile, logicalText, parseFile, visit } from "@httpd-lint/grammar";
import {
  createWorkspace,
  type DocumentContext,
  type FormatOptions,
  formatDocument,
} from "@httpd-lint/language-service";

export type Files = Readonly<Record<string, string>>;

/** The documents of some files, as an editor has them. */
export function documentsOf(files: Files, mainFile: string): readonly DocumentContext[] {
  const workspace = createWorkspace({ host: createMemoryHost(files), mainFiles: [mainFile] });
  return Object.keys(files).flatMap((path) => workspace.contextOf(path) ?? []);
}

export function formatted(context: DocumentContext, options: FormatOptions): string {
  const { lineIndex, text } = context;
  let result = "";
  let at = 0;
  for (const { range, newText } of formatDocument(context, options)) {
    const start = lineIndex.offsetOf(range.start.line + 1, range.start.character + 1);
    const end = lineIndex.offsetOf(range.end.line + 1, range.end.character + 1);
    if (start < at) throw new Error(`edits overlap at ${start}`);
    result += text.slice(at, start) + newText;
    at = end;
  }
  return result + text.slice(at);
}

/** What the parser makes of a text, without where it stands: names, arguments, sections, texts of programs. */
export function structureOf(text: string): string {
  const file = parseFile(text);
  const lines: string[] = [];
  let depth = 0;
  const add = (line: ConfigFile["lines"][number] | undefined): void => {
    if (line === undefined || line.type === "Blank") return;
    const content = line.type === "RawText" ? text.slice(line.start, line.end) : logicalText(file, line);
    lines.push(`${depth} ${line.type} ${content}`);
  };
  visit(file, {
    enter(section) {
      add(section.openTag);
      depth++;
      return true;
    },
    leave(section) {
      depth--;
      add(section.closeTag);
      if (section.closeTag === undefined) lines.push(`${depth} not closed`);
    },
    line: add,
  });
  return lines.join("\n");
}

/**
 * What httpd reads, without where it stands.
 *
 * @param asWords without the blanks between words and the case of names
 */
export function readingOf(tree: ConfigTree, asWords = false): unknown {
  const nodeText = asWords ? wordsText : exactText;
  return {
    nodes: tree.nodes.flatMap((node) => nodeLines(node, nodeText)),
    executed: tree.executed.map(nodeText),
    conditions: tree.conditions.map(conditionText),
    defines: tree.defines.map(({ name, value }) => [name, value]),
    macros: tree.macros.map(({ name, parameters }) => [name, parameters]),
    macroUses: tree.macroUses.map(({ macro, values }) => [macro.name, values]),
    inclusions: tree.inclusions.map(({ file }) => file.path),
    modules: tree.modules.filter(({ loadedBy }) => loadedBy !== undefined).map(({ symbol }) => symbol),
    errors: tree.errors.map(({ diagnostic, message, file, via, warningsBefore }) => {
      return [diagnostic.code, unplaced(message), file && unplaced(file), via.map((each) => each.file), warningsBefore];
    }),
    warnings: tree.warnings.map(({ code, message }) => [code, unplaced(message)]),
  };
}

function nodeLines(root: ConfigNode, nodeText: (node: ConfigNode) => string): string[] {
  const lines: string[] = [];
  const pending: [ConfigNode, number][] = [[root, 0]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [node, depth] = next;
    lines.push(`${depth} ${nodeText(node)}`);
    for (const child of [...node.children].reverse()) pending.push([child, depth + 1]);
  }
  return lines;
}

function exactText({ name, rawArgumentText, isSection }: ConfigNode): string {
  return `${isSection ? "<" : ""}${name} ${rawArgumentText}`;
}

function wordsText(node: ConfigNode): string {
  const { key, isSection, rawArgumentText } = node;
  if (isSection) return `<${key} ${rawArgumentText}`;
  const splitsItself = modules().some(({ commands }) =>
    commands.some((each) => each.key === key && each.how === "raw"),
  );
  return `${key} ${splitsItself ? rawArgumentText : JSON.stringify(wordsOf(node))}`;
}

function conditionText({ node: { key }, negated, test, holds, certainty }: Condition): string {
  return `${key} ${negated} ${test} ${holds} ${certainty}`;
}

/** Line numbers change with blank lines. */
function unplaced(message: string): string {
  return message.replace(/\bline \d+/g, "line N").replace(/:\d+: </g, ":N: <");
}
