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
  if (translationOf(own ?? map.main).rewrites) return NOWHERE;
  return proxiedTo(servers, path) ?? aliased(tree, servers, path) ?? documentOf(tree, servers, path) ?? NOWHERE;
}

/**
 * What a server has to say about where URLs lead, each in the order of the configuration; asked for every place of a
 * large server.
 */
interface Translation {
  /** ProxyPass and its kin. */
  readonly proxied: readonly ConfigNode[];
  /** Alias and its kin. */
  readonly aliased: readonly ConfigNode[];
  readonly proxyLocations: readonly { readonly node: ConfigNode; readonly pattern: string }[];
  readonly documentRoot: ConfigNode | undefined;
  /** VirtualDocumentRoot makes the folder of parts of the host's name. */
  readonly isVirtual: boolean;
  /** Rules of the server could lead anywhere. */
  readonly rewrites: boolean;
}

const TRANSLATIONS = new WeakMap<ServerSections, Translation>();

function translationOf(server: ServerSections): Translation {
  let translation = TRANSLATIONS.get(server);
  if (translation === undefined) {
    translation = findTranslation(server);
    TRANSLATIONS.set(server, translation);
  }
  return translation;
}

const NONE: readonly ConfigNode[] = [];

function findTranslation(server: ServerSections): Translation {
  let proxied: ConfigNode[] | undefined;
  let aliased: ConfigNode[] | undefined;
  let documentRoot: ConfigNode | undefined;
  let engine: ConfigNode | undefined;
  let [isVirtual, hasRules] = [false, false];
  for (const node of server.own.directives) {
    switch (node.key) {
      case "proxypass":
      case "proxypassmatch":
        if (proxied === undefined) proxied = [node];
        else proxied.push(node);
        break;
      case "alias":
      case "scriptalias":
      case "aliasmatch":
      case "scriptaliasmatch":
        if (aliased === undefined) aliased = [node];
        else aliased.push(node);
        break;
      case "documentroot":
        documentRoot = node;
        break;
      case "virtualdocumentroot":
      case "virtualdocumentrootip":
        isVirtual = true;
        break;
      case "rewriteengine":
        engine = node;
        break;
      case "rewriterule":
        hasRules = true;
    }
  }
  const proxyLocations: { node: ConfigNode; pattern: string }[] = [];
  for (const { isRegex, directives, pattern } of server.locations) {
    if (isRegex) continue;
    for (const node of directives) if (node.key === "proxypass") proxyLocations.push({ node, pattern });
  }
  const rewrites = hasRules && engine !== undefined && wordsOf(engine)[0]?.toLowerCase() === "on";
  return { proxied: proxied ?? NONE, aliased: aliased ?? NONE, proxyLocations, documentRoot, isVirtual, rewrites };
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
  for (const node of servers.flatMap((server) => translationOf(server).proxied)) {
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
  for (const node of servers.flatMap((server) => translationOf(server).aliased)) {
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
  if (servers.some((server) => translationOf(server).isVirtual)) return undefined;
  for (const server of servers) {
    const root = translationOf(server).documentRoot;
    if (root === undefined) continue;
    const folder = absolute(tree, wordsOf(root)[0] ?? "").replace(/\/$/, "");
    return { file: `${folder}${path}`, base: folder === "" ? "/" : folder, proxied: false };
  }
  return undefined;
}

function absolute(tree: ConfigTree, path: string): string {
  return serverRootRelative(stateOf(tree).serverRoot, path);
}
