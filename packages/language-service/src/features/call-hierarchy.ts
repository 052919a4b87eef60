import { argumentsOf, type Line, nameOf, nodeAt, type Section } from "@httpd-lint/grammar";
import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  type Position,
  type Range,
  SymbolKind,
} from "vscode-languageserver-types";
import { cursorAt } from "../model/cursor.ts";
import { filesIncludedAt, includersOf, includingLines, namesOfFile } from "../model/inclusions.ts";
import { keyOfLine } from "../model/lines.ts";
import { type Occurrence, occurrenceAt, occurrencesIn, occurrencesOf } from "../model/occurrences.ts";
import { offsetAt, rangeOf } from "../model/positions.ts";
import { filesAround, type NeighbourFile, placesOf } from "../model/symbols.ts";
import type { DocumentContext } from "../workspace.ts";

/** What "calls": a file that includes others and uses macros, or a macro that does. */
interface Caller {
  readonly file: NeighbourFile;
  /** Undefined for the file itself. */
  readonly macro: Section | undefined;
}

/** The macro under the cursor, the files of an Include, or the file itself. */
export function prepareCallHierarchy(context: DocumentContext, position: Position): readonly CallHierarchyItem[] {
  const offset = offsetAt(context.lineIndex, position);
  const occurrence = occurrenceAt(context.syntax, offset);
  if (occurrence?.kind === "macro") return macrosNamed(context, occurrence).map((macro) => itemOf(context, macro));
  const { line, key } = cursorAt(context.syntax, offset);
  if (line !== undefined && (key === "include" || key === "includeoptional")) {
    const files = filesIncludedAt(context, context.names, line.start).flatMap((path) => fileAt(context, path) ?? []);
    if (files.length > 0) return files.map((file) => itemOf(context, { file, macro: undefined }));
  }
  return [itemOf(context, { file: context, macro: undefined })];
}

/**
 * Who includes a file or uses a macro.
 *
 * @param context the document of the item
 */
export function incomingCalls(context: DocumentContext, item: CallHierarchyItem): readonly CallHierarchyIncomingCall[] {
  const { macro } = callerOf(context, item);
  const places = macro === undefined ? placesOfIncludes(context) : placesOfUses(context, macro);
  const calls = new Map<string, { from: CallHierarchyItem; fromRanges: Range[] }>();
  for (const { file, line, range } of places) {
    const caller = callerAt(file, line.nameStart);
    const key = keyOfCaller(caller);
    const known = calls.get(key);
    if (known === undefined) calls.set(key, { from: itemOf(context, caller), fromRanges: [range] });
    else known.fromRanges.push(range);
  }
  return [...calls.values()];
}

/**
 * What a file or a macro includes and uses.
 *
 * @param context the document of the item
 */
export function outgoingCalls(context: DocumentContext, item: CallHierarchyItem): readonly CallHierarchyOutgoingCall[] {
  const own = callerOf(context, item);
  const calls = new Map<string, { to: CallHierarchyItem; fromRanges: Range[] }>();
  const add = (target: Caller, range: Range): void => {
    const key = keyOfCaller(target);
    const known = calls.get(key);
    if (known === undefined) calls.set(key, { to: itemOf(context, target), fromRanges: [range] });
    else known.fromRanges.push(range);
  };
  const isOwn = (offset: number): boolean => callerAt(context, offset).macro === own.macro;
  for (const start of includingLines(context, context.names)) {
    const { line } = nodeAt(context.syntax, start);
    if (line === undefined || !isOwn(line.nameStart)) continue;
    for (const path of filesIncludedAt(context, context.names, start)) {
      const file = fileAt(context, path);
      if (file !== undefined) add({ file, macro: undefined }, placeOfWord(context, line));
    }
  }
  for (const use of occurrencesIn(context.syntax)) {
    if (!isUse(context, use) || !isOwn(use.start)) continue;
    for (const macro of macrosNamed(context, use)) add(macro, rangeOf(context.lineIndex, use));
  }
  return [...calls.values()];
}

