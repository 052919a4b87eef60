import {
  allNodes,
  type Condition,
  type ConfigNode,
  type ConfigTree,
  effectiveConfig,
  type MacroDefinition,
  maskerOf,
  type SourceFile,
} from "@httpd-lint/config";
import type { DirectiveReference } from "@httpd-lint/directives/reference";
import { KIND, type Line, logicalText, nameOf, type Section } from "@httpd-lint/grammar";
import { type Effects, effectsOf, serversOf } from "./effects.ts";
import type { Problem } from "./problem.ts";

/** A file as part of what reads it. */
export interface LineSource {
  readonly tree: ConfigTree;
  /** The file as the tree calls it. */
  readonly path: string;
  /** The file as the user may call it. */
  readonly shown: string;
  /** Of a .htaccess: the server it belongs to. */
  readonly server?: ConfigTree;
  /** What the answer rests on. */
  readonly notes: readonly string[];
}

/** One time that httpd reads the line: a file that is included twice, or a macro, has several. */
export interface LineUse {
  readonly node: ConfigNode;
  /** The main server (undefined) and the virtual hosts that it is for. */
  readonly servers: readonly (ConfigNode | undefined)[];
  /** Undefined when it is not known how several of such a directive come together. */
  readonly effects: Effects | undefined;
  /** Files that this Include reads. */
  readonly reads: readonly string[];
  /** The macro whose lines this Use stands for. */
  readonly expands: MacroDefinition | undefined;
}

/** What is known of a line. */
export interface LineFacts {
  readonly source: LineSource;
  readonly file: SourceFile;
  /** Physical lines, from 1; several when the line is continued. */
  readonly lines: readonly [first: number, last: number];
  /** As httpd sees it, masked. */
  readonly text: string;
  readonly name: string;
  /** Of several modules with that name those that are loaded. */
  readonly references: readonly DirectiveReference[];
  readonly uses: readonly LineUse[];
  /** The line is that of a condition. */
  readonly condition: Condition | undefined;
  /** Why httpd does not read the line; undefined when it does, or when nobody knows. */
  readonly skippedBy: Condition | undefined;
  /** The line is in the body of a macro. */
  readonly macro: MacroDefinition | undefined;
  /** Of a .htaccess: directives of the server in the place of which it steps. */
  readonly serverOverrides: readonly ConfigNode[];
}

/**
 * Everything that is known of a line.
 *
 * @param line physical, from 1
 * @returns a problem when there is no directive on that line
 */
export async function explainLine(source: LineSource, line: number): Promise<LineFacts | Problem> {
  const { tree, path, shown } = source;
  const file = tree.files.get(path);
  if (file === undefined) return { problem: `${shown} cannot be read` };
  const target = directiveAt(file, line, shown);
  if ("problem" in target) return target;
  const { syntax } = file;
  const name = nameOf(syntax, target);
  const isHere = ({ frame, line: own }: ConfigNode): boolean =>
    frame.file.path === path && own.start === target.start && frame.kind !== "option";
  const condition = tree.conditions.find(({ node }) => isHere(node));
  const nodes = [...tree.executed, ...allNodes(tree)].filter(isHere);
  const { directiveReferences } = await import("@httpd-lint/directives/reference");
  const known = directiveReferences(name);
  const loaded = new Set(tree.modules.map(({ symbol }) => symbol));
  const active = known.filter(({ module }) => loaded.has(module.symbol));
  return {
    source,
    file,
    lines: [file.lineIndex.lineAt(target.start), file.lineIndex.lineAt(Math.max(target.start, target.contentEnd - 1))],
    text: maskerOf(tree)(logicalText(syntax, target)),
    name,
    references: active.length > 0 ? active : known,
    uses: condition === undefined ? nodes.map((node) => useOf(tree, node)) : [],
    condition,
    skippedBy: nodes.length > 0 ? undefined : skipping(tree, file, target),
    macro: macroAround(tree, file, target),
    serverOverrides: source.server === undefined ? [] : overriddenInServer(source.server, path, nodes),
  };
}

