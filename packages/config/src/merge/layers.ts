import { conditionHolds, type Variables } from "./condition.ts";
import { type Chain, IfWalks } from "./if-walks.ts";
import { isForFile, isForFolder, isForPath, regexTest, type Verdict } from "./matching.ts";
import { isBehind, pathParts, type Section, type SectionMap, type ServerSections } from "./sections.ts";
import type { Target } from "./target.ts";

/** A section in its place among those that are merged. */
export interface Layer {
  readonly section: Section;
  /** False: whether it applies depends on what is not known. */
  readonly isCertain: boolean;
}

/** The .htaccess of a folder, if httpd would read one there and what it holds. */
export type HtaccessOf = (folder: string, before: readonly Layer[]) => Section | undefined;

/**
 * The sets of settings for a target in the order in which httpd merges them, each over the former: the main server's
 * own, the virtual host's own, directories and their .htaccess by depth, directories by regular expression, files,
 * locations, conditions (`ap_directory_walk`, `ap_file_walk`, `ap_location_walk`, `ap_if_walk`). Sections of the main
 * server come before those of the host in each of them.
 */
export function layersOf(map: SectionMap, target: Target, htaccessOf: HtaccessOf = () => undefined): readonly Layer[] {
  const host = target.host === undefined ? undefined : map.host(target.host);
  const servers = host === undefined ? [map.main] : [map.main, host];
  const layers = new Layers(target);
  for (const server of servers) layers.add(server.own, true);
  if (target.endsAt === "server") return layers.list;
  if (target.proxied === true) layers.proxies(servers);
  else if (target.endsAt === undefined) layers.directories(servers, htaccessOf);
  layers.files(servers);
  layers.locations(servers);
  layers.conditions(servers);
  return layers.list;
}

class Layers {
  readonly list: Layer[] = [];
  readonly #target: Target;
  readonly #inside: readonly unknown[];

  constructor(target: Target) {
    this.#target = target;
    this.#inside = target.inside ?? [];
  }

  add(section: Section, verdict: Verdict): void {
    const layer = this.#layer(section, verdict);
    if (layer !== undefined) this.list.push(layer);
  }

