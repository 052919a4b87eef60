import type { ConfigNode } from "@httpd-lint/config";
import { argumentsOf, type Line, nodeAt } from "@httpd-lint/grammar";
import type { Location, LocationLink, Position } from "vscode-languageserver-types";
import { type Cursor, cursorAt, withoutQuotes } from "../model/cursor.ts";
import { filesIncludedAt } from "../model/inclusions.ts";
import { namedFiles, namedPath } from "../model/named-files.ts";
import { nodesOf } from "../model/nodes.ts";
import { type Occurrence, occurrencesOf } from "../model/occurrences.ts";
import { offsetAt, rangeOf } from "../model/positions.ts";
import { filesAround, type NeighbourFile, type Place, symbolAt } from "../model/symbols.ts";
import { tagsAt } from "../model/tags.ts";
import type { DocumentContext } from "../workspace.ts";

/** Where the thing under the cursor is defined; several places when conditions choose between them. */
export function definitionAt(context: DocumentContext, position: Position): readonly LocationLink[] {
  const offset = offsetAt(context.lineIndex, position);
  const symbol = symbolAt(context, offset);
  const definitions = symbol?.places.filter(({ occurrence }) => occurrence.isDefinition) ?? [];
  if (symbol !== undefined && definitions.length > 0) {
    return definitions.map((place) => linkTo(context, symbol.occurrence, place));
  }
  const cursor = cursorAt(context.syntax, offset);
  const { line, part, key } = cursor;
  if (line === undefined) return [];
  if (part === "closing tag") return openingTag(context, offset);
  if (part !== "argument") return [];
  if (key === "use") return parameterOfUse(context, cursor);
  if (key === "serveralias" || key === "servername") return virtualHosts(context, line, cursor);
  return key === "include" || key === "includeoptional" ? includedFiles(context, line, cursor) : file(context, cursor);
}

/** The same for clients that know no links. */
export function locationsOf(links: readonly LocationLink[]): Location[] {
  return links.map(({ targetUri, targetSelectionRange }) => ({ uri: targetUri, range: targetSelectionRange }));
}

function linkTo(context: DocumentContext, from: Occurrence, { file: target, occurrence }: Place): LocationLink {
  return {
    originSelectionRange: rangeOf(context.lineIndex, from),
    targetUri: context.workspace.uriOf(target.path),
    targetRange: rangeOf(target.lineIndex, definedText(target, occurrence)),
    targetSelectionRange: rangeOf(target.lineIndex, occurrence),
  };
}

/** The line, or the section that it begins. */
function definedText({ syntax }: NeighbourFile, { line }: Occurrence): { start: number; end: number } {
  const section = line.type === "OpenTag" ? nodeAt(syntax, line.nameStart).sections.at(-1) : undefined;
  return { start: line.nameStart, end: section?.closeTag?.contentEnd ?? section?.end ?? line.contentEnd };
}

function openingTag(context: DocumentContext, offset: number): readonly LocationLink[] {
  const tags = tagsAt(context.syntax, offset);
  if (tags?.closing === undefined) return [];
  const { opening, closing, section } = tags;
  return [
    {
      originSelectionRange: rangeOf(context.lineIndex, closing),
      targetUri: context.workspace.uriOf(context.path),
      targetRange: rangeOf(context.lineIndex, { start: section.openTag.nameStart, end: section.openTag.contentEnd }),
      targetSelectionRange: rangeOf(context.lineIndex, opening),
    },
  ];
}

/** The parameter that a value of Use is put in the place of. */
function parameterOfUse(context: DocumentContext, { words, index }: Cursor): readonly LocationLink[] {
  const [name] = words;
  const value = words[index];
  if (name === undefined || value === undefined || index === 0) return [];
  const key = `macro ${name.value.toLowerCase()}`;
  return filesAround(context).flatMap((each) =>
    occurrencesOf(each.syntax, key)
      .filter(({ isDefinition }) => isDefinition)
      .flatMap(({ line }) => {
        const parameter = argumentsOf(each.syntax, line)[index];
        if (parameter === undefined) return [];
        const target = { ...withoutQuotes(parameter), line };
        return [
          {
            originSelectionRange: rangeOf(context.lineIndex, withoutQuotes(value)),
            targetUri: context.workspace.uriOf(each.path),
            targetRange: rangeOf(each.lineIndex, { start: line.nameStart, end: line.contentEnd }),
            targetSelectionRange: rangeOf(each.lineIndex, target),
          },
        ];
      }),
  );
}

/** The virtual hosts that a name is one of: several when their common lines stand in a file or a macro of their own. */
function virtualHosts(context: DocumentContext, line: Line, { words, index }: Cursor): readonly LocationLink[] {
  const word = words[index];
  const hosts = new Map<string, LocationLink>();
  for (const node of word === undefined ? [] : context.analyses.flatMap((each) => nodesOf(context, each, line))) {
    let host: ConfigNode | undefined = node;
    while (host !== undefined && host.key !== "virtualhost") host = host.parent;
    if (word === undefined || host === undefined) continue;
    const { path, lineIndex } = host.frame.file;
    const { nameStart, nameEnd, contentEnd } = host.line;
    const link = {
      originSelectionRange: rangeOf(context.lineIndex, withoutQuotes(word)),
      targetUri: context.workspace.uriOf(path),
      targetRange: rangeOf(lineIndex, { start: nameStart, end: contentEnd }),
      targetSelectionRange: rangeOf(lineIndex, { start: nameStart + 1, end: nameEnd }),
    };
    hosts.set(`${path}\0${nameStart}`, link);
  }
  return [...hosts.values()];
}

function includedFiles(context: DocumentContext, line: Line, { words, index }: Cursor): readonly LocationLink[] {
  const [word] = words;
  if (word === undefined || index !== 0) return [];
  const read = filesIncludedAt(context, context.names, line.start);
  const literal = read.length > 0 ? undefined : namedPath(context, line, words, 0);
  const isThere = literal !== undefined && context.workspace.host.typeOf(literal) === "file";
  return (isThere ? [literal] : read).map((path) => beginningOf(context, path, withoutQuotes(word)));
}

function file(context: DocumentContext, { line, key, words, index }: Cursor): readonly LocationLink[] {
  const word = words[index];
  if (line === undefined || word === undefined) return [];
  return namedFiles(context, line, key)
    .filter((named) => named.type === "file" && named.word.start === word.start)
    .map(({ path }) => beginningOf(context, path, withoutQuotes(word)));
}

const BEGINNING = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function beginningOf(context: DocumentContext, path: string, from: { start: number; end: number }): LocationLink {
  return {
    originSelectionRange: rangeOf(context.lineIndex, from),
    targetUri: context.workspace.uriOf(path),
    targetRange: BEGINNING,
    targetSelectionRange: BEGINNING,
  };
}