interface CallPlace {
  readonly file: NeighbourFile;
  readonly line: Line;
  readonly range: Range;
}

function placesOfIncludes(context: DocumentContext): readonly CallPlace[] {
  return includersOf(context, context.names).flatMap(({ frame, line }) => {
    const file = fileAt(context, frame.file.path);
    return file === undefined ? [] : [{ file, line, range: placeOfWord(file, line) }];
  });
}

function placesOfUses(context: DocumentContext, macro: Section): readonly CallPlace[] {
  const name = occurrencesIn(context.syntax).find(({ kind, line }) => kind === "macro" && line === macro.openTag);
  if (name === undefined) return [];
  return filesAround(context).flatMap((file) =>
    occurrencesOf(file.syntax, name.key)
      .filter((use) => isUse(file, use))
      .map((use) => ({ file, line: use.line, range: rangeOf(file.lineIndex, use) })),
  );
}

function isUse({ syntax }: NeighbourFile, { kind, line }: Occurrence): boolean {
  return kind === "macro" && keyOfLine(syntax, line) === "use";
}

/** The first argument of a line, else the line. */
function placeOfWord({ syntax, lineIndex }: NeighbourFile, line: Line): Range {
  const [word] = argumentsOf(syntax, line);
  return rangeOf(lineIndex, word ?? { start: line.nameStart, end: line.contentEnd });
}

function macrosNamed(context: DocumentContext, occurrence: Occurrence): readonly Caller[] {
  return placesOf(context, occurrence)
    .filter((place) => place.occurrence.isDefinition)
    .map(({ file, occurrence: { line } }) => ({ file, macro: nodeAt(file.syntax, line.nameStart).sections.at(-1) }));
}

/** The macro around a line, else its file. */
function callerAt(file: NeighbourFile, offset: number): Caller {
  const macro = nodeAt(file.syntax, offset).sections.find((section) => isMacro(file, section));
  return { file, macro };
}

function isMacro({ syntax }: NeighbourFile, section: Section): boolean {
  return nameOf(syntax, section).toLowerCase() === "macro";
}

/** What an item stands for, also when the text has changed since. */
function callerOf(context: DocumentContext, { kind, selectionRange }: CallHierarchyItem): Caller {
  if (kind !== SymbolKind.Function) return { file: context, macro: undefined };
  return callerAt(context, offsetAt(context.lineIndex, selectionRange.start));
}

function keyOfCaller({ file, macro }: Caller): string {
  return `${file.path}\0${macro?.start ?? ""}`;
}

function fileAt(context: DocumentContext, path: string): NeighbourFile | undefined {
  const names = namesOfFile(context, path);
  return names === context.names ? context : filesAround(context).find((file) => file.path === path);
}

function itemOf(context: DocumentContext, { file, macro }: Caller): CallHierarchyItem {
  const uri = context.workspace.uriOf(file.path);
  const slash = file.path.lastIndexOf("/");
  const name = file.path.slice(slash + 1);
  if (macro === undefined) {
    const range = rangeOf(file.lineIndex, { start: 0, end: file.syntax.end });
    const selectionRange = { start: range.start, end: range.start };
    return { name, detail: file.path.slice(0, slash), kind: SymbolKind.File, uri, range, selectionRange };
  }
  const words = argumentsOf(file.syntax, macro.openTag);
  const named = words[0] ?? { start: macro.openTag.nameStart, end: macro.openTag.nameEnd, value: "Macro" };
  return {
    name: named.value,
    detail: name,
    kind: SymbolKind.Function,
    uri,
    range: rangeOf(file.lineIndex, { start: macro.openTag.nameStart, end: macro.closeTag?.contentEnd ?? macro.end }),
    selectionRange: rangeOf(file.lineIndex, named),
  };
}
