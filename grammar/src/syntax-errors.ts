import type { Diagnostic, Location, RelatedLocation } from "@httpd-lint/diagnostics";
import { logicalText, nameOf } from "./arguments.ts";
import { KIND } from "./line-table.ts";
import type { ConfigFile } from "./nodes.ts";
import { type Flaw, sectionName } from "./section-balance.ts";

/** Faults in the structure of one file, in the order of the text. Macro bodies are left out: they need not balance. */
export function syntaxErrors(file: ConfigFile, flaws: readonly Flaw[], uri: string): Diagnostic[] {
  const errors: Diagnostic[] = [];
  for (const { kind, tag, other } of flaws.toSorted((a, b) => a.tag - b.tag)) {
    if (kind === "not-closed") errors.push(notClosed(file, uri, tag, other));
    else if (kind === "stray") errors.push(strayClose(file, uri, tag, other));
    else if (file.table.kind(tag) === KIND.closeTag) errors.push(closeBracket(file, uri, tag));
    else if (!logicalText(file, file.table.line(tag)).includes(">")) errors.push(openBracket(file, uri, tag));
  }
  return errors;
}

/** The name as written, for messages. */
function nameOfTag(file: ConfigFile, tag: number): string {
  const { table, text } = file;
  const word = text.slice(table.nameStart(tag), table.nameEnd(tag));
  if (word.charCodeAt(0) !== 0x3c || word.includes("\\")) return nameOf(file, table.line(tag));
  return sectionName(word, false);
}

function locationOf(file: ConfigFile, uri: string, tag: number): Location {
  return { file: uri, start: file.table.nameStart(tag), end: file.table.contentEnd(tag) };
}

function openBracket(file: ConfigFile, uri: string, tag: number): Diagnostic {
  const location = locationOf(file, uri, tag);
  return {
    code: "syntax/missing-closing-bracket",
    severity: "error",
    source: "httpd",
    message: `<${nameOfTag(file, tag)}> directive missing closing '>'`,
    location,
    fixes: [{ title: "Add '>'", safe: true, edits: [{ ...location, start: location.end, newText: ">" }] }],
  };
}

function closeBracket(file: ConfigFile, uri: string, tag: number): Diagnostic {
  const location = locationOf(file, uri, tag);
  const newText = `</${nameOfTag(file, tag)}>`;
  return {
    code: "syntax/missing-closing-bracket",
    severity: "error",
    source: "httpd",
    message: `${newText} directive missing closing '>'`,
    location,
    fixes: [{ title: `Write ${newText}`, safe: true, edits: [{ ...location, newText }] }],
  };
}

function notClosed(file: ConfigFile, uri: string, tag: number, instead: number | undefined): Diagnostic {
  const name = nameOfTag(file, tag);
  const end = file.text.length;
  const related: RelatedLocation =
    instead === undefined
      ? { message: "httpd notices at the end of the file", location: { file: uri, start: end, end } }
      : { message: `httpd notices here, where it expects </${name}>`, location: locationOf(file, uri, instead) };
  return {
    code: "syntax/section-not-closed",
    severity: "error",
    source: "httpd",
    message: `<${name}> was not closed.`,
    location: locationOf(file, uri, tag),
    related: [related],
  };
}

function strayClose(file: ConfigFile, uri: string, tag: number, open: number | undefined): Diagnostic {
  const name = nameOfTag(file, tag);
  const error = {
    code: "syntax/stray-closing-tag",
    severity: "error",
    source: "httpd",
    location: locationOf(file, uri, tag),
  } as const;
  if (open === undefined) return { ...error, message: `</${name}> without matching <${name}> section` };
  const expected = nameOfTag(file, open);
  const related = { message: `<${expected}> is open since here`, location: locationOf(file, uri, open) };
  return { ...error, message: `Expected </${expected}> but saw </${name}>`, related: [related] };
}
