import type { Diagnostic, Location, Severity } from "./diagnostic.ts";
import { countDiagnostics } from "./order.ts";
import { cachedLines, type SourceOf } from "./sources.ts";
import type { TextLines } from "./text-lines.ts";

/** A place in a JSON report: lines and columns from 1, columns in UTF-16 code units, the end exclusive. */
export interface JsonPlace {
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
}

export interface JsonDiagnostic extends Partial<JsonPlace> {
  readonly code: string;
  readonly severity: Severity;
  readonly source: Diagnostic["source"];
  readonly message: string;
  readonly related?: readonly (JsonPlace & { readonly message: string })[];
  readonly fixes?: readonly {
    readonly title: string;
    readonly safe: boolean;
    readonly edits: readonly (JsonPlace & { readonly newText: string })[];
  }[];
  readonly references?: Diagnostic["references"];
  readonly url?: string;
}

/** What `--format json` prints. Fields are only ever added while `version` stays the same. */
export interface JsonReport {
  readonly version: 1;
  readonly diagnostics: readonly JsonDiagnostic[];
  readonly summary: Readonly<Record<Severity, number>>;
}

/** Diagnostics as data; a diagnostic without a place has no `file`. */
export function jsonReport(diagnostics: readonly Diagnostic[], sourceOf: SourceOf): JsonReport {
  const linesOf = cachedLines(sourceOf);
  return {
    version: 1,
    diagnostics: diagnostics.map((diagnostic) => jsonDiagnostic(diagnostic, linesOf)),
    summary: countDiagnostics(diagnostics),
  };
}

/** The report as text, ending in a line end. */
export function reportJson(diagnostics: readonly Diagnostic[], sourceOf: SourceOf): string {
  return `${JSON.stringify(jsonReport(diagnostics, sourceOf), undefined, 2)}\n`;
}

type LinesOf = (file: string) => TextLines | undefined;

function jsonDiagnostic(diagnostic: Diagnostic, linesOf: LinesOf): JsonDiagnostic {
  const { code, severity, source, message, location, related, fixes, references, url } = diagnostic;
  return {
    code,
    severity,
    source,
    message,
    ...(location === undefined ? {} : jsonPlace(location, linesOf)),
    ...(related === undefined
      ? {}
      : { related: related.map((place) => ({ message: place.message, ...jsonPlace(place.location, linesOf) })) }),
    ...(fixes === undefined
      ? {}
      : {
          fixes: fixes.map(({ title, safe, edits }) => ({
            title,
            safe,
            edits: edits.map((edit) => ({ ...jsonPlace(edit, linesOf), newText: edit.newText })),
          })),
        }),
    ...(references === undefined ? {} : { references }),
    ...(url === undefined ? {} : { url }),
  };
}

function jsonPlace({ file, start, end }: Location, linesOf: LinesOf): JsonPlace {
  const lines = linesOf(file);
  if (lines === undefined) return { file, line: null, column: null, endLine: null, endColumn: null };
  const from = lines.positionOf(start);
  const to = lines.positionOf(end);
  return { file, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}
