import { KIND, readWord, splitWords } from "@httpd-lint/grammar";
import { lineNumberOf, locationOf, locationOfArgument, type NodeRecord } from "../node.ts";
import type { MacroUse } from "../tree.ts";
import { oneArgument, placeOf } from "./directive-arguments.ts";
import type { Level } from "./level.ts";
import { MAX_MACRO_LINES, MAX_MACRO_USES } from "./limits.ts";
import { FrameRecord, type VirtualLine } from "./line-stream.ts";
import {
  bodyWarnings,
  checkParameters,
  isNonBlank,
  MACRO_LINE_LIMIT,
  type MacroWarning,
  readMacroHead,
  substitute,
} from "./macro.ts";
import type { ConfigReader } from "./reader.ts";
import { type KnownMacro, labelOf } from "./state.ts";
import { lowerCase } from "./variables.ts";

/** `macro_section` of mod_macro: the body is kept as text. */
export function executeMacro(reader: ConfigReader, level: Level, node: NodeRecord): void {
  const { state } = reader;
  const location = `defined on line ${lineNumberOf(node)} of "${labelOf(node)}"`;
  const refuse = (message: string): void => {
    state.complain(level.stream, { code: "read/macro-definition", message, node });
    // httpd stops here; for us the body is still no list of directives.
    readBody(reader, level, node, "", location);
  };
  const head = readMacroHead(node.rawArgumentText, placeOf(node));
  warnAll(reader, node, head.warnings ?? []);
  if ("error" in head) {
    refuse(head.error);
    return;
  }
  const { name, parameters } = head;
  const known = state.macros.get(name);
  if (known !== undefined) {
    const message = `macro '${name}' multiply defined: ${known.location}, redefined on line ${lineNumberOf(node)} of "${labelOf(node)}"`;
    state.warn("AH02802", "read/macro-redefined", message, locationOf(node));
  }
  const checked = checkParameters(head, location);
  warnAll(reader, node, checked.warnings);
  if (checked.error !== undefined) {
    refuse(checked.error);
    return;
  }
  state.anyMacroDefined = true;
  const body = readBody(reader, level, node, name, location);
  const lines = body ?? [];
  const texts = lines.map((line) => line.text);
  if (body !== undefined) warnAll(reader, node, bodyWarnings(name, location, parameters, texts));
  const macro: KnownMacro = { name, parameters, node, location, lines, file: level.stream.base.file };
  state.macros.set(name, macro);
  state.macroDefinitions.push(macro);
}

function warnAll(reader: ConfigReader, node: NodeRecord, warnings: readonly MacroWarning[]): void {
  for (const { id, message } of warnings) reader.state.warn(id, "read/macro", message, locationOf(node));
}

/**
 * `get_lines_till_end_token`: raw lines up to the closing tag, comments left out. Sections in it are only counted for
 * a warning. Undefined after the complaint that the end is missing.
 */
function readBody(
  reader: ConfigReader,
  level: Level,
  node: NodeRecord,
  name: string,
  location: string,
): KnownMacro["lines"] | undefined {
  const { stream } = level;
  const { state } = reader;
  const where = `macro '${name}' (${location})`;
  const first = lineNumberOf(node);
  const lines: { text: string; source: KnownMacro["lines"][number]["source"] }[] = [];
  let macros = 1;
  let nesting = 1;
  while (stream.next()) {
    if (!stream.fitsInto(MACRO_LINE_LIMIT)) break;
    const { line } = stream;
    if (stream.kind === KIND.blank) {
      const count = blankLines(stream.base.file.text, line.start, line.end);
      for (let i = 0; i < count; i++) lines.push({ text: "", source: line });
      continue;
    }
    const { text } = stream;
    if (text.startsWith("#")) continue;
    const word = readWord(text, 0).value;
    const key = lowerCase(word);
    if (word.startsWith("</")) {
      if (--nesting < 0 && !state.ignoreMacroNesting) {
        const message = `bad (negative) nesting on line ${stream.number - first} of ${where}`;
        state.warn("AH02793", "read/macro", message, locationOf(node));
      }
    } else if (word.startsWith("<")) {
      nesting++;
    }
    if (key === "</macro>") {
      const behind = text.slice(text.lastIndexOf(">") + 1);
      if (isNonBlank(behind)) {
        const message = `AH02794: non blank chars found after directive closing on line ${stream.number} of ${stream.base.label}: ${behind}`;
        state.warn("AH02989", "read/macro", message, locationOf(node));
      }
      if (--macros === 0) {
        if (nesting !== 0 && !state.ignoreMacroNesting) {
          const signed = nesting > 0 ? `+${nesting}` : `${nesting}`;
          state.warn("AH02795", "read/macro", `bad cumulated nesting (${signed}) in ${where}`, locationOf(node));
        }
        return lines;
      }
    } else if (key === "<macro") {
      macros++;
    }
    lines.push({ text, source: line });
  }
  const message = `${where}\n\tcontents error: expected token not found: </Macro>`;
  state.complain(stream, { code: "read/macro-not-closed", message, node });
  return undefined;
}

