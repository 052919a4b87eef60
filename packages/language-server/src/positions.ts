import { LineIndex } from "@httpd-lint/grammar";
import { type Position, PositionEncodingKind } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { OpenDocument } from "./documents.ts";

/**
 * Between the positions of a client and ours. Ours count UTF-16 units in lines that end at LF, as httpd's do; a client
 * may count bytes, and for the protocol a lone CR ends a line, too.
 */
export interface Positions {
  readonly encoding: PositionEncodingKind;
  /** What a client sent, with our positions. */
  inward<T>(message: T, uri: string): T;
  /** What we answer, with the client's positions; `uri` is the document that was asked about. */
  outward<T>(message: T, uri: string): T;
  /** Length of a piece of a line as the client counts. */
  lengthOf(text: string): number;
  /** True when nothing needs changing in a document. */
  isPlain(uri: string): boolean;
}

/** The first encoding of the client's that we have; UTF-16 is what every client knows. */
export function chooseEncoding(offered: readonly string[] | undefined): PositionEncodingKind {
  const known: readonly string[] = [PositionEncodingKind.UTF8, PositionEncodingKind.UTF16];
  return offered?.find((encoding) => known.includes(encoding)) ?? PositionEncodingKind.UTF16;
}

interface Lines {
  readonly text: string;
  readonly theirs: TextDocument;
  readonly isPlain: boolean;
  /** Made when something needs converting. */
  ours(): LineIndex;
}

type Convert = (position: Position, uri: string) => Position;
/** Lines of the documents that one message is about. */
type FindLines = (uri: string) => Lines | undefined;

/**
 * @param documentAt an open document
 * @param textAt the text of a file that is not open
 */
export function createPositions(
  encoding: PositionEncodingKind,
  documentAt: (uri: string) => OpenDocument | undefined,
  textAt: (uri: string) => string | undefined,
): Positions {
  const inBytes = encoding === PositionEncodingKind.UTF8;
  const known = new WeakMap<OpenDocument, Lines>();

  function linesOf(uri: string): Lines | undefined {
    const document = documentAt(uri);
    if (document === undefined) {
      const text = textAt(uri);
      return text === undefined ? undefined : linesIn(text, TextDocument.create(uri, "", 0, text));
    }
    const lines = known.get(document) ?? linesIn(document.text, document.lines);
    known.set(document, lines);
    return lines;
  }

  /** While a message is looked at, its documents stay as they are. */
  function finder(): FindLines {
    const found = new Map<string, Lines | undefined>();
    return (uri) => {
      if (!found.has(uri)) found.set(uri, linesOf(uri));
      return found.get(uri);
    };
  }

  function linesIn(text: string, theirs: TextDocument): Lines {
    const isPlain = !/\r(?!\n)/.test(text) && !(inBytes && /[^\0-\x7f]/.test(text));
    let index: LineIndex | undefined;
    const ours = (): LineIndex => {
      index ??= new LineIndex(text);
      return index;
    };
    return { text, theirs, ours, isPlain };
  }

  const toOurs = (find: FindLines, position: Position, uri: string): Position => {
    const lines = find(uri);
    if (lines === undefined || lines.isPlain) return position;
    const offset = lines.theirs.offsetAt(inBytes ? unitsPosition(lines.theirs, position) : position);
    const { line, column } = lines.ours().position(offset);
    return { line: line - 1, character: column - 1 };
  };

  const toTheirs = (find: FindLines, position: Position, uri: string): Position => {
    const lines = find(uri);
    if (lines === undefined || lines.isPlain) return position;
    const offset = lines.ours().offsetOf(position.line + 1, position.character + 1);
    const { line, character } = lines.theirs.positionAt(offset);
    return { line, character: inBytes ? byteLength(lines.text.slice(offset - character, offset)) : character };
  };

  return {
    encoding,
    inward(message, uri) {
      const find = finder();
      return converted(message, uri, (position, at) => toOurs(find, position, at));
    },
    outward(message, uri) {
      const find = finder();
      return converted(message, uri, (position, at) => toTheirs(find, position, at));
    },
    lengthOf: (text) => (inBytes ? byteLength(text) : text.length),
    isPlain: (uri) => linesOf(uri)?.isPlain ?? true,
  };
}

/** A position in bytes as one in UTF-16 units. */
export function unitsPosition(lines: TextDocument, { line, character }: Position): Position {
  const text = lines.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
  let bytes = 0;
  let units = 0;
  for (const symbol of text) {
    bytes += bytesOf(symbol);
    if (bytes > character) break;
    units += symbol.length;
  }
  return { line, character: units };
}

function byteLength(text: string): number {
  let bytes = 0;
  for (const symbol of text) bytes += bytesOf(symbol);
  return bytes;
}

function bytesOf(symbol: string): number {
  const code = symbol.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  if (code > 0xffff) return 4;
  // A byte that is no UTF-8.
  return code >= 0xdc80 && code <= 0xdcff ? 1 : 3;
}

/** Every position in a message of the protocol, each in the document that the message says it is in. */
function converted<T>(message: T, uri: string, convert: Convert): T {
  return walk(message, uri, convert) as T;
}

/** What holds no position that changes is given back as it is: most of a message. */
function walk(value: unknown, uri: string, convert: Convert): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined;
    for (let at = 0; at < value.length; at++) {
      const item: unknown = value[at];
      const other = walk(item, uri, convert);
      if (other === item) continue;
      copy ??= value.slice();
      copy[at] = other;
    }
    return copy ?? value;
  }
  const record = value as Readonly<Record<string, unknown>>;
  if (isPosition(record)) return convert(record, uri);
  if (typeof record.startLine === "number") return folded(record, uri, convert);
  const own = documentOf(record) ?? uri;
  let copy: Record<string, unknown> | undefined;
  for (const key in record) {
    const part = record[key];
    if (typeof part !== "object" || part === null) continue;
    const other = walkPart(record, key, part, own, uri, convert);
    if (other === part) continue;
    copy ??= { ...record };
    copy[key] = other;
  }
  return copy ?? value;
}

function walkPart(
  record: Readonly<Record<string, unknown>>,
  key: string,
  part: object,
  own: string,
  asked: string,
  convert: Convert,
): unknown {
  // What only its sender understands.
  if (key === "data") return part;
  if (key === "changes" && !Array.isArray(part)) {
    return Object.fromEntries(Object.entries(part).map(([uri, edits]) => [uri, walk(edits, uri, convert)]));
  }
  if ((key === "targetRange" || key === "targetSelectionRange") && typeof record.targetUri === "string") {
    return walk(part, record.targetUri, convert);
  }
  if (key === "fromRanges") return walk(part, documentOf(record.from) ?? asked, convert);
  return walk(part, own, convert);
}

function documentOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if ("uri" in value && typeof value.uri === "string") return value.uri;
  return "textDocument" in value ? documentOf(value.textDocument) : undefined;
}

function isPosition(record: object): record is Position {
  return (
    "line" in record && "character" in record && typeof record.line === "number" && typeof record.character === "number"
  );
}

function folded(range: Readonly<Record<string, unknown>>, uri: string, convert: Convert): unknown {
  const result = { ...range };
  for (const end of ["start", "end"]) {
    const character = range[`${end}Character`];
    const given = { line: Number(range[`${end}Line`]), character: typeof character === "number" ? character : 0 };
    const position = convert(given, uri);
    result[`${end}Line`] = position.line;
    if (typeof character === "number") result[`${end}Character`] = position.character;
  }
  return result;
}
