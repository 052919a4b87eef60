import { type ConfigNode, isOfMacro } from "@httpd-lint/config";
import type { Location, TextEdit } from "@httpd-lint/diagnostics";

/**
 * True when the node's line can be edited with a clear result: not in a macro, whose body stands for every use, and
 * not given with -c or -C.
 */
export function isEditable(node: ConfigNode): boolean {
  return node.frame.kind !== "option" && !isOfMacro(node);
}

/** New lines behind the node's, with its indentation. */
export function insertLineAfter(node: ConfigNode, ...texts: readonly string[]): TextEdit {
  const { file } = node.frame;
  const { line } = node;
  const ended = file.text[line.end - 1] === "\n";
  const indent = indentOf(node);
  const newText = texts.map((text) => (ended ? `${indent}${text}\n` : `\n${indent}${text}`)).join("");
  return { file: file.path, start: line.end, end: line.end, newText };
}

/** New lines in front of the node's, with its indentation. */
export function insertLineBefore(node: ConfigNode, ...texts: readonly string[]): TextEdit {
  const { line } = node;
  const newText = texts.map((text) => `${indentOf(node)}${text}\n`).join("");
  return { file: node.frame.file.path, start: line.start, end: line.start, newText };
}

/** The node's whole line gone, continuations included. */
export function removeLine(node: ConfigNode): TextEdit {
  const { start, end } = node.line;
  return { file: node.frame.file.path, start, end, newText: "" };
}

/** The place of a first line of a file, for findings about what is nowhere. */
export function firstLineOf(path: string, text: string): Location {
  const end = text.indexOf("\n");
  return { file: path, start: 0, end: end < 0 ? text.length : end };
}

function indentOf(node: ConfigNode): string {
  const { text } = node.frame.file;
  const { start, nameStart } = node.line;
  let from = nameStart;
  while (from > start && (text[from - 1] === " " || text[from - 1] === "\t")) from--;
  return text.slice(from, nameStart);
}
