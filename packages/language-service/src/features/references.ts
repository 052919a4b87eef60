import { type ConfigNode, locationOfArgument } from "@httpd-lint/config";
import type { Location, Position, ReferenceContext } from "vscode-languageserver-types";
import { type Cursor, cursorAt } from "../model/cursor.ts";
import { filesIncludedAt, includersOf, namesOfFile } from "../model/inclusions.ts";
import { locationIn, offsetAt } from "../model/positions.ts";
import { locationOfPlace, symbolAt } from "../model/symbols.ts";
import type { DocumentContext } from "../workspace.ts";

/**
 * Every place of the name under the cursor. On an Include: all lines that read one of its files. On a first line
 * without a name: all lines that read this file.
 */
export function referencesAt(
  context: DocumentContext,
  position: Position,
  { includeDeclaration }: ReferenceContext,
): readonly Location[] {
  const offset = offsetAt(context.lineIndex, position);
  const symbol = symbolAt(context, offset);
  if (symbol !== undefined) {
    return symbol.places
      .filter(({ occurrence }) => includeDeclaration || !occurrence.isDefinition)
      .map((place) => locationOfPlace(context, place));
  }
  const cursor = cursorAt(context.syntax, offset);
  if (cursor.key === "include" || cursor.key === "includeoptional") return otherIncludes(context, cursor);
  return position.line === 0 ? placesOf(context, includersOf(context, context.names)) : [];
}

function otherIncludes(context: DocumentContext, { line }: Cursor): readonly Location[] {
  if (line === undefined) return [];
  const files = filesIncludedAt(context, context.names, line.start);
  const names = files.flatMap((path) => [...namesOfFile(context, path)]);
  return placesOf(context, includersOf(context, names));
}

function placesOf(context: DocumentContext, nodes: readonly ConfigNode[]): readonly Location[] {
  return nodes.flatMap((node) => locationIn(context, locationOfArgument(node, 0)) ?? []);
}
