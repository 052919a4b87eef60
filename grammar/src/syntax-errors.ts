import type { Diagnostic, RelatedLocation } from "@httpd-lint/diagnostics";
import { logicalText, nameOf } from "./arguments.ts";
import type { ConfigFile, Line } from "./nodes.ts";
import type { Flaw } from "./section-balance.ts";
import { readWord } from "./words.ts";

/** Faults in the structure of one file, in the order of the text. Macro bodies are left out: they need not balance. */
export function syntaxErrors(file: ConfigFile, flaws: readonly Flaw[], uri: string): Diagnostic[] {
  if (flaws.length === 0) return [];
  const errors: Diagnostic[] = [];
  for (const flaw of flaws.toSorted((a, b) => a.tag.start - b.tag.start)) {
    const tag = flaw.tag as unknown as Line;
    const other = flaw.other as unknown as Line | undefined;
    if (flaw.kind === "not-closed") errors.push(notClosed(file, uri, tag, other));
    else if (flaw.kind === "stray") errors.push(strayClose(file, uri, tag, other));
    else if (tag.type === "OpenTag" && !logicalText(file, tag).includes(">")) errors.push(openBracket(file, uri, tag));
    else if (tag.type === "CloseTag" && !closesItself(file, tag)) errors.push(closeBracket(file, uri, tag));
  }
  return errors;
}

function closesItself(file: ConfigFile, tag: Line): boolean {
  return readWord(logicalText(file, tag), 0).value.endsWith(">");
}

function openBracket(file: ConfigFile, uri: string, tag: Line): Diagnostic {
  const end = tag.contentEnd;
  return {
    code: "syntax/missing-closing-bracket",
    severity: "error",
    source: "httpd",
    message: `<${nameOf(file, tag)}> directive missing closing '>'`,
    location: { file: uri, start: tag.nameStart, end },
    fixes: [{ title: "Add '>'", safe: true, edits: [{ file: uri, start: end, end, newText: ">" }] }],
  };
}

function closeBracket(file: ConfigFile, uri: string, tag: Line): Diagnostic {
  const location = { file: uri, start: tag.nameStart, end: tag.contentEnd };
  const newText = `</${nameOf(file, tag)}>`;
  return {
    code: "syntax/missing-closing-bracket",
    severity: "error",
    source: "httpd",
    message: `${newText} directive missing closing '>'`,
    location,
    fixes: [{ title: `Write ${newText}`, safe: true, edits: [{ ...location, newText }] }],
  };
}

function notClosed(file: ConfigFile, uri: string, tag: Line, instead: Line | undefined): Diagnostic {
  const name = nameOf(file, tag);
  const related: RelatedLocation =
    instead === undefined
      ? {
          message: "httpd notices at the end of the file",
          location: { file: uri, start: file.text.length, end: file.text.length },
        }
      : {
          message: `httpd notices here, where it expects </${name}>`,
          location: { file: uri, start: instead.nameStart, end: instead.contentEnd },
        };
  return {
    code: "syntax/section-not-closed",
    severity: "error",
    source: "httpd",
    message: `<${name}> was not closed.`,
    location: { file: uri, start: tag.nameStart, end: tag.contentEnd },
    related: [related],
  };
}

function strayClose(file: ConfigFile, uri: string, tag: Line, open: Line | undefined): Diagnostic {
  const name = nameOf(file, tag);
  const location = { file: uri, start: tag.nameStart, end: tag.contentEnd };
  const error = { code: "syntax/stray-closing-tag", severity: "error", source: "httpd", location } as const;
  if (open === undefined) return { ...error, message: `</${name}> without matching <${name}> section` };
  const expected = nameOf(file, open);
  const related: RelatedLocation = {
    message: `<${expected}> is open since here`,
    location: { file: uri, start: open.nameStart, end: open.contentEnd },
  };
  return { ...error, message: `Expected </${expected}> but saw </${name}>`, related: [related] };
}
