import { wordsOf } from "../node.ts";
import { serverRootRelative } from "../read/paths.ts";
import { stateOf } from "../read/read-config.ts";
import type { ConfigNode, ConfigTree } from "../tree.ts";
import type { Layer } from "./layers.ts";
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
  const own = host === undefined ? undefined : map.host(host);
  const servers = own === undefined ? [map.main] : [own, map.main];
  if (rewrites(servers)) return NOWHERE;
  return proxiedTo(servers, path) ?? aliased(tree, servers, path) ?? documentOf(tree, servers, path) ?? NOWHERE;
}

/** What a server has to say about where URLs lead; asked for every place of a large server. */
interface Translation {
  /** Directives of the server itself by key, in httpd's order. */
  readonly own: ReadonlyMap<string, readonly ConfigNode[]>;
  readonly proxyLocations: readonly { readonly node: ConfigNode; readonly pattern: string }[];
}

const TRANSLATIONS = new WeakMap<ServerSections, Translation>();

const KEYS: ReadonlySet<string> = new Set(
  (
    "proxypass proxypassmatch alias scriptalias aliasmatch scriptaliasmatch virtualdocumentroot " +
    "virtualdocumentrootip documentroot rewriteengine rewriterule"
  ).split(" "),
);

function translationOf(server: ServerSections): Translation {
  const known = TRANSLATIONS.get(server);
  if (known !== undefined) return known;
  const own = new Map<string, ConfigNode[]>();
  for (const node of server.own.directives) {
    if (!KEYS.has(node.key)) continue;
    const same = own.get(node.key);
    if (same === undefined) own.set(node.key, [node]);
    else same.push(node);
  }
  const proxyLocations = server.locations
    .filter(({ isRegex }) => !isRegex)
    .flatMap(({ directives: inside, pattern }) =>
      inside.filter(({ key }) => key === "proxypass").map((node) => ({ node, pattern })),
    );
  const translation = { own, proxyLocations };
  TRANSLATIONS.set(server, translation);
  return translation;
}

const NONE: readonly ConfigNode[] = [];

function ownOf(server: ServerSections, key: string): readonly ConfigNode[] {
  return translationOf(server).own.get(key) ?? NONE;
}

function directives(servers: readonly ServerSections[], ...keys: readonly string[]): readonly ConfigNode[] {
  const found: ConfigNode[] = [];
  for (const server of servers) {
    const lists = keys.map((key) => ownOf(server, key)).filter((list) => list.length > 0);
    // Of several directives the order of the configuration counts.
    if (lists.length === 1) found.push(...(lists[0] ?? NONE));
    else if (lists.length > 1) found.push(...server.own.directives.filter(({ key }) => keys.includes(key)));
  }
  return found;
}

/** Whether rules of the server could lead anywhere. */
function rewrites(servers: readonly ServerSections[]): boolean {
  const [server] = servers;
  if (server === undefined) return false;
  const engine = ownOf(server, "rewriteengine").at(-1);
  const isOn = engine !== undefined && wordsOf(engine)[0]?.toLowerCase() === "on";
  return isOn && ownOf(server, "rewriterule").length > 0;
}

/** Whether rules of sections could lead elsewhere (`hook_fixup`): those of the server do not count, nor does its switch. */
export function rewritesBySection(layers: readonly Layer[]): boolean {
  let [isOn, hasRules] = [false, false];
  for (const { section, isCertain } of layers) {
    if (section.kind === "server" || section.kind === "virtual host") continue;
    for (const node of section.directives) {
      if (node.key === "rewriterule") hasRules = true;
      if (node.key !== "rewriteengine") continue;
      if (wordsOf(node)[0]?.toLowerCase() === "on") isOn = true;
      else if (isCertain) isOn = false;
    }
  }
  return isOn && hasRules;
}

function proxiedTo(servers: readonly ServerSections[], path: string): Located | undefined {
  for (const node of directives(servers, "proxypass", "proxypassmatch")) {
    const [from = "", to = ""] = wordsOf(node);
    const rest = node.key === "proxypassmatch" ? (compiled(from)?.test(path) ? "" : undefined) : below(from, path);
    if (rest === undefined) continue;
    return to === "!" ? undefined : { ...NOWHERE, proxied: true, backend: `${to}${rest}` };
  }
  const location = servers
    .flatMap((server) => translationOf(server).proxyLocations)
    .findLast(({ pattern }) => below(pattern, path) !== undefined);
  if (location === undefined) return undefined;
  const [to = ""] = wordsOf(location.node);
  return to === "!" ? undefined : { ...NOWHERE, proxied: true, backend: `${to}${below(location.pattern, path)}` };
}

/** What is left of the path behind a prefix that ends at a slash; undefined when it does not lie there (`alias_matches`). */
export function below(prefix: string, path: string): string | undefined {
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
    const root = ownOf(server, "documentroot").at(-1);
    if (root === undefined) continue;
    const folder = absolute(tree, wordsOf(root)[0] ?? "").replace(/\/$/, "");
    return { file: `${folder}${path}`, base: folder === "" ? "/" : folder, proxied: false };
  }
  return undefined;
}

function absolute(tree: ConfigTree, path: string): string {
  return serverRootRelative(stateOf(tree).serverRoot, path);
}
