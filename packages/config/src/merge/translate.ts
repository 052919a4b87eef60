import { wordsOf } from "../node.ts";
import { serverRootRelative } from "../read/paths.ts";
import { stateOf } from "../read/read-config.ts";
import type { ConfigNode, ConfigTree } from "../tree.ts";
import { compiled } from "./matching.ts";
import { type ServerSections, sectionMap } from "./sections.ts";

/** What a URL's path stands for. */
export interface Located {
  /** Undefined when rewriting, a handler or a pattern decides. */
  readonly file: string | undefined;
  /** The folder or file that DocumentRoot, or what comes before it, names for the URL. */
  readonly base: string;
  readonly proxied: boolean;
  /** The backend's URL with the rest of the path, as `<Proxy>` sections see it. */
  readonly backend?: string;
}

const NOWHERE: Located = { file: undefined, base: "", proxied: false };

/**
 * The file for a path: ProxyPass, then Alias and its kin, a virtual host's before the main server's, then DocumentRoot
 * (`proxy_trans`, `translate_alias_redir`, `ap_core_translate`). Rewriting is not followed.
 */
export function fileOf(tree: ConfigTree, host: ConfigNode | undefined, path: string): Located {
  const map = sectionMap(tree);
  const own = host === undefined ? undefined : map.hosts.get(host);
  const servers = own === undefined ? [map.main] : [own, map.main];
  if (rewrites(servers)) return NOWHERE;
  return proxiedTo(servers, path) ?? aliased(tree, servers, path) ?? documentOf(tree, servers, path) ?? NOWHERE;
}

function directives(servers: readonly ServerSections[], ...keys: readonly string[]): readonly ConfigNode[] {
  return servers.flatMap(({ own }) => own.directives.filter(({ key }) => keys.includes(key)));
}

/** Whether rules of the server could lead anywhere. */
function rewrites(servers: readonly ServerSections[]): boolean {
  const [server] = servers;
  if (server === undefined) return false;
  const engine = server.own.directives.filter(({ key }) => key === "rewriteengine").at(-1);
  const isOn = engine !== undefined && wordsOf(engine)[0]?.toLowerCase() === "on";
  return isOn && server.own.directives.some(({ key }) => key === "rewriterule");
}

function proxiedTo(servers: readonly ServerSections[], path: string): Located | undefined {
  for (const node of directives(servers, "proxypass", "proxypassmatch")) {
    const [from = "", to = ""] = wordsOf(node);
    const rest = node.key === "proxypassmatch" ? (compiled(from)?.test(path) ? "" : undefined) : below(from, path);
    if (rest === undefined) continue;
    return to === "!" ? undefined : { ...NOWHERE, proxied: true, backend: `${to}${rest}` };
  }
  const location = servers
    .flatMap(({ locations }) => locations)
    .filter(({ isRegex, pattern }) => !isRegex && below(pattern, path) !== undefined)
    .flatMap(({ directives: inside, pattern }) =>
      inside.filter(({ key }) => key === "proxypass").map((node) => ({ node, pattern })),
    )
    .at(-1);
  if (location === undefined) return undefined;
  const [to = ""] = wordsOf(location.node);
  return to === "!" ? undefined : { ...NOWHERE, proxied: true, backend: `${to}${below(location.pattern, path)}` };
}

/** What is left of the path behind a prefix that ends at a slash; undefined when it does not lie there (`alias_matches`). */
function below(prefix: string, path: string): string | undefined {
  if (!path.startsWith(prefix)) return undefined;
  if (prefix.endsWith("/") || path.length === prefix.length || path[prefix.length] === "/")
    return path.slice(prefix.length);
  return undefined;
}

function aliased(tree: ConfigTree, servers: readonly ServerSections[], path: string): Located | undefined {
  for (const node of directives(servers, "alias", "scriptalias", "aliasmatch", "scriptaliasmatch")) {
    const [from = "", to = ""] = wordsOf(node);
    if (node.key.endsWith("match")) {
      const match = compiled(from)?.exec(path);
      if (match === null) continue;
      if (match === undefined) return NOWHERE;
      const file = to.replace(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? "");
      const base = to.includes("$") ? to.slice(0, to.lastIndexOf("/", to.indexOf("$"))) : to;
      return { file: absolute(tree, file), base: absolute(tree, base), proxied: false };
    }
    const rest = below(from, path);
    if (rest !== undefined) {
      return { file: absolute(tree, `${to}${rest}`), base: absolute(tree, to), proxied: false };
    }
  }
  return undefined;
}

function documentOf(tree: ConfigTree, servers: readonly ServerSections[], path: string): Located | undefined {
  if (directives(servers, "virtualdocumentroot", "virtualdocumentrootip").length > 0) return undefined;
  for (const server of servers) {
    const root = server.own.directives.filter(({ key }) => key === "documentroot").at(-1);
    if (root === undefined) continue;
    const folder = absolute(tree, wordsOf(root)[0] ?? "").replace(/\/$/, "");
    return { file: `${folder}${path}`, base: folder === "" ? "/" : folder, proxied: false };
  }
  return undefined;
}

function absolute(tree: ConfigTree, path: string): string {
  return serverRootRelative(stateOf(tree).serverRoot, path);
}
