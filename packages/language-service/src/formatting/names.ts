import { type Line, nameOf } from "@httpd-lint/grammar";
import { knownCommands } from "../model/commands.ts";
import type { DocumentContext } from "../workspace.ts";
import type { Edit } from "./edits.ts";

/** Whether a module that we know brings a section, loaded or not. */
export function isKnownSection({ analyses }: DocumentContext, name: string): boolean {
  return knownCommands(analyses[0]).has(`<${name}`);
}

/** The name of a line as the module that brings it writes it; undefined when it is not plain, or nobody knows it. */
export function canonicalName({ text, syntax, analyses }: DocumentContext, line: Line): Edit | undefined {
  const name = nameOf(syntax, line);
  if (line.type !== "Directive" && line.type !== "OpenTag" && line.type !== "CloseTag") return undefined;
  const mark = line.type === "Directive" ? "" : "<";
  const start = line.nameStart + (line.type === "Directive" ? 0 : line.type === "OpenTag" ? 1 : 2);
  const end = start + name.length;
  if (text.slice(start, end) !== name) return undefined;
  const found = analyses.map((analysis) => knownCommands(analysis).get(`${mark}${name.toLowerCase()}`)?.[0]);
  const spellings = new Set(
    found.map((known) => (known?.isLoaded ? known.command.name.slice(mark.length) : undefined)),
  );
  const [newText] = spellings;
  return spellings.size === 1 && newText !== undefined ? { start, end, newText } : undefined;
}
