import { type ConfigFile, type Line, nameOf } from "@httpd-lint/grammar";
import type { Analysis, DocumentContext } from "../workspace.ts";

/** A backslash that httpd finds at the end of a line once it has dropped the blanks behind it. */
const OPEN_END = /\\[ \t\v\f\r]+(?:\n|$)/;

/**
 * Tells lines of which httpd may read the blanks, too: behind a Use, the last line of the macro can end in a backslash,
 * which then joins it with the line after the Use.
 */
export function followsUse(context: DocumentContext): (file: ConfigFile, before: Line | undefined) => boolean {
  let maySpill: boolean | undefined;
  return (file, before) => {
    if (before?.type !== "Directive") return false;
    const name = nameOf(file, before);
    if (name.includes("${")) return true;
    if (name.toLowerCase() !== "use") return false;
    maySpill ??= OPEN_END.test(context.text) || context.analyses.some(hasOpenMacro);
    return maySpill || file.text.slice(before.start, before.end).includes("\\");
  };
}

function hasOpenMacro({ tree, server }: Analysis): boolean {
  return [tree, server?.tree].some((each) => {
    if (each === undefined) return false;
    const files = new Set(each.macros.map(({ node }) => node.frame.file.text));
    return (
      each.macroUses.some(({ values }) => values.some((value) => value.endsWith("\\"))) ||
      [...files].some((text) => OPEN_END.test(text))
    );
  });
}

/** A last line without line end right behind a Use: mod_macro loses it, and would not with a line end. */
export function isLostBehindUse(file: ConfigFile, line: Line, before: Line | undefined): boolean {
  if (line.end !== file.text.length || file.text.endsWith("\n") || before?.type !== "Directive") return false;
  const name = nameOf(file, before).toLowerCase();
  return name === "use" || name.includes("${");
}
