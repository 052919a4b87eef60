import { lineNumberOf } from "./node.ts";
import { labelOf } from "./read/state.ts";
import type { ConfigNode, ConfigTree, Define } from "./tree.ts";

export interface IncludeLine {
  readonly path: string;
  /** Line of the Include that read the file; null for the main file. */
  readonly line: number | null;
  /**
   * The line httpd prints: that of the latest Include it has met. It differs for the files of a wildcard that follow
   * one with Includes of its own.
   */
  readonly lineHttpdPrints: number | null;
  /** Depth of inclusion; 0 for the main file. */
  readonly depth: number;
}

/** Files in the order they are read, as `httpd -t -D DUMP_INCLUDES` lists them. */
export function dumpIncludes(tree: ConfigTree): readonly IncludeLine[] {
  return tree.inclusions.map(({ file, includedBy, latestInclude }) => {
    let depth = 0;
    for (let frame = includedBy?.frame; frame !== undefined; frame = frame.parent) if (frame.kind === "file") depth++;
    return { path: file.path, line: lineOf(includedBy), lineHttpdPrints: lineOf(latestInclude), depth };
  });
}

function lineOf(node: ConfigNode | undefined): number | null {
  return node === undefined ? null : lineNumberOf(node);
}

export interface ModuleLine {
  readonly symbol: string;
  readonly kind: "static" | "shared";
}

/** Modules in effect, as `httpd -M` lists them. */
export function dumpModules(tree: ConfigTree): readonly ModuleLine[] {
  return tree.modules.map(({ symbol, loadedBy }) => ({ symbol, kind: loadedBy === undefined ? "static" : "shared" }));
}

/** What is defined at the end, as the `Define:` lines of `httpd -D DUMP_RUN_CFG`. */
export function dumpDefines(tree: ConfigTree): readonly Define[] {
  return tree.defines;
}

/**
 * The directives httpd keeps, as mod_info writes them for `httpd -D DUMP_CONFIG`: conditions, Define, Use and Include
 * are gone, `${}` is replaced, places stand in comments.
 *
 * @param mask what to show of a directive's arguments; for secrets
 */
export function dumpConfig(
  tree: ConfigTree,
  mask: (node: ConfigNode, argumentText: string) => string = (_, text) => text,
): string {
  const lines: string[] = [];
  let file: string | undefined;
  const place = (node: ConfigNode): void => {
    const label = labelOf(node);
    if (label !== file) lines.push(`# In file: ${label}`);
    file = label;
  };
  const open: { readonly nodes: readonly ConfigNode[]; next: number; readonly section: ConfigNode | undefined }[] = [];
  open.push({ nodes: tree.nodes, next: 0, section: undefined });
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const node = level.nodes[level.next++];
    const indent = "  ".repeat(open.length - 1);
    if (node === undefined) {
      open.pop();
      if (level.section !== undefined) {
        place(level.section);
        lines.push(`${"  ".repeat(open.length - 1)}</${level.section.name}>`);
      }
      continue;
    }
    place(node);
    lines.push(`${indent}# ${String(lineNumberOf(node)).padStart(3)}:`);
    const text = mask(node, node.rawArgumentText);
    if (node.isSection) {
      lines.push(`${indent}<${node.name} ${text}`);
      // mod_info closes a section when it comes back from its children, so an empty one stays open.
      if (node.children.length > 0) open.push({ nodes: node.children, next: 0, section: node });
    } else {
      lines.push(`${indent}${node.name} ${text}`);
    }
  }
  return lines.join("\n");
}
