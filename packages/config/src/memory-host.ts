import type { ConfigHost, DirectoryEntry } from "./host.ts";

/**
 * A host whose file system is what is given: for browsers, tests and texts that are not on a disk.
 * @param files absolute paths and texts; folders follow from them
 */
export function createMemoryHost(files: Readonly<Record<string, string>>): ConfigHost {
  const texts = new Map(Object.entries(files));
  const folders = new Map<string, Map<string, DirectoryEntry>>([["/", new Map()]]);
  for (const path of texts.keys()) {
    const parts = path.split("/").slice(1);
    let folder = "";
    for (const [index, name] of parts.entries()) {
      const entries = folders.get(folder === "" ? "/" : folder) ?? new Map<string, DirectoryEntry>();
      folders.set(folder === "" ? "/" : folder, entries);
      const isDirectory = index < parts.length - 1;
      entries.set(name, { name, isDirectory });
      folder += `/${name}`;
      if (isDirectory && !folders.has(folder)) folders.set(folder, new Map());
    }
  }
  const failure = (path: string): { readonly error: string } => {
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      if (texts.has(path.slice(0, end))) return { error: "ENOTDIR" };
    }
    return { error: "ENOENT" };
  };
  const withoutSlash = (path: string): string => (path.length > 1 ? path.replace(/\/$/, "") : path);
  return {
    readFile: (path) => texts.get(path) ?? failure(path),
    list: (path) => {
      const entries = folders.get(withoutSlash(path));
      if (entries !== undefined) return [...entries.values()];
      return texts.has(path) ? { error: "ENOTDIR" } : failure(path);
    },
    typeOf: (path) => {
      if (texts.has(path)) return "file";
      return folders.has(withoutSlash(path)) ? "directory" : failure(path);
    },
  };
}
