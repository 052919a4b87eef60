import { type FSWatcher, statSync, watch } from "node:fs";
import { dirname, join } from "node:path";
import type { ConfigHost, HostFailure } from "@httpd-lint/config";
import { realPath } from "./node-host.ts";

/** The disk with a memory, for the folders that are watched. */
export interface Disk {
  readonly host: ConfigHost;
  readonly realPath: (path: string) => string;
  /**
   * Watches these folders and no others.
   *
   * @returns those that were not watched before: what was read from them may have changed in between
   */
  watch(folders: Iterable<string>): ReadonlySet<string>;
  /** Something was changed that no watcher may have told about. */
  forget(): void;
  dispose(): void;
}

/** Configurations with more folders are read without a memory. */
const MAX_FOLDERS = 1000;
/** Milliseconds in which the events of one change arrive: programs write, rename and change rights. */
const BURST = 50;

/** @param changed told the paths of files and folders that others changed */
export function createDisk(disk: ConfigHost, changed: (paths: readonly string[]) => void): Disk {
  const files = new Map<string, string | HostFailure>();
  const types = new Map<string, ReturnType<ConfigHost["typeOf"]>>();
  const links = new Map<string, string>();
  const watched = createWatchers(forget, changed);

  function forget(): void {
    files.clear();
    types.clear();
    links.clear();
  }

  function real(path: string): string {
    const known = links.get(path);
    if (known !== undefined) return known;
    const found = realPath(path);
    if (watched.has(dirname(path))) links.set(path, found);
    return found;
  }

  function remembered<T>(memory: Map<string, T>, path: string, ask: (path: string) => T): T {
    const known = memory.get(path);
    if (known !== undefined) return known;
    const answer = ask(path);
    if (watched.has(dirname(path)) && watched.has(dirname(real(path)))) memory.set(path, answer);
    return answer;
  }

  return {
    host: {
      ...disk,
      readFile: (path) => remembered(files, path, disk.readFile),
      typeOf: (path) => remembered(types, path, disk.typeOf),
    },
    realPath: real,
    watch: (folders) => watched.set(new Set(folders)),
    forget,
    dispose() {
      watched.set(new Set());
    },
  };
}

interface Watchers {
  has(folder: string): boolean;
  /** @returns the new ones */
  set(folders: ReadonlySet<string>): ReadonlySet<string>;
}

/**
 * @param noticed called at once
 * @param changed told the paths when the burst is over
 */
function createWatchers(noticed: () => void, changed: (paths: readonly string[]) => void): Watchers {
  const watchers = new Map<string, { readonly watcher: FSWatcher; readonly inode: number }>();
  const paths = new Set<string>();

  function notice(path: string): void {
    noticed();
    if (paths.size === 0) setTimeout(tell, BURST);
    paths.add(path);
  }

  function tell(): void {
    const all = [...paths];
    paths.clear();
    for (const [folder, { inode }] of watchers) if (inodeOf(folder) !== inode) stop(folder);
    changed(all);
  }

  function start(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        notice(name === null ? folder : join(folder, name));
      });
      watcher.on("error", () => stop(folder));
      watchers.set(folder, { watcher, inode: inodeOf(folder) });
    } catch {
      // No folder any more, or more watchers than the system allows.
    }
  }

  function stop(folder: string): void {
    watchers.get(folder)?.watcher.close();
    watchers.delete(folder);
    noticed();
  }

  return {
    has: (folder) => watchers.has(folder),
    set(folders) {
      for (const folder of [...watchers.keys()]) if (!folders.has(folder)) stop(folder);
      const fresh = folders.size > MAX_FOLDERS ? [] : [...folders].filter((folder) => !watchers.has(folder));
      for (const folder of fresh) start(folder);
      return new Set(fresh);
    },
  };
}

/** A folder that was removed and made again is another one, which nobody watches. */
function inodeOf(folder: string): number {
  return statSync(folder, { throwIfNoEntry: false })?.ino ?? 0;
}
