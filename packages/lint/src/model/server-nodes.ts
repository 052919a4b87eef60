import type { ConfigNode } from "@httpd-lint/config";
import type { RuleContext } from "../rule.ts";
import { foundOnce } from "./memory.ts";
import type { Scope } from "./scope.ts";

type Context = Pick<RuleContext, "tree" | "scopes">;

const known: (context: Context) => Map<Scope, readonly ConfigNode[]> = foundOnce(() => new Map());

/**
 * What stands in a server, in httpd's order; in the main server, what is outside of virtual hosts. Of hundreds of
 * servers few are asked for, so each is looked through by itself.
 *
 * @param server the main server or a virtual host
 */
export function nodesIn(context: Context, server: Scope): readonly ConfigNode[] {
  const lists = known(context);
  let nodes = lists.get(server);
  if (nodes === undefined) {
    nodes = withInner(server.node === undefined ? context.tree.nodes : server.node.children);
    lists.set(server, nodes);
  }
  return nodes;
}

function withInner(outer: readonly ConfigNode[]): readonly ConfigNode[] {
  const found: ConfigNode[] = [];
  const open: { readonly nodes: readonly ConfigNode[]; next: number }[] = [];
  let level: (typeof open)[number] | undefined = { nodes: outer, next: 0 };
  while (level !== undefined) {
    const node: ConfigNode | undefined = level.nodes[level.next++];
    if (node === undefined) {
      level = open.pop();
      continue;
    }
    if (node.key === "virtualhost") continue;
    found.push(node);
    if (node.children.length === 0) continue;
    open.push(level);
    level = { nodes: node.children, next: 0 };
  }
  return found;
}
