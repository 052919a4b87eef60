import type { ConfigHost, DirectoryEntry, FileType, HostFailure } from "@httpd-lint/config";
import { decodeSource } from "@httpd-lint/grammar";

/** What can lie at a path. Bytes are what the file holds; a link's target is relative to where the link lies. */
export type Entry =
  | { readonly kind: "file"; readonly bytes: Uint8Array }
  | { readonly kind: "link"; readonly target: string }
  | { readonly kind: "directory" }
  | { readonly kind: "fifo" }
  | { readonly kind: "device" }
  /** A file that the user running httpd may not read. */
  | { readonly kind: "secret" };

interface Place {
  readonly path: string;
  readonly entry: Entry;
}

/** Linux gives up a path after this many symbolic links: ELOOP. */
const maxLinks = 40;

/** Users and groups of a Debian machine with httpd; what the answers were made on. */
const ACCOUNTS: ReadonlySet<string> = new Set([
  ..."root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc nobody nogroup _apt".split(
    " ",
  ),
  ..."adm tty disk dialout sudo audio video staff users shadow utmp plugdev".split(" "),
]);

/** A ConfigHost over a map of absolute paths; the folders above every entry exist too. */
export function memoryHost(entries: ReadonlyMap<string, Entry>): ConfigHost {
  const all = withFolders(entries);
  const decoded = new Map<Uint8Array, string>();

  return {
    readFile(path: string): string | HostFailure {
      const place = resolve(all, path);
      if ("error" in place) return place;
      if (place.entry.kind === "secret") return { error: "EACCES" };
      if (place.entry.kind === "directory") return { error: "EISDIR" };
      if (place.entry.kind !== "file") return "";
      const { bytes } = place.entry;
      const text = decoded.get(bytes) ?? decodeSource(bytes);
      decoded.set(bytes, text);
      return text;
    },
    list(path: string): readonly DirectoryEntry[] | HostFailure {
      const place = resolve(all, path);
      if ("error" in place) return place;
      if (place.entry.kind !== "directory") return { error: "ENOTDIR" };
      return childrenOf(all, place.path);
    },
    typeOf(path: string): FileType | HostFailure {
      const place = resolve(all, path);
      if ("error" in place) return place;
      if (place.entry.kind === "directory") return "directory";
      return place.entry.kind === "file" || place.entry.kind === "secret" ? "file" : "other";
    },
    knows: (_kind, name) => ACCOUNTS.has(name),
  };
}

function withFolders(entries: ReadonlyMap<string, Entry>): Map<string, Entry> {
  const all = new Map<string, Entry>([["/", { kind: "directory" }]]);
  for (const [path, entry] of entries) {
    for (let at = path.indexOf("/", 1); at > 0; at = path.indexOf("/", at + 1)) {
      const folder = path.slice(0, at);
      if (!entries.has(folder)) all.set(folder, { kind: "directory" });
    }
    all.set(path, entry);
  }
  return all;
}

/** Walks the path part by part as the kernel does: every part but the last must be a folder, links are followed. */
function resolve(all: ReadonlyMap<string, Entry>, path: string): Place | HostFailure {
  let pending = path.split("/").filter((part) => part !== "" && part !== ".");
  const mustBeFolder = /\/\.?$/.test(path);
  let at = "/";
  let links = 0;
  while (pending.length > 0) {
    const [part = "", ...rest] = pending;
    if (all.get(at)?.kind !== "directory") return { error: "ENOTDIR" };
    pending = rest;
    if (part === "..") {
      at = at.slice(0, at.lastIndexOf("/")) || "/";
      continue;
    }
    const next = at === "/" ? `/${part}` : `${at}/${part}`;
    const entry = all.get(next);
    if (entry === undefined) return { error: "ENOENT" };
    if (entry.kind === "link") {
      links += 1;
      if (links > maxLinks) return { error: "ELOOP" };
      pending = [...entry.target.split("/").filter((piece) => piece !== "" && piece !== "."), ...rest];
      if (entry.target.startsWith("/")) at = "/";
      continue;
    }
    at = next;
  }
  const entry = all.get(at);
  if (entry === undefined) return { error: "ENOENT" };
  if (mustBeFolder && entry.kind !== "directory") return { error: "ENOTDIR" };
  return { path: at, entry };
}

function childrenOf(all: ReadonlyMap<string, Entry>, folder: string): DirectoryEntry[] {
  const prefix = folder === "/" ? "/" : `${folder}/`;
  const children: DirectoryEntry[] = [];
  for (const [path, entry] of all) {
    if (path === "/" || !path.startsWith(prefix) || path.includes("/", prefix.length)) continue;
    children.push({ name: path.slice(prefix.length), isDirectory: entry.kind === "directory" });
  }
  return children;
}
