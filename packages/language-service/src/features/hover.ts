import type { ConfigNode } from "@httpd-lint/config";
import type { DirectiveReference } from "@httpd-lint/directives/reference";
import type { Hover, Position } from "vscode-languageserver-types";
import {
  commandNamed,
  commandText,
  directiveText,
  meaningOf,
  moduleReferenceOf,
  moduleText,
  referencesOf,
} from "../describe/directive.ts";
import { code, plain } from "../describe/markdown.ts";
import { expansionText, logFormatText, nameText, variableText } from "../describe/names.ts";
import { isPlace, sessionText } from "../describe/session.ts";
import { partMeaning } from "../describe/value-parts.ts";
import { type Cursor, cursorAt } from "../model/cursor.ts";
import { modulesOf, nodeOf } from "../model/nodes.ts";
import { occurrenceAt } from "../model/occurrences.ts";
import { offsetAt, rangeOf } from "../model/positions.ts";
import { type WordPart, wordPartAt } from "../model/word-parts.ts";
import type { DocumentContext } from "../workspace.ts";

/** What is known about the thing under the cursor. */
export async function hoverAt(context: DocumentContext, position: Position): Promise<Hover | undefined> {
  const offset = offsetAt(context.lineIndex, position);
  const cursor = cursorAt(context.syntax, offset);
  if (cursor.line === undefined || cursor.key === "") return undefined;
  if (cursor.part === "name" || cursor.part === "closing tag") return hoverOfName(context, cursor);
  return cursor.part === "argument" ? hoverOfArgument(context, cursor) : undefined;
}

function hover(
  context: DocumentContext,
  parts: readonly (string | undefined)[],
  range: Cursor["wordRange"],
): Hover | undefined {
  const value = parts.filter((part) => part !== undefined && part !== "").join("\n\n---\n\n");
  if (value === "") return undefined;
  return { contents: { kind: "markdown", value }, range: rangeOf(context.lineIndex, range) };
}

async function hoverOfName(context: DocumentContext, cursor: Cursor): Promise<Hover | undefined> {
  const { nameRange } = cursor;
  if (cursor.offset > nameRange.end) return undefined;
  const key = cursor.part === "closing tag" ? `<${cursor.key}` : cursor.key;
  const references = await referencesOf(context, key);
  const command = references.length > 0 ? undefined : commandNamed(context, key);
  const texts = references.map((reference) => directiveText(reference, context.analyses[0]));
  const own = command === undefined ? texts : [commandText(command)];
  return hover(context, [...own, ...factsOf(context, cursor)], nameRange);
}

/** What this line in particular does. */
function factsOf(context: DocumentContext, { line, key }: Cursor): readonly (string | undefined)[] {
  if (line === undefined || line.type === "CloseTag") return [];
  const found = nodeOf(context, line);
  if (found === undefined) return [];
  const { node, analysis } = found;
  const { tree } = analysis;
  if (key === "use") {
    const use = tree.macroUses.find((each) => each.node === node);
    return use === undefined ? [] : [expansionText(analysis, use)];
  }
  if (key === "include" || key === "includeoptional") return [includedFiles(context, node)];
  const isSession = key.startsWith("session") || key.startsWith("authform");
  if (isPlace(node)) return [sessionText(tree, node)];
  return isSession ? [sessionText(tree, node.parent)] : [];
}

function includedFiles(context: DocumentContext, node: ConfigNode): string {
  const files = context.analyses.flatMap(({ tree }) =>
    tree.inclusions.filter(
      ({ includedBy }) =>
        includedBy?.line.start === node.line.start && includedBy.frame.file.path === node.frame.file.path,
    ),
  );
  const paths = [...new Set(files.map(({ file }) => file.path))];
  if (paths.length === 0) return "Reads no file.";
  const shown = paths.slice(0, 20).map((path) => `- [${plain(path)}](${context.workspace.uriOf(path)})`);
  const more = paths.length > 20 ? `\n- and ${paths.length - 20} more` : "";
  return `Reads ${paths.length} file${paths.length === 1 ? "" : "s"}:\n\n${shown.join("\n")}${more}`;
}

async function hoverOfArgument(context: DocumentContext, cursor: Cursor): Promise<Hover | undefined> {
  const { key, offset, words, index } = cursor;
  const named = occurrenceAt(context.syntax, offset);
  if (named?.kind === "define") return hover(context, [variableText(context, named)], named);
  const word = words[index];
  if (word === undefined || offset < word.start) return undefined;
  if (named?.kind === "log format") {
    return hover(context, [logFormatText(context.analyses[0], named.name)], cursor.wordRange);
  }
  if (key === "use" || key.startsWith("include")) return hover(context, factsOf(context, cursor), cursor.wordRange);
  if (isModuleName(key, index)) return hoverOfModule(context, cursor);
  const meant = partMeaning(cursor);
  if (meant !== undefined) return hover(context, [meant.text], meant);
  const part = wordPartAt(cursor);
  for (const reference of await referencesOf(context, key)) {
    const text = meaningText(reference, part);
    if (text !== undefined) return hover(context, [text], part);
  }
  return named === undefined ? undefined : hover(context, [nameText(context, named)], named);
}

function meaningText(reference: DirectiveReference, part: WordPart): string | undefined {
  const meaning = meaningOf(reference, part.text);
  return meaning === undefined ? undefined : `${code(meaning.value)}: ${plain(meaning.summary)}`;
}

export function isModuleName(key: string, index: number): boolean {
  return index === 0 && (key === "loadmodule" || key === "<ifmodule");
}

async function hoverOfModule(context: DocumentContext, cursor: Cursor): Promise<Hover | undefined> {
  const name = (cursor.words[0]?.value ?? "").replace(/^!/, "");
  const module = await moduleReferenceOf(name);
  if (module === undefined) return undefined;
  const [analysis] = context.analyses;
  return hover(context, [moduleText(module, modulesOf(analysis).has(module.symbol))], cursor.wordRange);
}
