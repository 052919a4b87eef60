import { type ConfigHost, isFailure } from "@httpd-lint/config";

/** Folders in which nobody keeps a server, and that are large. */
const SKIPPED: ReadonlySet<string> = new Set([".git", ".hg", ".svn", "node_modules", "__pycache__"]);

const MAX_DEPTH = 12;
const MAX_FOLDERS = 20_000;
const MAX_SERVERS = 200;

/**
 * Main files below some folders: `apache2.conf`, `httpd.conf` and `conf/httpd.conf`, the nearest to a folder first.
 * Links to folders are not followed.
 *
 * @param folders absolute
 */
export function findMainFiles(host: ConfigHost, folders: readonly string[]): readonly string[] {
  const found = new Set<string>();
  let level = folders.map((folder) => (folder.length > 1 ? folder.replace(/\/+$/, "") : folder));
  let visited = 0;
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      if (++visited > MAX_FOLDERS || found.size >= MAX_SERVERS) return [...found];
      const entries = host.list(folder);
      if (isFailure(entries)) continue;
      for (const { name, isDirectory } of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
        const path = folder === "/" ? `/${name}` : `${folder}/${name}`;
        if (isDirectory && !SKIPPED.has(name)) next.push(path);
        else if (!isDirectory && isMainFileName(name)) found.add(path);
      }
    }
    level = next;
  }
  return [...found];
}

export function isMainFileName(name: string): boolean {
  return name === "httpd.conf" || name === "apache2.conf";
}
