import type { Line } from "@httpd-lint/grammar";
import { argumentsOf } from "@httpd-lint/grammar";
import type { DocumentLink } from "vscode-languageserver-types";
import { commandOf } from "../model/commands.ts";
import { linesWithNames, withoutQuotes } from "../model/cursor.ts";
import { pathArguments } from "../model/files.ts";
import { filesIncludedAt } from "../model/inclusions.ts";
import { keyOfLine } from "../model/lines.ts";
import { manualUrl } from "../model/manual.ts";
import { namedFiles } from "../model/named-files.ts";
import { rangeOf } from "../model/positions.ts";
import type { DocumentContext } from "../workspace.ts";

export interface DocumentLinkOptions {
  /** Names of directives lead to their page in httpd's manual, which underlines all of them. Default false. */
  readonly manual?: boolean;
}

/** What the lines of a file lead to: included files, what is named of the machine and is there, and pages of the web. */
export function documentLinks(context: DocumentContext, { manual }: DocumentLinkOptions = {}): readonly DocumentLink[] {
  const links: DocumentLink[] = [];
  for (const line of linesWithNames(context.syntax)) {
    const key = keyOfLine(context.syntax, line);
    if (manual === true) links.push(...manualLink(context, line, key));
    if (key === "include" || key === "includeoptional") links.push(...includeLink(context, line));
    else if (key === "errordocument" || pathArguments(key).length > 0) links.push(...fileLinks(context, line, key));
    links.push(...webLinks(context, line));
  }
  return links;
}

function manualLink(context: DocumentContext, line: Line, key: string): readonly DocumentLink[] {
  const known = line.type === "CloseTag" ? undefined : commandOf(context.analyses[0], key);
  const target = known === undefined ? undefined : manualUrl(known.command, known.module);
  if (known === undefined || target === undefined) return [];
  const start = line.nameStart + (line.type === "OpenTag" ? 1 : 0);
  return [{ range: rangeOf(context.lineIndex, { start, end: line.nameEnd }), target, tooltip: known.command.name }];
}

/** A pattern leads to the first of its files. */
function includeLink(context: DocumentContext, line: Line): readonly DocumentLink[] {
  const [word] = argumentsOf(context.syntax, line);
  const files = filesIncludedAt(context, context.names, line.start);
  const [first] = files;
  if (word === undefined || first === undefined) return [];
  const tooltip = files.length === 1 ? first : `${first}, the first of ${files.length} files`;
  return [{ range: rangeOf(context.lineIndex, withoutQuotes(word)), target: context.workspace.uriOf(first), tooltip }];
}

function fileLinks(context: DocumentContext, line: Line, key: string): readonly DocumentLink[] {
  return namedFiles(context, line, key)
    .filter(({ path }) => path !== "/")
    .map(({ word, path }) => ({
      range: rangeOf(context.lineIndex, withoutQuotes(word)),
      target: context.workspace.uriOf(path),
      tooltip: path,
    }));
}

/** Without what is put together when a request comes, and without names and passwords. */
function webLinks({ text, lineIndex }: DocumentContext, line: Line): readonly DocumentLink[] {
  const content = text.slice(line.nameEnd, line.contentEnd);
  if (!content.includes("://")) return [];
  return [...content.matchAll(/(?<![\w^(])https?:\/\/[^\s"'<>\\]+/gi)]
    .filter(([url]) => !/[$%@^*(|]|:\/\/[/\]]/.test(url) && /:\/\/[\w[]/.test(url))
    .map(({ 0: url, index }) => {
      const start = line.nameEnd + index;
      return { range: rangeOf(lineIndex, { start, end: start + url.length }), target: url };
    });
}
