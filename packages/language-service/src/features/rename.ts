import { nameOf, nodeAt } from "@httpd-lint/grammar";
import type { Position, Range, TextEdit, WorkspaceEdit } from "vscode-languageserver-types";
import { commandOf } from "../model/commands.ts";
import { kindText, nameFault, parameterName } from "../model/new-names.ts";
import { type Occurrence, occurrenceAt, occurrencesIn, occurrencesOf } from "../model/occurrences.ts";
import { offsetAt, rangeOf } from "../model/positions.ts";
import { filesAround, type Place, placesOf } from "../model/symbols.ts";
import { type Tags, tagsAt } from "../model/tags.ts";
import type { DocumentContext } from "../workspace.ts";

/** Why something cannot get another name, in words for people. */
export class RenameRefused extends Error {
  override readonly name: string = "RenameRefused";
}

export interface RenameTarget {
  readonly range: Range;
  /** The name as it is. */
  readonly placeholder: string;
}

/**
 * What a rename at the position is about; undefined where nothing has a name that a person gave it.
 *
 * @throws RenameRefused when the name is not made in these files
 */
export function prepareRename(context: DocumentContext, position: Position): RenameTarget | undefined {
  const offset = offsetAt(context.lineIndex, position);
  const named = renamed(context, offset);
  if (named !== undefined) {
    const { occurrence } = named;
    return { range: rangeOf(context.lineIndex, occurrence), placeholder: occurrence.name };
  }
  const tags = tagsAt(context.syntax, offset);
  if (tags === undefined) return undefined;
  const { opening, closing } = tags;
  const range = closing !== undefined && offset >= closing.start ? closing : opening;
  return { range: rangeOf(context.lineIndex, range), placeholder: context.text.slice(range.start, range.end) };
}

/**
 * The edits in all files that give a thing another name; undefined where `prepareRename` is.
 *
 * @throws RenameRefused when the name is no name for it, or belongs to something else
 */
export function renameAt(context: DocumentContext, position: Position, newName: string): WorkspaceEdit | undefined {
  const offset = offsetAt(context.lineIndex, position);
  const named = renamed(context, offset);
  if (named !== undefined) return renameSymbol(context, named.occurrence, named.places, newName);
  const tags = tagsAt(context.syntax, offset);
  return tags === undefined ? undefined : renameSection(context, tags, newName);
}

interface Renamed {
  readonly occurrence: Occurrence;
  readonly places: readonly Place[];
}

function renamed(context: DocumentContext, offset: number): Renamed | undefined {
  const occurrence = occurrenceAt(context.syntax, offset);
  if (occurrence === undefined || occurrence.kind === "module") return undefined;
  const places = placesOf(context, occurrence);
  if (places.length === 0) return undefined;
  const { kind, name } = occurrence;
  const definitions = places.filter((place) => place.occurrence.isDefinition);
  if (definitions.length === 0 && kind !== "balancer") {
    throw new RenameRefused(`No line of these files ${kind === "environment variable" ? "sets" : "defines"} ${name}`);
  }
  if (definitions.some(({ file, occurrence: { line } }) => nameOf(file.syntax, line).toLowerCase() === "passenv")) {
    throw new RenameRefused(`${name} comes from the environment in which httpd is started`);
  }
  return { occurrence, places };
}

function renameSymbol(
  context: DocumentContext,
  occurrence: Occurrence,
  places: readonly Place[],
  given: string,
): WorkspaceEdit {
  const { kind, name } = occurrence;
  const newName = kind === "parameter" ? parameterName(name, given) : given;
  const fault = nameFault(kind, newName) ?? conflict(context, occurrence, newName);
  if (fault !== undefined) throw new RenameRefused(fault);
  const changes: Record<string, TextEdit[]> = {};
  for (const { file, occurrence: each } of places) {
    const uri = context.workspace.uriOf(file.path);
    changes[uri] ??= [];
    changes[uri].push({ range: rangeOf(file.lineIndex, each), newText: newName });
  }
  return { changes };
}

function conflict(context: DocumentContext, occurrence: Occurrence, newName: string): string | undefined {
  const { kind, key, name } = occurrence;
  if (kind === "parameter") return parameterConflict(context, occurrence, newName);
  const hasCase = kind === "rewrite map" || kind === "provider alias";
  const newKey = key.slice(0, key.length - name.length) + (hasCase ? newName : newName.toLowerCase());
  if (newKey === key) return undefined;
  const isTaken = filesAround(context).some(({ syntax }) => occurrencesOf(syntax, newKey).length > 0);
  return isTaken ? `There is ${kindText(kind)} ${newName} already` : undefined;
}

/** mod_macro replaces text: whatever reads like a parameter is one. */
function parameterConflict(
  { syntax, text }: DocumentContext,
  { key, name, line }: Occurrence,
  newName: string,
): string | undefined {
  if (newName === name) return undefined;
  const own = occurrencesOf(syntax, key);
  const others = occurrencesIn(syntax).filter(
    (each) => each.kind === "parameter" && each.line === line && each.key !== key,
  );
  const alike = others.find(
    (other) => other.name !== "" && (other.name.startsWith(newName) || newName.startsWith(other.name)),
  );
  if (alike !== undefined) return `mod_macro could not tell ${newName} from the parameter ${alike.name}`;
  const macro = nodeAt(syntax, line.nameStart).sections.at(-1);
  const end = macro?.closeTag?.start ?? macro?.end ?? line.end;
  for (let at = text.indexOf(newName, line.end); at >= 0 && at < end; at = text.indexOf(newName, at + 1)) {
    if (!own.some(({ start }) => start === at))
      return `The macro has the text ${newName} already: it would be replaced, too`;
  }
  return undefined;
}

function renameSection(context: DocumentContext, tags: Tags, newName: string): WorkspaceEdit {
  const { opening, closing } = tags;
  if (!/^[A-Za-z]\w*$/.test(newName) || !isSection(context, newName)) {
    throw new RenameRefused(`${newName} is not the name of a section`);
  }
  const ranges = closing === undefined ? [opening] : [opening, closing];
  const edits = ranges.map((range): TextEdit => ({ range: rangeOf(context.lineIndex, range), newText: newName }));
  return { changes: { [context.workspace.uriOf(context.path)]: edits } };
}

function isSection(context: DocumentContext, name: string): boolean {
  return commandOf(context.analyses[0], `<${name.toLowerCase()}`) !== undefined;
}
