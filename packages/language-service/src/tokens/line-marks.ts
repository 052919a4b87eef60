import { argumentsOf, type Line, nameOf } from "@httpd-lint/grammar";
import { knownCommands } from "../model/commands.ts";
import type { Occurrence, SymbolKind } from "../model/occurrences.ts";
import { replacementOf } from "../model/old-names.ts";
import { isCondition } from "../model/placement.ts";
import type { DocumentContext } from "../workspace.ts";
import type { TokenModifier, TokenType } from "./legend.ts";
import type { Mark } from "./marks.ts";
import { addWordMarks } from "./word-marks.ts";

const TYPES: Readonly<Record<SymbolKind, TokenType>> = {
  define: "variable",
  macro: "macro",
  parameter: "parameter",
  "log format": "variable",
  "rewrite map": "function",
  balancer: "variable",
  "provider alias": "enumMember",
  "environment variable": "variable",
  module: "namespace",
};

/**
 * What stands in a line; later marks lie on earlier ones.
 *
 * @param namesOnly without what can be told from the line alone
 */
export function lineMarks(
  context: DocumentContext,
  line: Line,
  names: readonly Occurrence[],
  isInactive: boolean,
  namesOnly: boolean,
): readonly Mark[] {
  const { syntax, text } = context;
  if (line.type === "Comment" && !namesOnly) return [{ start: line.nameStart, end: line.contentEnd, type: "comment" }];
  if (line.type === "Comment" || line.type === "Blank" || line.type === "RawText") return [];
  const name = nameOf(syntax, line);
  const key = `${line.type === "Directive" ? "" : "<"}${name.toLowerCase()}`;
  const marks: Mark[] = [];
  const mark = nameMark(context, line, key, name, isInactive);
  if (!namesOnly || mark.type === "unknown" || mark.modifiers?.includes("deprecated")) marks.push(mark);
  if (!namesOnly && (line.type === "Directive" || line.type === "OpenTag")) {
    const command = knownCommands(context.analyses[0]).get(key)?.[0]?.command;
    addWordMarks({ text, key, command, words: argumentsOf(syntax, line) }, marks);
  }
  for (const { kind, start, end, isDefinition } of names) {
    const isVariable = kind === "define" && text.slice(start - 2, start) === "${";
    const range = isVariable ? { start: start - 2, end: end + 1 } : { start, end };
    marks.push({ ...range, type: TYPES[kind], ...(isDefinition ? DECLARATION : {}) });
  }
  return marks;
}

const DECLARATION: Pick<Mark, "modifiers"> = { modifiers: ["declaration"] };

function nameMark(context: DocumentContext, line: Line, key: string, name: string, isInactive: boolean): Mark {
  const brackets = line.type === "Directive" ? 0 : line.type === "OpenTag" ? 1 : 2;
  const start = Math.min(line.nameStart + brackets, line.nameEnd);
  const isPlain = context.text.slice(start, start + name.length) === name;
  const range = { start, end: isPlain ? start + name.length : line.nameEnd };
  const known = context.analyses.map((analysis) => knownCommands(analysis).get(key)?.[0]);
  // Where httpd does not read a line, its modules need not be there.
  const isKnown = known.some((each) => each !== undefined && (each.isLoaded || isInactive));
  if (!isKnown || line.type === "Malformed") return { ...range, type: "unknown" };
  const modifiers: TokenModifier[] = [];
  if (replacementOf(key) !== undefined) modifiers.push("deprecated");
  if (known.some((each) => each?.command.module === "core_module")) modifiers.push("defaultLibrary");
  const isSection = line.type !== "Directive";
  return { ...range, type: isSection && !isCondition(key.slice(1)) ? "class" : "keyword", modifiers };
}
