import type { SourceFile } from "@httpd-lint/config";
import type { Location as Place, Range as Span } from "@httpd-lint/diagnostics";
import type { LineIndex } from "@httpd-lint/grammar";
import type { Location, Position, Range } from "vscode-languageserver-types";
import type { DocumentContext } from "../workspace.ts";

/** LSP counts lines and UTF-16 units from 0, the grammar from 1. */
export function positionAt(lineIndex: LineIndex, offset: number): Position {
  const { line, column } = lineIndex.position(offset);
  return { line: line - 1, character: column - 1 };
}

/** Positions outside the text are moved to the nearest offset in it. */
export function offsetAt(lineIndex: LineIndex, { line, character }: Position): number {
  return lineIndex.offsetOf(line + 1, character + 1);
}

export function rangeOf(lineIndex: LineIndex, { start, end }: Span): Range {
  return { start: positionAt(lineIndex, start), end: positionAt(lineIndex, end) };
}

/** A source file of any of the context's analyses, under one of its names. */
export function sourceFile(context: DocumentContext, path: string): SourceFile | undefined {
  for (const { tree, server } of context.analyses) {
    const file = tree.files.get(path) ?? server?.tree.files.get(path);
    if (file !== undefined) return file;
  }
  return undefined;
}

/** Undefined for what stands in no file, such as lines given with -C. */
export function locationIn(context: DocumentContext, { file, start, end }: Place): Location | undefined {
  if (context.names.has(file)) {
    return { uri: context.workspace.uriOf(context.path), range: rangeOf(context.lineIndex, { start, end }) };
  }
  const source = sourceFile(context, file);
  if (source === undefined) return undefined;
  return { uri: context.workspace.uriOf(file), range: rangeOf(source.lineIndex, { start, end }) };
}
