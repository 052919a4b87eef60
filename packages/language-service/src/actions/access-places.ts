import { allNodes, type ConfigNode, type ConfigTree, wordsOf } from "@httpd-lint/config";
import { accessOf } from "./access-rules.ts";

/** The directives of one section that decide who gets in. */
export interface AccessPlace {
  readonly section: ConfigNode | undefined;
  /** Of mod_access_compat. */
  readonly old: ConfigNode[];
  /** Of mod_authz_core. */
  readonly require: ConfigNode[];
  /** The folder of a .htaccess. */
  readonly folder: string | undefined;
}

const OLD: ReadonlySet<string> = new Set(["order", "allow", "deny", "satisfy"]);

const CONTAINERS: ReadonlySet<string> = new Set(["requireall", "requireany", "requirenone"]);

export function isOldAccessControl(key: string): boolean {
  return OLD.has(key);
}

export function accessPlaces(tree: ConfigTree): readonly AccessPlace[] {
  const isHtaccess = tree.files.get(tree.mainFile)?.syntax.kind === "htaccess";
  const folder = isHtaccess ? tree.mainFile.slice(0, tree.mainFile.lastIndexOf("/") + 1) : undefined;
  const places = new Map<ConfigNode | undefined, AccessPlace>();
  for (const node of allNodes(tree)) {
    const isOld = OLD.has(node.key);
    if (!isOld && !CONTAINERS.has(node.key) && node.key !== "require" && node.key !== "authmerging") continue;
    const section = sectionOf(node);
    const place = places.get(section) ?? { section, old: [], require: [], folder };
    places.set(section, place);
    (isOld ? place.old : place.require).push(node);
  }
  return [...places.values()];
}

/** In `<RequireAny>` and the like, what is around them is meant. */
function sectionOf(node: ConfigNode): ConfigNode | undefined {
  let section = node.parent;
  while (section !== undefined && CONTAINERS.has(section.key)) section = section.parent;
  return section;
}

/** Whom a place lets in when nothing else decides; `some` for all that is not plain. */
export function outcomeOf({ old, require }: AccessPlace): "granted" | "denied" | "some" {
  if (old.length > 0) return require.length > 0 ? "some" : (accessOf(old)?.kind ?? "some");
  for (const word of ["granted", "denied"] as const) {
    const isAll = require.every(
      ({ key, argumentText }) => `${key} ${argumentText}`.toLowerCase() === `require all ${word}`,
    );
    if (isAll) return word;
  }
  return "some";
}

/** When httpd merges `other`, seen from `place`: the later one wins. */
export type Order = "before" | "after" | "either" | "never";

export function orderOf(place: AccessPlace, other: AccessPlace): Order {
  const [host, otherHost] = [hostOf(place), hostOf(other)];
  if (host !== undefined && otherHost !== undefined && host !== otherHost) return "never";
  const [rank, otherRank] = [rankOf(place), rankOf(other)];
  if (rank === undefined || otherRank === undefined) return "either";
  if (rank !== otherRank) return otherRank < rank ? "before" : "after";
  const [path, otherPath] = [folderOf(place), folderOf(other)];
  if (path === undefined || otherPath === undefined || path === otherPath) return "either";
  if (path.startsWith(otherPath)) return "before";
  return otherPath.startsWith(path) ? "after" : "never";
}

/** Whether a third place always puts `other` aside before `place` is merged. */
export function isPutAside(other: AccessPlace, place: AccessPlace, all: readonly AccessPlace[]): boolean {
  const [from, to] = [folderOf(other), folderOf(place)];
  if (from === undefined || to === undefined || other.old.length > 0) return false;
  return all.some((between) => {
    const folder = folderOf(between);
    if (folder === undefined || between.old.length > 0 || between === place || hostOf(between) !== undefined)
      return false;
    return folder !== from && folder.startsWith(from) && to.startsWith(folder) && folder !== to;
  });
}

function hostOf({ section }: AccessPlace): ConfigNode | undefined {
  for (let at = section; at !== undefined; at = at.parent) if (at.key === "virtualhost") return at;
  return undefined;
}

/** `ap_directory_walk` comes first, then `ap_file_walk`, then `ap_location_walk`. */
function rankOf({ section, folder }: AccessPlace): number | undefined {
  switch (section?.key) {
    case undefined:
      return folder === undefined ? undefined : 1;
    case "directory":
    case "directorymatch":
      return 1;
    case "files":
    case "filesmatch":
      return 2;
    case "location":
    case "locationmatch":
      return 3;
    default:
      return undefined;
  }
}

/** With a slash at the end; undefined for a pattern and for what is no folder. */
function folderOf({ section, folder }: AccessPlace): string | undefined {
  if (section === undefined) return folder;
  const [path = "", ...rest] = wordsOf(section);
  const isLiteral = section.key === "directory" && rest.length === 0 && /^\/[^*?[\]~$]*$/.test(path);
  return isLiteral ? path.replace(/\/*$/, "/") : undefined;
}
