import { directiveLists } from "../directive-lists.ts";
import type { ConfigNode, ConfigTree } from "../tree.ts";

/** The Header directives of a tree with their texts, which are made anew each time for a line with continuations. */
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
    headers = { nodes, texts: nodes.map((node) => node.argumentText), mentioning: new Map() };
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