function useOf(tree: ConfigTree, node: ConfigNode): LineUse {
  const isExecuted = tree.executed.includes(node);
  return {
    node,
    servers: isExecuted ? [] : serversOf(tree, node),
    effects: isExecuted ? undefined : effectsOf(tree, node),
    expands: tree.macroUses.find((use) => use.node === node)?.macro,
    reads: tree.inclusions.filter(({ includedBy }) => includedBy === node).map(({ file }) => file.path),
  };
}

/** The line of a directive or opening tag; that of a closing tag is the tag it closes. */
function directiveAt({ syntax, lineIndex }: SourceFile, line: number, shown: string): Line | Problem {
  const count = lineIndex.lineCount - (syntax.text.endsWith("\n") ? 1 : 0);
  if (line < 1 || line > count) {
    return { problem: `${shown} has ${count} line${count === 1 ? "" : "s"}, and none with number ${line}` };
  }
  const { start } = lineIndex.lineRange(line);
  const { table } = syntax;
  let index = 0;
  while (index + 1 < table.count && table.start(index + 1) <= start) index++;
  const found = table.line(index);
  switch (table.kind(index)) {
    case KIND.directive:
    case KIND.openTag:
      return found;
    case KIND.closeTag: {
      const opened = openTagOf(syntax.children, found);
      if (opened !== undefined) return opened;
      break;
    }
    case KIND.comment:
      return { problem: `${shown}:${line} is a comment, which httpd skips: name the line of a directive` };
    case KIND.blank:
      return { problem: `${shown}:${line} is empty: name the line of a directive` };
  }
  return { problem: `${shown}:${line} is no directive` };
}

function openTagOf(children: SourceFile["syntax"]["children"], close: Line): Line | undefined {
  const sections = children.filter((child): child is Section => child.type === "Section");
  const around = sections.find(({ start, end }) => start <= close.start && close.start < end);
  if (around === undefined) return undefined;
  return around.closeTag?.start === close.start ? around.openTag : openTagOf(around.children, close);
}

/** The condition whose body the line is in, and which does not hold. */
function skipping(tree: ConfigTree, { path, syntax }: SourceFile, { start }: Line): Condition | undefined {
  return tree.conditions.find(({ holds, node, bodyLines: [from, to] }) => {
    if (holds || node.frame.file.path !== path || from >= to) return false;
    return syntax.table.start(from) <= start && start < syntax.table.end(to - 1);
  });
}

/** The macro that the line is part of the definition of. */
function macroAround(tree: ConfigTree, { path, syntax }: SourceFile, { start }: Line): MacroDefinition | undefined {
  return tree.macros.find(({ node }) => {
    if (node.frame.file.path !== path || start <= node.line.start) return false;
    const { table } = syntax;
    for (let index = 0; index < table.count; index++) {
      if (table.start(index) <= node.line.start || table.kind(index) !== KIND.closeTag) continue;
      if (nameOf(syntax, table.line(index)).toLowerCase() === "macro") return start < table.start(index);
    }
    return false;
  });
}

/** What the server itself says where a .htaccess lies. */
function overriddenInServer(server: ConfigTree, path: string, nodes: readonly ConfigNode[]): readonly ConfigNode[] {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const config = effectiveConfig(server, { file: folder });
  const keys = new Set(nodes.map(({ key }) => key));
  return [...keys].flatMap((key) => config.setting(key)?.setBy ?? []);
}

/** e.g. `<IfModule !mod_ssl.c>` */
export function conditionText({ node, name, negated, test }: Condition): string {
  return `<${name} ${node.argumentText === "" ? `${negated ? "!" : ""}${test}` : node.argumentText}>`;
}

/** Why a condition holds or not, in words. */
export function conditionReason({ name, negated, test, holds, certainty }: Condition): string {
  const isThere = holds !== negated;
  switch (name.toLowerCase()) {
    case "ifmodule":
      return `module ${test} is ${isThere ? "" : "not "}loaded`;
    case "ifdefine":
      return isThere
        ? `${test} is defined`
        : `${test} is not defined${certainty === "assumed" ? ` (-D ${test} defines it)` : ""}`;
    case "iffile":
      return `${test} is ${isThere ? "" : "not "}there`;
    case "ifdirective":
    case "ifsection":
      return `${test} is ${isThere ? "" : "not "}known`;
    default:
      return holds ? "it holds" : "it does not hold";
  }
}
