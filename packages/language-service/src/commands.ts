import { nameOf } from "@httpd-lint/grammar";
import type { Position } from "vscode-languageserver-types";
import { expansionLines } from "./describe/names.ts";
import { explainLine, type LineFacts, type LineSource } from "./effective/line.ts";
import { lineData, lineText } from "./effective/line-text.ts";
import type { Problem } from "./effective/problem.ts";
import { explainUrl, requestOf } from "./effective/url.ts";
import { type Look, urlData, urlText } from "./effective/url-text.ts";
import { cursorAt } from "./model/cursor.ts";
import { nodeOf } from "./model/nodes.ts";
import { offsetAt } from "./model/positions.ts";
import { ruleMarkdown, ruleNamed } from "./rule-pages/rule-page.ts";
import type { Analysis, DocumentContext } from "./workspace.ts";

export type AnswerFormat = "text" | "json";

/** Columns of a page that is read in an editor. */
const WIDTH = 100;

/**
 * What becomes of the line at a position: the page that `httpd-lint explain FILE:LINE` prints.
 *
 * @returns text for people, or JSON as a text; a problem when no directive is there
 */
export async function explainPosition(
  context: DocumentContext,
  { line }: Position,
  format: AnswerFormat = "text",
): Promise<string | Problem> {
  const facts: LineFacts | Problem = await explainLine(sourceOf(context), line + 1);
  if ("problem" in facts) return facts;
  return format === "json" ? json(lineData(facts)) : lineText(facts, lookOf(context.analyses[0]));
}

/**
 * What the document's server does for a request: the page that `httpd-lint explain --url URL` prints.
 *
 * @param vhost `ADDRESS:PORT` of the connection
 * @returns text for people, or JSON as a text; a problem when there is no server, or the URL is none
 */
export function explainRequest(
  context: DocumentContext,
  url: string,
  vhost?: string,
  format: AnswerFormat = "text",
): string | Problem {
  const [analysis] = context.analyses;
  const server = analysis.server ?? analysis;
  if (server.kind !== "server") return { problem: "no server is known that reads this file" };
  const request = requestOf(url, vhost);
  if ("problem" in request) {
    const { subject, problem, example } = request;
    const what = subject === "url" ? "the URL" : "the connection";
    return { problem: `${what} ${problem}${example === undefined ? "" : `, e.g. ${example}`}` };
  }
  const facts = explainUrl(server.tree, request, context.workspace.settingsOf(server.mainFile).lint ?? {});
  const textOf = (file: string): string | undefined =>
    [server.tree, ...facts.config.htaccess]
      .map(({ files }) => files.get(file)?.text)
      .find((text) => text !== undefined);
  if (format === "json") return json(urlData(facts, textOf));
  return urlText(facts, textOf, { ...lookOf(server), server: server.mainFile });
}

function json(data: unknown): string {
  return JSON.stringify(data, undefined, 2);
}

function sourceOf(context: DocumentContext): LineSource {
  const [{ tree, server, kind }] = context.analyses;
  const path = [...context.names].find((name) => tree.files.has(name)) ?? context.path;
  const notes = kind !== "server" && server === undefined ? ["No server was found that reads this file."] : [];
  return { tree, path, shown: path, notes, ...(server === undefined ? {} : { server: server.tree }) };
}

/** Places are told from the server's folder on. */
function lookOf(analysis: Analysis): Look {
  const { mainFile } = analysis.server ?? analysis;
  const folder = mainFile.slice(0, mainFile.lastIndexOf("/") + 1);
  return {
    paint: (_, text) => text,
    width: WIDTH,
    nameOf: (file) => (file.startsWith(folder) ? file.slice(folder.length) : file),
  };
}

/** The lines that the Use at a position stands for, without secrets; undefined when there is none, or no such macro. */
export function expandMacro(context: DocumentContext, position: Position): string | undefined {
  const { line } = cursorAt(context.syntax, offsetAt(context.lineIndex, position));
  if (line?.type !== "Directive" || nameOf(context.syntax, line).toLowerCase() !== "use") return undefined;
  const found = nodeOf(context, line);
  const use = found?.analysis.tree.macroUses.find(({ node }) => node === found.node);
  if (found === undefined || use === undefined) return undefined;
  const { frame, line: defined } = use.macro.node;
  const place = `${lookOf(found.analysis).nameOf(frame.file.path)}:${frame.file.lineIndex.lineAt(defined.nameStart)}`;
  const lines = expansionLines(found.analysis, use);
  return `${[`# macro ${use.macro.name} of ${place}`, ...lines].join("\n")}\n`;
}

/**
 * What a rule finds and why, as Markdown.
 *
 * @param name as in findings, or a number such as SES041
 */
export async function rulePage(context: DocumentContext | undefined, name: string): Promise<string | Problem> {
  const settings = context?.workspace.settingsOf(context.analyses[0].server?.mainFile ?? context.analyses[0].mainFile);
  const rule = ruleNamed(name, settings?.lint?.extraRules);
  return "problem" in rule ? rule : ruleMarkdown(rule);
}
