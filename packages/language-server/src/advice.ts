import type { Diagnostic, Position } from "vscode-languageserver/node";
import type { TextDocumentContentChangeEvent } from "vscode-languageserver-textdocument";

/** What rules found last in open documents, moved along with what was typed since. */
export interface Advice {
  of(uri: string): readonly Diagnostic[];
  /** @param items all findings of a document */
  found(uri: string, items: readonly Diagnostic[]): void;
  changed(uri: string, changes: readonly TextDocumentContentChangeEvent[]): void;
  closed(uri: string): void;
}

/** @param lengthOf length of a piece of a line as the client counts */
export function createAdvice(lengthOf: (text: string) => number): Advice {
  const advice = new Map<string, readonly Diagnostic[]>();
  return {
    of: (uri) => advice.get(uri) ?? [],
    found(uri, items) {
      advice.set(
        uri,
        items.filter(({ source }) => source !== "httpd"),
      );
    },
    changed(uri, changes) {
      const known = advice.get(uri);
      if (known !== undefined) advice.set(uri, moved(known, changes, lengthOf));
    },
    closed(uri) {
      advice.delete(uri);
    },
  };
}

/**
 * Where findings are after changes, as an editor moves its marks along; those in a text that was replaced as a whole
 * are gone. Positions are the client's.
 */
function moved(
  findings: readonly Diagnostic[],
  changes: readonly TextDocumentContentChangeEvent[],
  lengthOf: (text: string) => number,
): readonly Diagnostic[] {
  return changes.reduce((before, change) => {
    if (!("range" in change)) return [];
    const { start, end } = change.range;
    const lines = change.text.split(/\r\n|\n|\r/);
    const newEnd: Position = {
      line: start.line + lines.length - 1,
      character: (lines.length === 1 ? start.character : 0) + lengthOf(lines.at(-1) ?? ""),
    };
    const move = (position: Position): Position => {
      if (!isAfter(position, start)) return position;
      if (isAfter(end, position)) return newEnd;
      const line = position.line - end.line + newEnd.line;
      if (position.line !== end.line) return { line, character: position.character };
      return { line, character: position.character - end.character + newEnd.character };
    };
    return before.map((finding) =>
      isAfter(start, finding.range.end)
        ? finding
        : { ...finding, range: { start: move(finding.range.start), end: move(finding.range.end) } },
    );
  }, findings);
}

function isAfter(a: Position, b: Position): boolean {
  return a.line > b.line || (a.line === b.line && a.character > b.character);
}
