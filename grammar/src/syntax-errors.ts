import type { Diagnostic, Location, RelatedLocation } from "@httpd-lint/diagnostics";
import { logicalText, nameOf } from "./arguments.ts";
import { GREATER } from "./characters.ts";
import type { ConfigFile, Node, Section } from "./nodes.ts";
import { readWord } from "./words.ts";

/** Faults in the structure of one file, in the order of the text. Macro bodies are left out: they need not balance. */
export function syntaxErrors(file: ConfigFile, uri: string): Diagnostic[] {
  const errors: Diagnostic[] = [];
  const open: { readonly children: readonly Node[]; readonly section: Section | undefined; next: number }[] = [];
  open.push({ children: file.children, section: undefined, next: 0 });
  for (let frame = open.at(-1); frame !== undefined; frame = open.at(-1)) {
    const node = frame.children[frame.next++];
    if (node === undefined) {
      open.pop();
      if (frame.section !== undefined) checkClose(file, uri, frame.section, open.at(-1)?.section, errors);
    } else if (node.type === "Section") {
      checkOpen(file, uri, node, errors);
      if (!isMacro(file, node)) open.push({ children: node.children, section: node, next: 0 });
      else checkClose(file, uri, node, frame.section, errors);
    } else if (node.type === "Malformed") {
      errors.push(strayClose(file, uri, node, frame.section));
    }
  }
  return errors;
}

function isMacro(file: ConfigFile, section: Section): boolean {
  const { nameStart, nameEnd, joined } = section.openTag;
  return (joined || nameEnd - nameStart <= '"<Macro>"'.length) && nameOf(file, section).toLowerCase() === "macro";
}

function checkOpen(file: ConfigFile, uri: string, section: Section, errors: Diagnostic[]): void {
  const { openTag } = section;
  if (file.text.charCodeAt(openTag.contentEnd - 1) === GREATER || logicalText(file, openTag).includes(">")) return;
  const name = nameOf(file, section);
  const end = openTag.contentEnd;
  errors.push({
    code: "syntax/missing-closing-bracket",
    severity: "error",
    source: "httpd",
    message: `<${name}> directive missing closing '>'`,
    location: { file: uri, start: openTag.nameStart, end },
    fixes: [{ title: "Add '>'", safe: true, edits: [{ file: uri, start: end, end, newText: ">" }] }],
  });
}

function checkClose(
  file: ConfigFile,
  uri: string,
  section: Section,
  outer: Section | undefined,
  errors: Diagnostic[],
): void {
  const { closeTag } = section;
  if (closeTag !== undefined && file.text.charCodeAt(closeTag.nameEnd - 1) === GREATER) return;
  const name = nameOf(file, section);
  if (closeTag === undefined) {
    errors.push(notClosed(file, uri, section, outer, name));
  } else if (!readWord(logicalText(file, closeTag), 0).value.endsWith(">")) {
    errors.push({
      code: "syntax/missing-closing-bracket",
      severity: "error",
      source: "httpd",
      message: `</${name}> directive missing closing '>'`,
      location: { file: uri, start: closeTag.nameStart, end: closeTag.contentEnd },
      fixes: [
        {
          title: `Write </${name}>`,
          safe: true,
          edits: [{ file: uri, start: closeTag.nameStart, end: closeTag.contentEnd, newText: `</${name}>` }],
        },
      ],
    });
  }
}

function notClosed(
  file: ConfigFile,
  uri: string,
  section: Section,
  outer: Section | undefined,
  name: string,
): Diagnostic {
  const { openTag } = section;
  const noticed: Location =
    outer?.closeTag === undefined
      ? { file: uri, start: file.text.length, end: file.text.length }
      : { file: uri, start: outer.closeTag.nameStart, end: outer.closeTag.contentEnd };
  const related: RelatedLocation = {
    message:
      outer?.closeTag === undefined
        ? "httpd notices at the end of the file"
        : `httpd notices here, where it expects </${name}>`,
    location: noticed,
  };
  return {
    code: "syntax/section-not-closed",
    severity: "error",
    source: "httpd",
    message: `<${name}> was not closed.`,
    location: { file: uri, start: openTag.nameStart, end: openTag.contentEnd },
    related: [related],
  };
}

function strayClose(
  file: ConfigFile,
  uri: string,
  node: Exclude<Node, Section>,
  open: Section | undefined,
): Diagnostic {
  const name = nameOf(file, node);
  const expected = open === undefined ? undefined : nameOf(file, open);
  const related: RelatedLocation[] =
    open === undefined
      ? []
      : [
          {
            message: `<${expected}> is open since here`,
            location: { file: uri, start: open.openTag.nameStart, end: open.openTag.contentEnd },
          },
        ];
  return {
    code: "syntax/stray-closing-tag",
    severity: "error",
    source: "httpd",
    message:
      expected === undefined
        ? `</${name}> without matching <${name}> section`
        : `Expected </${expected}> but saw </${name}>`,
    location: { file: uri, start: node.nameStart, end: node.contentEnd },
    related,
  };
}
