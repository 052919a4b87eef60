import { directiveLists } from "../directive-lists.ts";
import { NodeRecord } from "../node.ts";
import type { ConfigNode, ConfigTree } from "../tree.ts";

/** The Header directives of a tree with their texts. */
interface Headers {
  readonly nodes: readonly ConfigNode[];
  readonly texts: readonly string[];
  readonly mentioning: Map<string, readonly ConfigNode[]>;
}

const HEADERS = new WeakMap<ConfigTree, Headers>();

/**
 * The Header directives of a tree that may be about a response header, because it stands in their text. Large servers
 * have hundreds, and most are about others: those are not cut into words.
 *
 * @param name in lower case
 */
export function headersMentioning(tree: ConfigTree, name: string): readonly ConfigNode[] {
  let headers = HEADERS.get(tree);
  if (headers === undefined) {
    const nodes = directiveLists(tree).get("header")?.nodes ?? [];
    headers = { nodes, texts: nodes.map(textOf), mentioning: new Map() };
    HEADERS.set(tree, headers);
  }
  const { nodes, texts, mentioning } = headers;
  let found = mentioning.get(name);
  if (found === undefined) {
    const pattern = new RegExp(name, "i");
    found = nodes.filter((_, at) => pattern.test(texts[at] as string));
    mentioning.set(name, found);
  }
  return found;
}

/** A line that goes on in the middle of a word. */
const IN_WORD = /\S\\\r?\n\S/;

/** The arguments as they stand in the file where that shows the same words: to join continued lines takes longer. */
function textOf(node: ConfigNode): string {
  const line = node instanceof NodeRecord ? node.ownLine : -1;
  if (line < 0) return node.argumentText;
  const { table } = node.frame.file.syntax;
  const text = table.text.slice(table.nameEnd(line), table.contentEnd(line));
  return table.joined(line) && IN_WORD.test(text) ? node.argumentText : text;
}
