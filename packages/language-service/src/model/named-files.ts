import type { FileType } from "@httpd-lint/config";
import { type ConfigNode, fileOf, wordsOf } from "@httpd-lint/config";
import { type Argument, argumentsOf, type Line } from "@httpd-lint/grammar";
import type { Analysis, DocumentContext } from "../workspace.ts";
import { hostPath, pathArguments } from "./files.ts";
import { nodeOf } from "./nodes.ts";

/** A word of a line that names something on the machine which is there. */
export interface NamedFile {
  readonly word: Argument;
  readonly path: string;
  readonly type: FileType;
}

/** What is on the machine of all that a line names, except by Include. */
export function namedFiles(context: DocumentContext, line: Line, key: string): readonly NamedFile[] {
  const words = argumentsOf(context.syntax, line);
  if (key === "errordocument") return errorDocument(context, line, words);
  return pathArguments(key).flatMap((index) => {
    const word = words[index];
    return word === undefined ? [] : existing(context, word, namedPath(context, line, words, index));
  });
}

/** The file or folder that a word stands for, there or not; undefined when only httpd could tell. */
export function namedPath(
  context: DocumentContext,
  line: Line,
  words: readonly Argument[],
  index: number,
): string | undefined {
  const { value, analysis } = valueAt(context, line, words, index);
  if (value === undefined || value === "" || /^[|]|[*?\0]|\$\{|^[a-z-]+:/.test(value)) return undefined;
  return hostPath(analysis, value);
}

interface Value {
  /** With variables replaced when httpd reads the line. */
  readonly value: string | undefined;
  readonly analysis: Analysis;
  readonly node?: ConfigNode;
}

function valueAt(context: DocumentContext, line: Line, words: readonly Argument[], index: number): Value {
  const found = nodeOf(context, line);
  if (found === undefined) return { value: words[index]?.value, analysis: context.analyses[0] };
  const read = wordsOf(found.node);
  return { value: read.length === words.length ? read[index] : undefined, ...found };
}

/** A path of a URL on the same server, led to a file by Alias and DocumentRoot. */
function errorDocument(context: DocumentContext, line: Line, words: readonly Argument[]): readonly NamedFile[] {
  const word = words[1];
  const { value, analysis, node } = valueAt(context, line, words, 1);
  if (word === undefined || value === undefined || !value.startsWith("/")) return [];
  const [path = ""] = value.split(/[?#]/);
  const { tree } = analysis.server ?? analysis;
  const { file } = fileOf(tree, node === undefined ? undefined : virtualHostOf(node), path);
  return file === undefined ? [] : existing(context, word, hostPath(analysis.server ?? analysis, file));
}

function virtualHostOf(node: ConfigNode): ConfigNode | undefined {
  let at: ConfigNode | undefined = node;
  while (at !== undefined && at.key !== "virtualhost") at = at.parent;
  return at;
}

function existing(context: DocumentContext, word: Argument, path: string | undefined): readonly NamedFile[] {
  const type = path === undefined ? undefined : context.workspace.host.typeOf(path);
  return path === undefined || typeof type !== "string" ? [] : [{ word, path, type }];
}
