import type { Diagnostic, Location, RelatedLocation, TextEdit } from "@httpd-lint/diagnostics";
import { nameOf } from "./arguments.ts";
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
    else if (!file.table.logicalText(tag).includes(">")) errors.push(openBracket(file, uri, tag));
  }
  return errors;
}

/** The name as written, for messages. */
function nameOfTag(file: ConfigFile, tag: number): string {
  const { table, text } = file;
  const word = text.slice(table.nameStart(tag), table.nameEnd(tag));
  if (!word.startsWith("<") || word.includes("\\")) return nameOf(file, table.line(tag));
  return sectionName(word, false);
}

function locationOf(file: ConfigFile, uri: string, tag: number): Location {
  return { file: uri, start: file.table.nameStart(tag), end: file.table.contentEnd(tag) };
}

/** From `start` on, to the end of the tag. */
function edit({ file, end }: Location, start: number, newText: string): TextEdit {
  return { file, start, end, newText };
}

function openBracket(file: ConfigFile, uri: string, tag: number): Diagnostic {
  const location = locationOf(file, uri, tag);
  return {
    code: "syntax/missing-closing-bracket",
    severity: "error",
    source: "httpd",
    message: `<${nameOfTag(file, tag)}> directive missing closing '>'`,
    location,
    fixes: [{ title: "Add '>'", safe: true, edits: [edit(location, location.end, ">")] }],
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
    fixes: [{ title: `Write ${newText}`, safe: true, edits: [edit(location, location.start, newText)] }],
  };
}

function notClosed(file: ConfigFile, uri: string, tag: number, instead: number): Diagnostic {
  const name = nameOfTag(file, tag);
  const end = file.text.length;
  const related: RelatedLocation =
    instead < 0
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

function strayClose(file: ConfigFile, uri: string, tag: number, open: number): Diagnostic {
  const name = nameOfTag(file, tag);
  const location = locationOf(file, uri, tag);
  const code = "syntax/stray-closing-tag";
  if (open < 0) {
    const message = `</${name}> without matching <${name}> section`;
    return { code, severity: "error", source: "httpd", location, message };
  }
  const expected = nameOfTag(file, open);
  const message = `Expected </${expected}> but saw </${name}>`;
  const related = { message: `<${expected}> is open since here`, location: locationOf(file, uri, open) };
  return { code, severity: "error", source: "httpd", location, message, related: [related] };
}