function blankLines(text: string, start: number, end: number): number {
  if (text.slice(start, end).includes("\\")) return 1;
  let count = 0;
  for (let at = text.indexOf("\n", start); at >= 0 && at < end; at = text.indexOf("\n", at + 1)) count++;
  return text.charCodeAt(end - 1) === 0x0a ? count : count + 1;
}

/** `use_macro`: the body's lines, parameters replaced, come next in the place of the directive. */
export function executeUse(reader: ConfigReader, level: Level, node: NodeRecord): void {
  const { state } = reader;
  const { stream } = level;
  const complain = (code: string, message: string): void => state.complain(stream, { code, message, node });
  if (!state.anyMacroDefined) {
    complain("read/macro-undefined", "no macro defined before Use");
    return;
  }
  const argumentText = node.rawArgumentText;
  const word = readWord(argumentText, 0);
  const name = lowerCase(word.value);
  if (name === "") {
    complain("read/macro-undefined", "no macro name specified with Use");
    return;
  }
  const macro = state.macros.get(name);
  if (macro === undefined) {
    const range = locationOfArgument(node, 0);
    state.complain(stream, { code: "read/macro-undefined", message: `macro '${name}' undefined`, node, range });
    return;
  }
  // mod_macro looks for the macro in the name of the text it reads, which names all uses around it.
  if (stream.base.label.includes(`macro '${name}'`)) {
    complain("read/macro-recursive", `recursive use of macro '${name}' is invalid`);
    return;
  }
  const values = splitWords(argumentText.slice(word.next));
  if (values.length !== macro.parameters.length) {
    const message = `macro '${name}' (${macro.location}) used with ${values.length} arguments instead of ${macro.parameters.length}`;
    const related = [{ message: "The macro is defined here", location: locationOf(macro.node) }];
    state.complain(stream, { code: "read/macro-arguments", message, node, related });
    return;
  }
  expand(reader, level, node, macro, values);
}

function expand(
  reader: ConfigReader,
  level: Level,
  node: NodeRecord,
  macro: KnownMacro,
  values: readonly string[],
): void {
  const { state } = reader;
  const where = `macro '${macro.name}' (${macro.location}) used on line ${lineNumberOf(node)} of "${labelOf(node)}"`;
  for (const [index, value] of values.entries()) {
    if (value !== "" || state.ignoreMacroEmptyArguments) continue;
    state.warn("AH02798", "read/macro", `${where}: empty argument #${index + 1}`, locationOf(node));
  }
  const lines: VirtualLine[] = [];
  for (const [index, { text, source }] of macro.lines.entries()) {
    const replaced = substitute(text, macro.parameters, values);
    if (replaced === undefined) {
      const message = `${where} error while substituting: while processing line ${index + 1} of macro '${macro.name}' (${macro.location}) cannot substitute, buffer size too small`;
      state.complain(level.stream, { code: "read/macro-too-long", message, node });
      return;
    }
    lines.push({ text: replaced.trim(), source, number: index + 1 });
  }
  if (!affordable(reader, level, node, lines.length)) return;
  const use: MacroUse = { macro, node, values };
  state.macroUses.push(use);
  const frame = new FrameRecord("macro", macro.file, where, node.frame as FrameRecord, node, undefined, use);
  level.stream.insert(frame, lines);
}

/** Macros that use each other can multiply lines beyond any bound; then no further use is followed. */
function affordable(reader: ConfigReader, level: Level, node: NodeRecord, lines: number): boolean {
  const { state } = reader;
  if (state.macrosGivenUp) return false;
  state.macroLines += lines;
  if (state.macroLines <= MAX_MACRO_LINES && state.macroUses.length < MAX_MACRO_USES) return true;
  state.macrosGivenUp = true;
  const message = `Gave up after ${state.macroUses.length} uses of macros: they use each other too often`;
  state.complain(level.stream, { code: "read/too-much", message, node });
  return false;
}

export function executeUndefMacro(reader: ConfigReader, level: Level, node: NodeRecord): void {
  const { state } = reader;
  const given = oneArgument(reader, level, node, "the macro to remove");
  if (given === undefined) return;
  const name = lowerCase(given);
  if (state.macros.delete(name)) return;
  const message = state.anyMacroDefined
    ? `cannot remove undefined macro '${name}'`
    : "no macro defined before UndefMacro";
  state.complain(level.stream, { code: "read/macro-undefined", message, node });
}

/** MacroIgnoreBadNesting: sections in macros that do not balance are not warned of from here on. */
export function executeMacroIgnoreBadNesting(reader: ConfigReader): void {
  reader.state.ignoreMacroNesting = true;
}

/** MacroIgnoreEmptyArgs: empty values of macro parameters are not warned of from here on. */
export function executeMacroIgnoreEmptyArgs(reader: ConfigReader): void {
  reader.state.ignoreMacroEmptyArguments = true;
}
