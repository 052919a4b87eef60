import { wordsOf } from "../node.ts";
import { isTilde } from "../section-tilde.ts";
import type { ConfigNode, ConfigTree } from "../tree.ts";

/** What a set of per-directory settings belongs to. */
export type SectionKind = "server" | "virtual host" | "directory" | "htaccess" | "files" | "location" | "proxy" | "if";

/** A set of settings that httpd merges as a whole: the server's own, or a section's. */
export interface Section {
  readonly kind: SectionKind;
  /** Undefined for the main server and for a .htaccess. */
  readonly node: ConfigNode | undefined;
  /** Its own directives in httpd's order, those in Limit and Require sections included, which only group. */
  readonly directives: readonly ConfigNode[];
  /** The marks of their keys together: where a key's mark is not among them, there is no such directive. */
  readonly marks: number;
  /**
   * Directives that AllowOverride Nonfatal=Override leaves out: of these only their module takes notice
   * (`ap_set_config_vectors`).
   */
  readonly ignored: readonly ConfigNode[];
  /** `<Files>` in it, for the file pass over the directories that match. */
  readonly files: readonly Section[];
  /** `<If>` chains in it. */
  readonly conditions: readonly Section[];
  /** The path, name or pattern it is for; empty when it has none. */
  readonly pattern: string;
  readonly isRegex: boolean;
  /** Parts of a Directory's path; slashes of its regular expression. */
  readonly depth: number;
  /** Path of a Directory without wildcards and without a slash at its end; undefined for all others. */
  readonly folder: string | undefined;
  /** It stands in a .htaccess, or is one. */
  readonly isOfHtaccess: boolean;
}

/** The main server or a virtual host, with its sections in the order in which httpd looks at them. */
export interface ServerSections {
  readonly own: Section;
  /** Regular expressions last; both by depth (`ap_core_reorder_directories`). */
  readonly directories: readonly Section[];
  readonly files: readonly Section[];
  readonly locations: readonly Section[];
  readonly proxies: readonly Section[];
  readonly conditions: readonly Section[];
}

const KINDS: Readonly<Record<string, SectionKind>> = {
  virtualhost: "virtual host",
  directory: "directory",
  directorymatch: "directory",
  files: "files",
  filesmatch: "files",
  location: "location",
  locationmatch: "location",
  proxy: "proxy",
  proxymatch: "proxy",
  if: "if",
  elseif: "if",
  else: "if",
};

/** Undefined for sections that only group, and for those whose settings are never those of a request. */
export function sectionKind(node: ConfigNode): SectionKind | undefined {
  return node.isSection ? KINDS[node.key] : undefined;
}

/** What is in these is for other things than requests. */
const APART = new Set(["authnprovideralias", "authzprovideralias", "mdomainset", "mdomain", "macro"]);

/** The section whose settings a directive is part of; undefined for the main server, `none` where it is for no request. */
export function ownerOf(node: ConfigNode): ConfigNode | undefined | "none" {
  let owner: ConfigNode | undefined;
  for (let around = node.parent; around !== undefined; around = around.parent) {
    if (APART.has(around.key)) return "none";
    if (owner === undefined && sectionKind(around) !== undefined) owner = around;
  }
  return owner;
}

/** The sections of every server, made when first asked for. */
export interface SectionMap {
  readonly main: ServerSections;
  /** Those of a `<VirtualHost>`. */
  host(node: ConfigNode): ServerSections;
}

const MAPS = new WeakMap<ConfigTree, SectionMap>();

export function sectionMap(tree: ConfigTree): SectionMap {
  let map = MAPS.get(tree);
  if (map === undefined) {
    const isHtaccess = tree.files.get(tree.mainFile)?.syntax.kind === "htaccess";
    const hosts = new Map<ConfigNode, ServerSections>();
    map = {
      main: serverSections(isHtaccess ? "htaccess" : "server", undefined, tree.nodes),
      host(node) {
        let sections = hosts.get(node);
        if (sections === undefined) {
          sections = serverSections("virtual host", node, node.children);
          hosts.set(node, sections);
        }
        return sections;
      },
    };
    MAPS.set(tree, map);
  }
  return map;
}

/** Whether httpd takes a directive or section; one that it leaves out is left out with all that is in it. */
type Keeps = (node: ConfigNode) => boolean;

const keepsAll: Keeps = () => true;

/** What all sections of a file have in common. */
interface Making {
  readonly keeps: Keeps;
  readonly isOfHtaccess: boolean;
}

