import type { Line } from "@httpd-lint/grammar";
import type { CodeLens, Command, Location, Position } from "vscode-languageserver-types";
import { linesWithNames } from "../model/cursor.ts";
import { lineIndexAt } from "../model/edits.ts";
import { filesIncludedAt } from "../model/inclusions.ts";
import { keyOfLine } from "../model/lines.ts";
import { nodeOf } from "../model/nodes.ts";
import { occurrencesIn } from "../model/occurrences.ts";
import { offsetAt, positionAt, rangeOf } from "../model/positions.ts";
import { locationOfPlace, placesOf } from "../model/symbols.ts";
import type { DocumentContext } from "../workspace.ts";

/** What is shown; everything by default. */
export interface CodeLensOptions {
  /** How often a macro or a variable is used. */
  readonly uses?: boolean;
  /** How many files an Include reads. */
  readonly includes?: boolean;
  /** What applies in a virtual host. */
  readonly virtualHosts?: boolean;
}

/** Shows places: arguments are a URI, a position and locations. */
const SHOW_REFERENCES = "httpd-lint.showReferences";
/** Shows what applies at a place: the argument is that of a request about a position. */
const SHOW_EFFECTIVE = "httpd-lint.showEffectiveConfiguration";

type Counted = "uses" | "files";

interface LensData {
  readonly uri: string;
  readonly counted: Counted;
}

/** Lenses in the order of the text; what they count is counted by `resolveCodeLens`. */
export function codeLenses(context: DocumentContext, options: CodeLensOptions = {}): CodeLens[] {
  const { uses = true, includes = true, virtualHosts = true } = options;
  const { syntax, lineIndex } = context;
  const uri = context.workspace.uriOf(context.path);
  const found: CodeLens[] = [];
  for (const line of linesWithNames(syntax)) {
    if (line.type === "CloseTag") continue;
    const key = keyOfLine(syntax, line);
    const counted = countedIn(key);
    const range = rangeOf(lineIndex, { start: line.nameStart, end: line.contentEnd });
    if (counted !== undefined && (counted === "uses" ? uses : includes) && isRead(context, line, counted)) {
      found.push({ range, data: { uri, counted } satisfies LensData });
    }
    if (key === "<virtualhost" && virtualHosts && nodeOf(context, line) !== undefined) {
      const { start: position } = range;
      const place = { textDocument: { uri }, position };
      found.push({
        range,
        command: { title: "Effective configuration", command: SHOW_EFFECTIVE, arguments: [place] },
      });
    }
  }
  return found;
}

function countedIn(key: string): Counted | undefined {
  if (key === "<macro" || key === "define") return "uses";
  return key === "include" || key === "includeoptional" ? "files" : undefined;
}

/** An Include that httpd does not come to reads nothing. */
function isRead(context: DocumentContext, line: Line, counted: Counted): boolean {
  return counted === "uses" || nodeOf(context, line) !== undefined;
}

/** The lens with its count; without a command when the text is another one by now. */
export function resolveCodeLens(context: DocumentContext, lens: CodeLens): CodeLens {
  const { data, range } = lens;
  if (lens.command !== undefined || !isLensData(data)) return lens;
  const { syntax, lineIndex } = context;
  const index = lineIndexAt(syntax, offsetAt(lineIndex, range.start));
  const line = index < 0 ? undefined : syntax.table.line(index);
  if (line === undefined || countedIn(keyOfLine(syntax, line)) !== data.counted) return lens;
  const command = data.counted === "uses" ? usesOf(context, line, data.uri) : filesOf(context, line, data.uri);
  return command === undefined ? lens : { ...lens, command };
}

function isLensData(data: unknown): data is LensData {
  return typeof data === "object" && data !== null && "uri" in data && "counted" in data;
}

function usesOf(context: DocumentContext, line: Line, uri: string): Command | undefined {
  const named = occurrencesIn(context.syntax).find(
    (each) => each.line === line && each.isDefinition && (each.kind === "macro" || each.kind === "define"),
  );
  if (named === undefined) return undefined;
  const uses = placesOf(context, named).filter(({ occurrence }) => !occurrence.isDefinition);
  const locations = uses.map((place) => locationOfPlace(context, place));
  return command(count(uses.length, "use"), uri, positionAt(context.lineIndex, named.start), locations);
}

function filesOf(context: DocumentContext, line: Line, uri: string): Command {
  const files = filesIncludedAt(context, context.names, line.start);
  const start = { line: 0, character: 0 };
  const locations = files.map((path) => ({ uri: context.workspace.uriOf(path), range: { start, end: start } }));
  return command(count(files.length, "file"), uri, positionAt(context.lineIndex, line.nameStart), locations);
}

function count(many: number, what: string): string {
  return many === 1 ? `1 ${what}` : `${many} ${what}s`;
}

function command(title: string, uri: string, position: Position, locations: readonly Location[]): Command {
  return { title, command: SHOW_REFERENCES, arguments: [uri, position, locations] };
}
