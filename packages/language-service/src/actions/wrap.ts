import type { Location, TextEdit } from "@httpd-lint/diagnostics";
import { type Node, nameOf, type Section } from "@httpd-lint/grammar";
import { commandOf } from "../model/commands.ts";
import { indentOf, indentUnit, lineEndOf, lineIndexAt } from "../model/edits.ts";
import type { DocumentContext } from "../workspace.ts";
import type { Offer } from "./action.ts";

/** Modules that every httpd has: a condition on them means nothing. */
const ALWAYS: ReadonlySet<string> = new Set(["core_module", "so_module", "http_module"]);

/** `<IfModule>` around the directives of one module that a range touches. */
export function wrapInIfModule(context: DocumentContext, range: Pick<Location, "start" | "end">): Offer | undefined {
  const found = nodesIn(context, range);
  const source = moduleOfAll(context, found.nodes);
  if (source === undefined || found.around.some((section) => isAbout(context, section, source))) return undefined;
  return {
    title: `Read this only with ${source.replace(/\.c$/, "")}: put it in <IfModule>`,
    kind: "refactor.rewrite",
    edits: wrapping(context, found.nodes, `<IfModule ${source}>`, "</IfModule>"),
  };
}

interface Nodes {
  readonly nodes: readonly Node[];
  readonly around: readonly Section[];
}

/** Whole directives and sections, all at one depth; none when the range is about a body's beginning and its outside. */
function nodesIn({ syntax }: DocumentContext, { start, end }: Pick<Location, "start" | "end">): Nodes {
  const around: Section[] = [];
  let children: readonly Node[] = syntax.children;
  for (;;) {
    const touched = children.filter((node) => node.start <= end && start < node.end && node.type !== "Blank");
    const [only] = touched;
    const isInside =
      only?.type === "Section" &&
      touched.length === 1 &&
      start >= only.openTag.end &&
      (only.closeTag === undefined || end < only.closeTag.start);
    if (!isInside) return { nodes: touched, around };
    around.push(only);
    children = only.children;
  }
}

/** The source file of the module that brings all of the directives; comments do not count. */
function moduleOfAll(context: DocumentContext, nodes: readonly Node[]): string | undefined {
  let source: string | undefined;
  for (const node of nodes) {
    if (node.type === "Comment") continue;
    if (node.type !== "Directive" && node.type !== "Section") return undefined;
    if (node.type === "Section" && node.closeTag === undefined) return undefined;
    const name = nameOf(context.syntax, node).toLowerCase();
    const known = commandOf(context.analyses[0], node.type === "Section" ? `<${name}` : name);
    if (known === undefined || known.module.mpm || ALWAYS.has(known.module.symbol)) return undefined;
    if (source !== undefined && source !== known.module.source) return undefined;
    source = known.module.source;
  }
  return source;
}

function isAbout({ syntax }: DocumentContext, section: Section, source: string): boolean {
  const tag = syntax.text.slice(section.openTag.nameStart, section.openTag.contentEnd).toLowerCase();
  return tag.startsWith("<ifmodule") && [source, source.replace(/\.c$/, "")].some((name) => tag.includes(name));
}

/** Continued lines keep their blanks: they are part of what httpd reads. */
function wrapping(context: DocumentContext, nodes: readonly Node[], open: string, close: string): readonly TextEdit[] {
  const { syntax, text, path } = context;
  const [first, last] = [nodes[0], nodes.at(-1)];
  if (first === undefined || last === undefined) return [];
  const eol = lineEndOf(text);
  const from = lineIndexAt(syntax, first.start);
  const { table } = syntax;
  const outer = indentOf(text, { nameStart: table.nameStart(from) });
  const unit = indentUnit(text);
  const edits: TextEdit[] = [];
  for (let index = from; index < table.count && table.start(index) < last.end; index++) {
    const start = table.start(index);
    const head = index === from ? `${outer}${open}${eol}` : "";
    const isShifted = table.contentEnd(index) > table.nameStart(index) && syntax.lines[index]?.type !== "RawText";
    const newText = `${head}${isShifted ? unit : ""}`;
    if (newText !== "") edits.push({ file: path, start, end: start, newText });
  }
  const isEnded = text[last.end - 1] === "\n";
  const newText = isEnded ? `${outer}${close}${eol}` : `${eol}${outer}${close}`;
  return [...edits, { file: path, start: last.end, end: last.end, newText }];
}
