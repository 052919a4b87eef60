import { allNodes, type ConfigNode, type ConfigTree } from "@httpd-lint/config";
import type { Line } from "@httpd-lint/grammar";
import type { Analysis, DocumentContext } from "../workspace.ts";

const tables = new WeakMap<ConfigTree, ReadonlyMap<string, ReadonlyMap<number, readonly ConfigNode[]>>>();

/** Directives and sections of a tree by file and by where their line starts; a line in a macro makes several. */
function nodesByLine(tree: ConfigTree): ReadonlyMap<string, ReadonlyMap<number, readonly ConfigNode[]>> {
  const known = tables.get(tree);
  if (known !== undefined) return known;
  const table = new Map<string, Map<number, ConfigNode[]>>();
  const add = (node: ConfigNode): void => {
    if (node.frame.kind === "option") return;
    const { path } = node.frame.file;
    const lines = table.get(path) ?? new Map<number, ConfigNode[]>();
    table.set(path, lines);
    const { start } = node.line;
    const nodes = lines.get(start);
    if (nodes === undefined) lines.set(start, [node]);
    else nodes.push(node);
  };
  for (const node of allNodes(tree)) add(node);
  for (const node of tree.executed) add(node);
  tables.set(tree, table);
  return table;
}

/** What a line of the document became in one analysis: nothing when httpd skips it. */
export function nodesOf(context: DocumentContext, analysis: Analysis, line: Line): readonly ConfigNode[] {
  const table = nodesByLine(analysis.tree);
  return [...context.names].flatMap((name) => table.get(name)?.get(line.start) ?? []);
}

/** The first node of the line, in the first analysis that has one. */
export function nodeOf(
  context: DocumentContext,
  line: Line,
): { readonly node: ConfigNode; readonly analysis: Analysis } | undefined {
  for (const analysis of context.analyses) {
    const [node] = nodesOf(context, analysis, line);
    if (node !== undefined) return { node, analysis };
  }
  return undefined;
}

/** The modules that are there for the document. */
export function modulesOf({ tree }: Analysis): ReadonlySet<string> {
  let symbols = loaded.get(tree);
  if (symbols === undefined) {
    symbols = new Set(tree.modules.map(({ symbol }) => symbol));
    loaded.set(tree, symbols);
  }
  return symbols;
}

const loaded = new WeakMap<ConfigTree, ReadonlySet<string>>();
