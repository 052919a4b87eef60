import type { Condition, ConfigTree } from "@httpd-lint/config";
import type { Line } from "@httpd-lint/grammar";
import type { DocumentContext } from "../workspace.ts";

type Table = ReadonlyMap<string, ReadonlyMap<number, readonly Condition[]>>;

const tables = new WeakMap<ConfigTree, Table>();

/** By file and by where the opening tag's line starts. */
function conditionsByLine(tree: ConfigTree): Table {
  const known = tables.get(tree);
  if (known !== undefined) return known;
  const table = new Map<string, Map<number, Condition[]>>();
  for (const condition of tree.conditions) {
    const { frame, line } = condition.node;
    const lines = table.get(frame.file.path) ?? new Map<number, Condition[]>();
    table.set(frame.file.path, lines);
    lines.set(line.start, [...(lines.get(line.start) ?? []), condition]);
  }
  tables.set(tree, table);
  return table;
}

/** How a condition came out, once for each time that httpd came to it. */
export function conditionsAt({ analyses, names }: DocumentContext, { start }: Line): readonly Condition[] {
  return analyses.flatMap(({ tree }) => {
    const table = conditionsByLine(tree);
    return [...names].flatMap((name) => table.get(name)?.get(start) ?? []);
  });
}
