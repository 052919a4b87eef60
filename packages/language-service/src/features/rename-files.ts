import { allNodes, type ConfigTree, type SourceFile, wordsOf, writtenArguments } from "@httpd-lint/config";
import { type Argument, argumentsOf } from "@httpd-lint/grammar";
import type { TextEdit, WorkspaceEdit } from "vscode-languageserver-types";
import { withoutQuotes } from "../model/cursor.ts";
import { configPath, hostPath, pathArguments } from "../model/files.ts";
import { keyOfLine } from "../model/lines.ts";
import { rangeOf } from "../model/positions.ts";
import type { Analysis, Workspace } from "../workspace.ts";

/** Absolute paths of a file or folder before and after. */
export interface FileRename {
  readonly from: string;
  readonly to: string;
}

/**
 * Edits that let the lines of all servers name files and folders as they are called after renames: Include and whatever
 * else names a path. Paths relative to the ServerRoot stay so. Patterns are only changed in the folders before their
 * wildcards.
 */
export function renameFiles(workspace: Workspace, renames: readonly FileRename[]): WorkspaceEdit | undefined {
  const changes: Record<string, TextEdit[]> = {};
  const seen = new Set<string>();
  // A file in a renamed folder may be renamed itself.
  const ordered = [...renames].sort((a, b) => b.from.length - a.from.length);
  for (const mainFile of workspace.servers) {
    const analysis = workspace.analysisOf(mainFile);
    if (analysis === undefined) continue;
    for (const { file, word, newText } of editsOf(analysis, ordered)) {
      const key = `${file.path}\0${word.start}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const uri = workspace.uriOf(file.path);
      changes[uri] ??= [];
      changes[uri].push({ range: rangeOf(file.lineIndex, word), newText });
    }
  }
  return seen.size === 0 ? undefined : { changes };
}

interface PathEdit {
  readonly file: SourceFile;
  readonly word: Argument;
  readonly newText: string;
}

function* editsOf(analysis: Analysis, renames: readonly FileRename[]): Generator<PathEdit> {
  for (const { file, key, written, words } of namingLines(analysis.tree)) {
    if (words.length !== written.length) continue;
    for (const index of pathArguments(key)) {
      const [word, path] = [written[index], words[index]];
      if (word === undefined || path === undefined || path === "") continue;
      const newPath = renamedPath(analysis, path, renames);
      const newText = newPath === undefined ? undefined : newWord(file, word, path, newPath);
      if (newText !== undefined && newText !== word.raw) yield { file, word, newText };
    }
  }
}

interface NamingLine {
  readonly file: SourceFile;
  readonly key: string;
  readonly written: readonly Argument[];
  /** The same words as httpd has them. */
  readonly words: readonly string[];
}

function* namingLines(tree: ConfigTree): Generator<NamingLine> {
  for (const nodes of [tree.executed, allNodes(tree)]) {
    for (const node of nodes) {
      if (node.frame.kind === "option") continue;
      const key = node.isSection ? `<${node.key}` : node.key;
      yield { file: node.frame.file, key, written: writtenArguments(node), words: wordsOf(node) };
    }
  }
  for (const { node, holds, bodyLines } of tree.conditions) {
    const { file } = node.frame;
    for (const line of holds ? [] : file.syntax.lines.slice(...bodyLines)) {
      const written = argumentsOf(file.syntax, line);
      yield { file, key: keyOfLine(file.syntax, line), written, words: written.map(({ value }) => value) };
    }
  }
}

/** As the line would have it: relative to the ServerRoot if it was. */
function renamedPath(analysis: Analysis, path: string, renames: readonly FileRename[]): string | undefined {
  const there = hostPath(analysis, path);
  const moved = moveOf(there, renames);
  if (moved === undefined) return undefined;
  const end = path.length > 1 && path.endsWith("/") ? "/" : "";
  const absolute = configPath(analysis, moved);
  if (path.startsWith("/")) return absolute + end;
  // The ServerRoot may have moved along.
  const root = hostPath(analysis, ".");
  const newRoot = configPath(analysis, moveOf(root, renames) ?? root);
  return (absolute.startsWith(`${newRoot}/`) ? absolute.slice(newRoot.length + 1) : absolute) + end;
}

function moveOf(path: string, renames: readonly FileRename[]): string | undefined {
  const rename = renames.find(({ from }) => path === from || path.startsWith(`${from}/`));
  return rename === undefined ? undefined : rename.to + path.slice(rename.from.length);
}

/** Variables at the beginning of a path stay; undefined when the change is in what they stand for. */
function newWord({ text }: SourceFile, word: Argument, path: string, newPath: string): string | undefined {
  const { start, end } = withoutQuotes(word);
  const source = text.slice(start, end);
  const literal = source.slice(source.lastIndexOf("}") + 1);
  if (!path.endsWith(literal)) return undefined;
  const value = path.slice(0, path.length - literal.length);
  const head = source.slice(0, source.length - literal.length);
  // Without variables everything that stands there is literal; a macro's parameter is not.
  if (!newPath.startsWith(value) || (head === "" && value !== "")) return undefined;
  const changed = head + newPath.slice(value.length);
  const quote = word.quote ?? (/\s/.test(changed) ? '"' : "");
  return `${quote}${quote === "" ? changed : changed.replaceAll(quote, `\\${quote}`)}${quote}`;
}