  #layer(section: Section, verdict: Verdict): Layer | undefined {
    const isInside = section.node !== undefined && this.#inside.includes(section.node);
    return verdict === false && !isInside ? undefined : { section, isCertain: isInside || verdict === true };
  }

  directories(servers: readonly ServerSections[], htaccessOf: HtaccessOf): void {
    const sections = merged(servers);
    const { file } = this.#target;
    if (file === undefined) {
      for (const section of sections) this.add(section, isRoot(section) || undefined);
      return;
    }
    const folders = this.#target.folders ?? foldersOf(file);
    // Sections of as many path parts as the folder has stand together.
    let next = 0;
    for (const [depth, folder] of folders.entries()) {
      for (let section = sections[next]; section !== undefined; section = sections[++next]) {
        if (section.isRegex || section.depth > depth) break;
        if (section.depth === depth && isForFolder(section, folder)) this.add(section, true);
      }
      const htaccess = htaccessOf(folder, this.list);
      if (htaccess !== undefined) this.add(htaccess, true);
    }
    // The file itself is looked at as folders are, unless PATH_INFO is left.
    if (this.#target.isWholePath === true) {
      for (const section of sections) if (!section.isRegex && isForFolder(section, file)) this.add(section, true);
    }
    const walked = this.#target.walkedAs ?? file;
    // At the end of `ap_directory_walk` the name is the file's again, so that `/app$` is for no file in /app.
    for (const section of sections) {
      const isInside = section.node !== undefined && this.#inside.includes(section.node);
      if (section.isRegex) this.add(section, regexTest(section.pattern, walked));
      else if (isInside && !this.list.some((layer) => layer.section === section)) this.add(section, true);
    }
  }

  proxies(servers: readonly ServerSections[]): void {
    const { backend } = this.#target;
    for (const section of servers.flatMap(({ proxies }) => proxies)) {
      if (backend === undefined) this.add(section, undefined);
      else if (section.isRegex) this.add(section, regexTest(section.pattern, backend));
      else this.add(section, section.pattern === "*" || backend.startsWith(section.pattern.replace(/\*$/, "")));
    }
  }

  /** Those of the servers, then those in the directories that apply (`core_server_config.sec_file` and its merging). */
  files(servers: readonly ServerSections[]): void {
    const { file, proxied, endsAt } = this.#target;
    if (proxied === true || endsAt !== undefined) return;
    const around = this.list.length;
    for (const server of servers) for (const section of server.files) this.add(section, fileVerdict(section, file));
    for (let at = 0; at < around; at++) {
      const layer = this.list[at] as Layer;
      for (const section of layer.section.files) {
        const verdict = fileVerdict(section, file);
        this.add(section, verdict === true && !layer.isCertain ? undefined : verdict);
      }
    }
  }

  locations(servers: readonly ServerSections[]): void {
    const { path } = this.#target;
    for (const server of servers) {
      for (const section of server.locations) {
        this.add(section, path === undefined ? isRoot(section) || undefined : isForPath(section, path));
      }
    }
  }

  /** Those of the servers, then those in the sections that apply, in the order in which these were merged. */
  conditions(servers: readonly ServerSections[]): void {
    const hasAny = ({ conditions }: Pick<Section, "conditions">): boolean => conditions.length > 0;
    if (!servers.some(hasAny) && !this.list.some(({ section }) => hasAny(section))) return;
    const { variables, mergedBefore } = this.#target;
    const former = mergedBefore === undefined ? undefined : WALKS.get(mergedBefore);
    const walks = new IfWalks((chain) => this.#holding(chain), former);
    const ofServers = servers.map(({ conditions }): Chain => ({ sections: conditions, isCertain: true }));
    const chainsIn = (layers: readonly Layer[]): Chain[] =>
      layers.map(({ section, isCertain }) => ({ sections: section.conditions, isCertain }));
    if (variables !== undefined) {
      // A request's are looked at twice before its file is known (`ap_process_request_internal`).
      const early = this.list.filter(
        ({ section }) => section.kind === "location" || servers.some(({ own }) => own === section),
      );
      for (const _ of ["pre_translate_name", "translate_name"]) walks.over(early, [...ofServers, ...chainsIn(early)]);
    }
    this.list.push(...walks.over(this.list, [...ofServers, ...chainsIn(this.list)]));
    WALKS.set(this.list, walks);
  }

  #holding({ sections, isCertain }: Chain): readonly Layer[] {
    const variables: Variables = this.#target.variables ?? {};
    const holding: Layer[] = [];
    // Whether a branch before was taken; an If begins anew.
    let taken: Verdict = false;
    for (const section of sections) {
      const key = section.node?.key;
      if (key === "if") taken = false;
      const own = key === "else" ? true : conditionHolds(section.node?.argumentText ?? "", variables);
      const verdict: Verdict = taken === true || own === false ? false : taken === undefined ? undefined : own;
      if (verdict !== false) taken = verdict === true ? true : taken === true ? true : undefined;
      const layer = this.#layer(section, verdict === true && !isCertain ? undefined : verdict);
      if (layer !== undefined) holding.push(layer);
    }
    return holding;
  }
}

/** How conditions were looked at for a list of layers. */
const WALKS = new WeakMap<readonly Layer[], IfWalks>();

const MERGED = new WeakMap<ServerSections, readonly Section[]>();

/** Directories of both servers by depth; of equal depth those of the main server come first. */
function merged(servers: readonly ServerSections[]): readonly Section[] {
  const [main, host] = servers as [ServerSections, ServerSections | undefined];
  if (host === undefined || host.directories.length === 0) return main.directories;
  if (main.directories.length === 0) return host.directories;
  let sections = MERGED.get(host);
  if (sections === undefined) {
    sections = inOneRow(main.directories, host.directories);
    MERGED.set(host, sections);
  }
  return sections;
}

/** Both are in the order of `byDepth`: a large server has hundreds of hosts, and its own directories are not sorted for each. */
function inOneRow(main: readonly Section[], host: readonly Section[]): readonly Section[] {
  const row: Section[] = [];
  let next = 0;
  for (const section of host) {
    for (let other = main[next]; other !== undefined && !isBehind(other, section); other = main[++next])
      row.push(other);
    row.push(section);
  }
  for (; next < main.length; next++) row.push(main[next] as Section);
  return row;
}

function isRoot({ kind, pattern, isRegex, depth }: Section): boolean {
  return !isRegex && (kind === "directory" ? depth === 0 : pattern === "/" || pattern === "");
}

/** `/`, `/srv`, `/srv/www` for `/srv/www/index.html`. */
export function foldersOf(file: string): string[] {
  if (file.startsWith("/") && !file.includes("//")) {
    const folders = ["/"];
    for (let slash = file.indexOf("/", 1); slash >= 0; slash = file.indexOf("/", slash + 1)) {
      folders.push(file.slice(0, slash));
    }
    return folders;
  }
  const parts = pathParts(file);
  if (!file.endsWith("/")) parts.pop();
  return ["/", ...parts.map((_, at) => `/${parts.slice(0, at + 1).join("/")}`)];
}

function fileVerdict(section: Section, file: string | undefined): Verdict {
  if (file === undefined) return undefined;
  return isForFile(section, file);
}
