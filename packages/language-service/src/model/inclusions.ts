import type { ConfigNode, ConfigTree } from "@httpd-lint/config";
import type { DocumentContext } from "../workspace.ts";

interface Inclusions {
  /** Included paths by the file and the start of the line that includes them. */
  readonly byLine: ReadonlyMap<string, ReadonlyMap<number, ReadonlySet<string>>>;
  /** Include lines by the path of what they include, one per place. */
  readonly byTarget: ReadonlyMap<string, ReadonlyMap<string, ConfigNode>>;
}

const tables = new WeakMap<ConfigTree, Inclusions>();

function inclusionsOf(tree: ConfigTree): Inclusions {
  const known = tables.get(tree);
  if (known !== undefined) return known;
  const byLine = new Map<string, Map<number, Set<string>>>();
  const byTarget = new Map<string, Map<string, ConfigNode>>();
  for (const { file, includedBy: node } of tree.inclusions) {
    if (node === undefined || node.frame.kind === "option") continue;
    const { path } = node.frame.file;
    const { start } = node.line;
    const lines = byLine.get(path) ?? new Map<number, Set<string>>();
    byLine.set(path, lines);
    lines.set(start, (lines.get(start) ?? new Set<string>()).add(file.path));
    const nodes = byTarget.get(file.path) ?? new Map<string, ConfigNode>();
    byTarget.set(file.path, nodes.set(`${path}\0${start}`, node));
  }
  const table = { byLine, byTarget };
  tables.set(tree, table);
  return table;
}

/** Paths of the files that a line reads, in httpd's order; those of the document's own file under its own path. */
export function filesIncludedAt(
  context: DocumentContext,
  paths: Iterable<string>,
  lineStart: number,
): readonly string[] {
  const found = new Set<string>();
  for (const { tree } of context.analyses) {
    for (const path of paths) {
      for (const file of inclusionsOf(tree).byLine.get(path)?.get(lineStart) ?? []) found.add(ownPath(context, file));
    }
  }
  return [...found];
}

/** Starts of the lines of a file that read others, in the order of the text. */
export function includingLines(context: DocumentContext, paths: Iterable<string>): readonly number[] {
  const starts = new Set<number>();
  for (const { tree } of context.analyses) {
    for (const path of paths) for (const start of inclusionsOf(tree).byLine.get(path)?.keys() ?? []) starts.add(start);
  }
  return [...starts].sort((a, b) => a - b);
}

/** The Include lines that read one of these files, each once. */
export function includersOf(context: DocumentContext, paths: Iterable<string>): readonly ConfigNode[] {
  const found = new Map<string, ConfigNode>();
  for (const { tree } of context.analyses) {
    for (const path of paths) {
      for (const [place, node] of inclusionsOf(tree).byTarget.get(path) ?? []) found.set(place, node);
    }
  }
  return [...found.values()];
}

/** Names of a file in the trees: the document may have several. */
export function namesOfFile(context: DocumentContext, path: string): ReadonlySet<string> {
  return context.names.has(path) ? context.names : new Set([path]);
}

function ownPath(context: DocumentContext, path: string): string {
  return context.names.has(path) ? context.path : path;
}
