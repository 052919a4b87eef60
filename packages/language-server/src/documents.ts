import { PositionEncodingKind, type Range } from "vscode-languageserver/node";
import { TextDocument, type TextDocumentContentChangeEvent } from "vscode-languageserver-textdocument";
import { unitsPosition } from "./positions.ts";
import { pathOf, uriOfPath } from "./uris.ts";

/** A document of the editor. */
export interface OpenDocument {
  /** As the client writes it. */
  readonly uri: string;
  readonly path: string;
  readonly version: number;
  readonly text: string;
  readonly languageId: string;
  /** Positions of the text in lines as the protocol counts them. */
  readonly lines: TextDocument;
}

/** The documents that are open in the editor; their texts come before those of the disk. */
export interface DocumentStore {
  open(uri: string, languageId: string, version: number, text: string): OpenDocument;
  /** @returns undefined when the document is not open */
  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): OpenDocument | undefined;
  /** @returns what was open */
  close(uri: string): OpenDocument | undefined;
  get(uri: string): OpenDocument | undefined;
  /** The open document that a path leads to, by whatever links. */
  at(path: string): OpenDocument | undefined;
  all(): Iterable<OpenDocument>;
  /** How the client calls the file of a path. */
  uriOf(path: string): string;
}

/**
 * @param encoding what the client counts columns in
 * @param realPath where a path leads when it is a link
 */
export function createDocumentStore(encoding: PositionEncodingKind, realPath: (path: string) => string): DocumentStore {
  const byUri = new Map<string, OpenDocument>();
  const byPath = new Map<string, OpenDocument>();
  const byRealPath = new Map<string, OpenDocument>();
  const at = (path: string): OpenDocument | undefined =>
    byUri.size === 0 ? undefined : (byPath.get(path) ?? byRealPath.get(realPath(path)));

  function keep(document: OpenDocument): OpenDocument {
    byUri.set(document.uri, document);
    byPath.set(document.path, document);
    byRealPath.set(realPath(document.path), document);
    return document;
  }

  function forget(document: OpenDocument): void {
    byUri.delete(document.uri);
    for (const index of [byPath, byRealPath]) {
      for (const [key, { uri }] of index) if (uri === document.uri) index.delete(key);
    }
  }

  return {
    open(uri, languageId, version, text) {
      const known = byUri.get(uri);
      if (known !== undefined) forget(known);
      return keep(documentOf(TextDocument.create(uri, languageId, version, text)));
    },
    change(uri, version, changes) {
      const known = byUri.get(uri);
      if (known === undefined) return undefined;
      const lines = changes.reduce((before, change) => changed(before, change, version, encoding), known.lines);
      const document = documentOf(lines);
      byUri.set(uri, document);
      for (const index of [byPath, byRealPath]) {
        for (const [key, other] of index) if (other.uri === uri) index.set(key, document);
      }
      return document;
    },
    close(uri) {
      const known = byUri.get(uri);
      if (known !== undefined) forget(known);
      return known;
    },
    get: (uri) => byUri.get(uri),
    at,
    all: () => byUri.values(),
    uriOf: (path) => at(path)?.uri ?? uriOfPath(path),
  };
}

function documentOf(lines: TextDocument): OpenDocument {
  const { uri, version, languageId } = lines;
  return { uri, path: pathOf(uri), version, languageId, text: lines.getText(), lines };
}

/** Each change counts in the text that the one before it left. */
function changed(
  lines: TextDocument,
  change: TextDocumentContentChangeEvent,
  version: number,
  encoding: PositionEncodingKind,
): TextDocument {
  const inBytes = encoding === PositionEncodingKind.UTF8 && "range" in change;
  return TextDocument.update(
    lines,
    [inBytes ? { text: change.text, range: unitsRange(lines, change.range) } : change],
    version,
  );
}

function unitsRange(lines: TextDocument, { start, end }: Range): Range {
  return { start: unitsPosition(lines, start), end: unitsPosition(lines, end) };
}
