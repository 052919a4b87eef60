import { dumpIncludes } from "@httpd-lint/config";
import type { Page, PageLink } from "../model/pages.ts";
import type { Workspace } from "../workspace.ts";

/** The files of every server, in httpd's order, below the files that include them. */
export function includeTree(workspace: Workspace, mainFiles: readonly string[] = workspace.servers): Page {
  const lines: string[] = [];
  const links: PageLink[] = [];
  for (const mainFile of mainFiles) {
    const analysis = workspace.analysisOf(mainFile);
    if (analysis === undefined) continue;
    if (lines.length > 0) lines.push("");
    const folder = mainFile.slice(0, mainFile.lastIndexOf("/") + 1);
    const files = dumpIncludes(analysis.tree);
    for (const [at, { path, line, depth }] of files.entries()) {
      const name = depth > 0 && path.startsWith(folder) ? path.slice(folder.length) : path;
      links.push({ line: lines.length, uri: workspace.uriOf(path), target: 0 });
      lines.push(`${branches(files, at, depth)}${name}${line === null ? "" : `  (line ${line})`}`);
    }
  }
  return { title: "Include tree", text: `${lines.join("\n")}\n`, links };
}

/** Which levels have more to come. */
function branches(files: readonly { readonly depth: number }[], at: number, depth: number): string {
  let text = "";
  for (let level = 1; level <= depth; level++) {
    const isLast = isLastOf(files, at, level);
    if (level === depth) text += isLast ? "└─ " : "├─ ";
    else text += isLast ? "   " : "│  ";
  }
  return text;
}

function isLastOf(files: readonly { readonly depth: number }[], at: number, level: number): boolean {
  for (let next = at + 1; next < files.length; next++) {
    const depth = files[next]?.depth ?? 0;
    if (depth < level) return true;
    if (depth === level) return false;
  }
  return true;
}
