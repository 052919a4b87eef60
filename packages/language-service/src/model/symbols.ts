import type { ConfigTree, SourceFile } from "@httpd-lint/config";
import type { ConfigFile, LineIndex } from "@httpd-lint/grammar";
import type { Location } from "vscode-languageserver-types";
import type { DocumentContext } from "../workspace.ts";
import { type Occurrence, occurrenceAt, occurrencesIn } from "./occurrences.ts";
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

/** Every place of the thing that has its name at an offset of the document, in the order of the files. */
export function placesOf(context: DocumentContext, occurrence: Occurrence): readonly Place[] {
  const isLocal = occurrence.kind === "parameter";
  const files = isLocal ? [context] : filesAround(context);
  const found = files.flatMap((file) =>
    occurrencesIn(file.syntax)
      .filter(({ key }) => key === occurrence.key)
      .map((each) => ({ file, occurrence: each })),
  );
  // What only looks like a name, such as a built-in provider, has no definition.
  return NEEDS_DEFINITION.has(occurrence.kind) && !found.some((place) => place.occurrence.isDefinition) ? [] : found;
}

const NEEDS_DEFINITION: ReadonlySet<Occurrence["kind"]> = new Set(["provider alias", "log format", "balancer"]);

/** The name at an offset with its places; a macro's parameter in a nested name before what is around it. */
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

