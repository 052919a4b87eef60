import type { ConfigTree, SourceFile } from "@httpd-lint/config";
import type { ConfigFile, LineIndex } from "@httpd-lint/grammar";
import type { Location } from "vscode-languageserver-types";
import type { DocumentContext } from "../workspace.ts";
import { type Occurrence, occurrenceAt, occurrencesOf } from "./occurrences.ts";
import { rangeOf } from "./positions.ts";

/** A file that belongs together with the document. */
export interface NeighbourFile {
  readonly path: string;
  readonly syntax: ConfigFile;
  readonly lineIndex: LineIndex;
}

/** The document and all files of its servers, each once; the document as it is open first. */
export function filesAround(context: DocumentContext): readonly NeighbourFile[] {
  const files = new Map<string, NeighbourFile>();
  const add = (tree: ConfigTree | undefined): void => {
    for (const [path, file] of tree?.files ?? new Map<string, SourceFile>()) {
      if (!context.names.has(path) && !files.has(path)) files.set(path, file);
    }
  };
  for (const { tree, server } of context.analyses) {
    add(tree);
    add(server?.tree);
  }
  return [context, ...files.values()];
}

export interface Place {
  readonly file: NeighbourFile;
  readonly occurrence: Occurrence;
}

/** Every place of a thing, in the order of the files; a macro's parameter has all of them in one file. */
export function placesOf(context: DocumentContext, { kind, key }: Occurrence): readonly Place[] {
  const files = kind === "parameter" ? [context] : filesAround(context);
  const found = files.flatMap((file) => occurrencesOf(file.syntax, key).map((occurrence) => ({ file, occurrence })));
  // What only looks like a name, such as a built-in provider, has no definition.
  return NEEDS_DEFINITION.has(kind) && !found.some(({ occurrence }) => occurrence.isDefinition) ? [] : found;
}

const NEEDS_DEFINITION: ReadonlySet<Occurrence["kind"]> = new Set(["provider alias", "log format"]);

/** The name at an offset with its places; undefined when there is none, or it is none of a person's. */
export function symbolAt(
  context: DocumentContext,
  offset: number,
): { readonly occurrence: Occurrence; readonly places: readonly Place[] } | undefined {
  const occurrence = occurrenceAt(context.syntax, offset);
  if (occurrence === undefined) return undefined;
  const places = placesOf(context, occurrence);
  return places.length === 0 ? undefined : { occurrence, places };
}

export function locationOfPlace(context: DocumentContext, { file, occurrence }: Place): Location {
  return { uri: context.workspace.uriOf(file.path), range: rangeOf(file.lineIndex, occurrence) };
}
