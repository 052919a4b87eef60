import { type FSWatcher, watch } from "node:fs";
import { dirname } from "node:path";
import type { ConfigHost, HostFailure } from "@httpd-lint/config";
import { realPath } from "./node-host.ts";

/** The disk with a memory, for the folders that are watched. */
export interface Disk {
  readonly host: ConfigHost;
  readonly realPath: (path: string) => string;
  /** Watches these folders and no others. */
  watch(folders: Iterable<string>): void;
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
  const watchers = new Map<string, FSWatcher>();
  const files = new Map<string, string | HostFailure>();
  const types = new Map<string, ReturnType<ConfigHost["typeOf"]>>();
  const links = new Map<string, string>();
  const events = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function forget(): void {
    files.clear();
    types.clear();
    links.clear();
  }

  function noticed(path: string): void {
    forget();
    events.add(path);
    timer ??= setTimeout(() => {
      timer = undefined;
      const paths = [...events];
      events.clear();
      forget();
      changed(paths);
    }, BURST);
  }

  function start(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        noticed(name === null ? folder : `${folder === "/" ? "" : folder}/${name}`);
      });
      watcher.on("error", () => stop(folder));
      watchers.set(folder, watcher);
    } catch {
      // No folder any more, or more watchers than the system allows.
    }
  }

  function stop(folder: string): void {
    watchers.get(folder)?.close();
    watchers.delete(folder);
    forget();
  }

  const isWatched = (path: string): boolean => watchers.has(dirname(path)) && watchers.has(dirname(real(path)));

  function real(path: string): string {
    const known = links.get(path);
    if (known !== undefined) return known;
    const found = realPath(path);
    if (watchers.has(dirname(path))) links.set(path, found);
    return found;
  }

  function remembered<T>(memory: Map<string, T>, path: string, ask: (path: string) => T): T {
    const known = memory.get(path);
    if (known !== undefined) return known;
    const answer = ask(path);
    if (isWatched(path)) memory.set(path, answer);
    return answer;
  }

  return {
    host: {
      ...disk,
      readFile: (path) => remembered(files, path, disk.readFile),
      typeOf: (path) => remembered(types, path, disk.typeOf),
    },
    realPath: real,
    watch(folders) {
      const wanted = new Set(folders);
      for (const folder of [...watchers.keys()]) if (!wanted.has(folder)) stop(folder);
      if (wanted.size > MAX_FOLDERS) return;
      for (const folder of wanted) if (!watchers.has(folder)) start(folder);
    },
    forget,
    dispose() {
      clearTimeout(timer);
      for (const folder of [...watchers.keys()]) stop(folder);
    },
  };
}
