import { codeFrame, type Paint, plainPaint } from "./code-frame.ts";
import type { Diagnostic, Location } from "./diagnostic.ts";
import { displayText } from "./display-text.ts";
import { sortDiagnostics } from "./order.ts";
import { cachedLines, type SourceOf } from "./sources.ts";
import type { TextLines } from "./text-lines.ts";

export interface ReportTextOptions {
  readonly sourceOf: SourceOf;
  /** See `CodeFrameOptions.mask`. */
  readonly mask?: (line: string) => string;
  readonly paint?: Paint;
  /** How a file is named, e.g. relative to where the user stands. Default: as it is. */
  readonly nameOf?: (file: string) => string;
  /** Columns a source line may take. */
  readonly width?: number;
}

/**
 * Diagnostics for people: place, severity, message and code on the first line, then the source with carets, then what
 * to do about it. Sorted by `sortDiagnostics`; empty when there are none.
 */
export function reportText(diagnostics: readonly Diagnostic[], given: ReportTextOptions): string {
  const linesOf = cachedLines(given.sourceOf);
  const options = { ...given, nameOf: cachedNames(given) };
  const blocks = sortDiagnostics(diagnostics).map((diagnostic) => block(diagnostic, linesOf, options).join("\n"));
  return blocks.length === 0 ? "" : `${blocks.join("\n\n")}\n`;
}

/** How files are named; thousands of findings may lie in one. */
function cachedNames({ nameOf }: ReportTextOptions): (file: string) => string {
  const known = new Map<string, string>();
  return (file) => {
    let name = known.get(file);
    if (name === undefined) {
      name = displayText(nameOf?.(file) ?? file).text;
      known.set(file, name);
    }
    return name;
  };
}

const MAX_MESSAGE_LINES = 5;
const MAX_MESSAGE_WIDTH = 600;

type LinesOf = (file: string) => TextLines | undefined;

interface BlockOptions extends ReportTextOptions {
  /** Free of what a terminal would not show as it is. */
  readonly nameOf: (file: string) => string;
}

function block(diagnostic: Diagnostic, linesOf: LinesOf, options: BlockOptions): string[] {
  const paint = options.paint ?? plainPaint;
  const { location, severity, code } = diagnostic;
  const [first = "", ...more] = messageLines(diagnostic.message);
  const where = location === undefined ? "" : `${paint("place", placeText(location, linesOf, options))}: `;
  const block = [`${where}${paint(severity, severity)}: ${first} ${paint("code", `[${code}]`)}`];
  block.push(...more.map((line) => `  ${line}`));
  const lines = location === undefined ? undefined : linesOf(location.file);
  if (location !== undefined && lines !== undefined && lines.text !== "") {
    const { mask, width } = options;
    const frame = codeFrame(lines, location, {
      paint,
      part: severity,
      ...(mask === undefined ? {} : { mask }),
      ...(width === undefined ? {} : { width }),
    });
    block.push(...frame.map((line) => `  ${line}`));
  }
  return [...block, ...notes(diagnostic, linesOf, options).map((line) => `  ${line}`)];
}

/** What httpd says of broken input may go on for pages; the beginning is what helps. */
function messageLines(message: string): string[] {
  const lines = message.split("\n");
  const shown = lines.slice(0, MAX_MESSAGE_LINES).map((line) => displayText(shortened(line)).text);
  const left = lines.length - shown.length;
  return left > 0 ? [...shown, `(and ${left} more lines)`] : shown;
}

function shortened(line: string): string {
  return line.length > MAX_MESSAGE_WIDTH ? `${line.slice(0, MAX_MESSAGE_WIDTH)}…` : line;
}

function notes(diagnostic: Diagnostic, linesOf: LinesOf, options: BlockOptions): string[] {
  const paint = options.paint ?? plainPaint;
  const lines: string[] = [];
  for (const { message, location } of diagnostic.related ?? []) {
    const place = placeText(location, linesOf, options);
    lines.push(`${paint("note", "note:")} ${displayText(message).text} (${paint("place", place)})`);
  }
  for (const { title } of diagnostic.fixes ?? []) lines.push(`${paint("note", "fix:")} ${displayText(title).text}`);
  const references = referenceTexts(diagnostic);
  if (references.length > 0) lines.push(`${paint("note", "see:")} ${references.join("; ")}`);
  return lines;
}

/** One text per kind: `STIG V-214229, V-214277`. */
function referenceTexts({ references = [], url }: Diagnostic): string[] {
  const byKind = new Map<string, string[]>();
  for (const { kind, id } of references) byKind.set(kind, [...(byKind.get(kind) ?? []), id]);
  const texts = [...byKind].map(([kind, ids]) => {
    const list = ids.join(", ");
    return list.startsWith(kind) || kind === "other" ? list : `${kind} ${list}`;
  });
  return url === undefined ? texts : [...texts, url];
}

function placeText({ file, start }: Location, linesOf: LinesOf, options: BlockOptions): string {
  const name = options.nameOf(file);
  const position = linesOf(file)?.positionOf(start);
  return position === undefined ? name : `${name}:${position.line}:${position.column}`;
}