function serverSections(
  kind: SectionKind,
  node: ConfigNode | undefined,
  children: readonly ConfigNode[],
  keeps: Keeps = keepsAll,
): ServerSections {
  const isOfHtaccess = kind === "htaccess";
  const found = contents(children, { keeps, isOfHtaccess });
  const of = (wanted: SectionKind): readonly Section[] => found.sections?.get(wanted) ?? NONE;
  return {
    own: {
      kind,
      node,
      pattern: "",
      isRegex: false,
      depth: 0,
      folder: undefined,
      directives: found.directives,
      marks: marksOf(found.directives),
      ignored: found.ignored ?? NO_NODES,
      files: NONE,
      conditions: NONE,
      isOfHtaccess,
    },
    directories: byDepth(of("directory")),
    files: of("files"),
    locations: of("location"),
    proxies: of("proxy"),
    conditions: of("if"),
  };
}

/** The sections and settings of a .htaccess, as those of the directory it lies in. */
export function htaccessSection(tree: ConfigTree, keeps: Keeps): Section {
  const main = serverSections("htaccess", undefined, tree.nodes, keeps);
  return { ...main.own, files: main.files, conditions: main.conditions };
}

/** Array.sort is stable: sections of equal depth stay in the order of the configuration. */
function byDepth(sections: readonly Section[]): readonly Section[] {
  return sections.length < 2 ? sections : [...sections].sort((a, b) => Number(isBehind(a, b)) - Number(isBehind(b, a)));
}

/** Whether httpd looks at one Directory after another one, wherever the two are written. */
export function isBehind(one: Section, other: Section): boolean {
  return one.isRegex === other.isRegex ? one.depth > other.depth : one.isRegex;
}

/** `ap_count_dirs`: of a regular expression the slashes are counted as well, whatever they mean there. */
function depthOf(pattern: string, isRegex: boolean): number {
  let depth = 0;
  for (let at = 0; at < pattern.length; at++) {
    const isSlash = pattern[at] === "/";
    if (isRegex ? isSlash : !isSlash && (at === 0 || pattern[at - 1] === "/")) depth++;
  }
  return depth;
}

export function pathParts(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}

/** Most sections have directives and nothing else. */
interface Contents {
  readonly directives: ConfigNode[];
  ignored: ConfigNode[] | undefined;
  sections: Map<SectionKind, Section[]> | undefined;
}

const NONE: readonly Section[] = [];
const NO_NODES: readonly ConfigNode[] = [];

function contents(
  children: readonly ConfigNode[],
  making: Making,
  into: Contents = { directives: [], ignored: undefined, sections: undefined },
): Contents {
  for (const node of children) {
    const kind = sectionKind(node);
    if (!making.keeps(node)) {
      into.ignored ??= [];
      into.ignored.push(node);
    } else if (kind !== undefined) {
      if (kind === "virtual host") continue;
      const section = sectionOf(node, kind, making);
      into.sections ??= new Map();
      const same = into.sections.get(kind);
      if (same === undefined) into.sections.set(kind, [section]);
      else same.push(section);
    } else if (!node.isSection) into.directives.push(node);
    else if (!APART.has(node.key)) {
      // Options of such a section belong to the settings around it, and may be what a rule asks for.
      into.directives.push(node);
      contents(node.children, making, into);
    }
  }
  return into;
}

/** One bit out of 32, the same for every directive or section of a key. */
export function markOf(key: string): number {
  const last = key.length - 1;
  return 1 << (key.length * 5 + key.charCodeAt(last) + key.charCodeAt(last >> 1));
}

function marksOf(nodes: readonly ConfigNode[]): number {
  let marks = 0;
  for (const node of nodes) marks |= markOf(node.key);
  return marks;
}

/** What makes a pattern of a path. */
export const WILDCARD: RegExp = /[*?[\]\\]/;

function sectionOf(node: ConfigNode, kind: SectionKind, making: Making): Section {
  const { directives, ignored, sections } = contents(node.children, making);
  const words = kind === "if" ? undefined : wordsOf(node);
  const first = words === undefined ? node.argumentText : (words[0] ?? "");
  const second = words?.[1] ?? "";
  const byTilde = kind !== "if" && isTilde(node.key, first);
  const isRegex = byTilde || node.key.endsWith("match");
  const isLiteral = kind === "directory" && !isRegex && !WILDCARD.test(first);
  return {
    kind,
    node,
    directives,
    marks: marksOf(directives),
    ignored: ignored ?? NO_NODES,
    files: sections?.get("files") ?? NONE,
    conditions: sections?.get("if") ?? NONE,
    pattern: byTilde ? second : first,
    isRegex,
    depth: kind === "directory" ? depthOf(byTilde ? second : first, isRegex) : 0,
    folder: isLiteral ? first.replace(/\/+$/, "") : undefined,
    isOfHtaccess: making.isOfHtaccess,
  };
}
