import type { ConfigTree } from "@httpd-lint/config";
import { type SymbolInformation, SymbolKind } from "vscode-languageserver-types";
import { type Occurrence, occurrencesIn } from "../model/occurrences.ts";
import { type OutlineItem, outlineOf } from "../model/outline.ts";
import { isCondition } from "../model/placement.ts";
import { rangeOf } from "../model/positions.ts";
import type { Workspace } from "../workspace.ts";

/** More than anybody looks through; clients ask again with each letter. */
const MOST_SYMBOLS = 1000;

/** Sections, hosts and names of all servers that have the letters of the query in them, in their order. */
export function workspaceSymbols(workspace: Workspace, query: string): readonly SymbolInformation[] {
  const found: SymbolInformation[] = [];
  const seen = new Set<string>();
  for (const mainFile of workspace.servers) {
    const tree = workspace.analysisOf(mainFile)?.tree;
    for (const path of tree?.files.keys() ?? []) {
      if (tree === undefined || seen.has(path)) continue;
      seen.add(path);
      found.push(...symbolsIn(workspace, tree, path, query.toLowerCase(), MOST_SYMBOLS - found.length));
      if (found.length >= MOST_SYMBOLS) return found;
    }
  }
  return found;
}

function symbolsIn(
  workspace: Workspace,
  tree: ConfigTree,
  path: string,
  query: string,
  most: number,
): readonly SymbolInformation[] {
  const file = tree.files.get(path);
  if (file === undefined) return [];
  const { syntax, lineIndex } = file;
  const folder = tree.mainFile.slice(0, tree.mainFile.lastIndexOf("/") + 1);
  const containerName = path.startsWith(folder) ? path.slice(folder.length) : path;
  const uri = workspace.uriOf(path);
  return namedIn(syntax)
    .filter(({ name }) => hasLetters(name.toLowerCase(), query))
    .slice(0, most)
    .map(({ name, kind, range }) => ({
      name,
      kind,
      location: { uri, range: rangeOf(lineIndex, range) },
      containerName,
    }));
}

type Named = Pick<OutlineItem, "name" | "kind" | "range">;

const KINDS: Partial<Record<Occurrence["kind"], SymbolKind>> = {
  define: SymbolKind.Constant,
  macro: SymbolKind.Function,
  "log format": SymbolKind.String,
  "rewrite map": SymbolKind.Key,
  "provider alias": SymbolKind.Namespace,
  "environment variable": SymbolKind.Variable,
  module: SymbolKind.Module,
};

function namedIn(file: Parameters<typeof outlineOf>[0]): readonly Named[] {
  const sections: Named[] = [];
  const open = [...outlineOf(file)].reverse();
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (isPlace(item)) sections.push({ ...item, range: item.selection });
    for (const child of item.children.toReversed()) open.push(child);
  }
  const variables = new Set<string>();
  const names = occurrencesIn(file).flatMap(({ kind, key, name, isDefinition, start, end }): readonly Named[] => {
    const shown = isDefinition ? KINDS[kind] : undefined;
    if (shown === undefined || variables.has(key)) return [];
    // SetEnvIf sets the same one again and again.
    if (kind === "environment variable") variables.add(key);
    return [{ name, kind: shown, range: { start, end } }];
  });
  return [...sections, ...names];
}

/** Conditions and lists such as RequireAny say nothing about what is where; macros are found by their names. */
function isPlace({ key, name }: OutlineItem): boolean {
  if (key === "<virtualhost") return true;
  return key.startsWith("<") && name.includes(" ") && !isCondition(key.slice(1)) && !key.endsWith("provideralias");
}

function hasLetters(name: string, query: string): boolean {
  let at = 0;
  for (const letter of query) {
    at = name.indexOf(letter, at) + letter.length;
    if (at < letter.length) return false;
  }
  return true;
}
