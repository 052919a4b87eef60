import { type ConfigHost, type DirectoryEntry, type FileType, type HostFailure, isFailure } from "@httpd-lint/config";

/** What somebody asked a host for, so that it is known which changes matter to him. */
export interface Recording {
  readonly host: ConfigHost;
  /** Whether something that was asked for is different since `path` changed. */
  isTouchedBy(path: string): boolean;
}

/**
 * Passes everything on and remembers it.
 *
 * @param realPath where a path leads when it is a link: changes are told by that name
 * @param parse parses with a memory
 */
export function recordingHost(
  host: ConfigHost,
  realPath: (path: string) => string,
  parse: NonNullable<ConfigHost["parse"]>,
): Recording {
  const read = new Set<string>();
  const typed = new Map<string, string>();
  const listed = new Map<string, ReadonlySet<string>>();
  const names = new Map<string, Set<string>>();
  const remember = (path: string): void => {
    const real = realPath(path);
    const known = names.get(real);
    if (known === undefined) names.set(real, new Set([path]));
    else known.add(path);
  };
  const answer = (path: string): string => typeText(host.typeOf(path));
  const isNewsOf = (path: string): boolean => {
    if (read.has(path)) return true;
    // With a new file the folders around it may be new, too.
    for (let at = path; at !== "/" && at !== ""; at = parentOf(at)) {
      if (typed.has(at) && typed.get(at) !== answer(at)) return true;
      const entries = listed.get(parentOf(at));
      if (entries !== undefined && entries.has(nameOf(at)) === isFailure(host.typeOf(at))) return true;
    }
    return false;
  };
  return {
    host: {
      readFile(path): string | HostFailure {
        read.add(path);
        remember(path);
        return host.readFile(path);
      },
      list(path): readonly DirectoryEntry[] | HostFailure {
        const entries = host.list(path);
        listed.set(withoutSlash(path), new Set(isFailure(entries) ? [] : entries.map(({ name }) => name)));
        remember(path);
        return entries;
      },
      typeOf(path): FileType | HostFailure {
        const type = host.typeOf(path);
        typed.set(path, typeText(type));
        remember(path);
        return type;
      },
      parse,
      knows: (kind, name) => host.knows?.(kind, name),
    },
    isTouchedBy(path) {
      if (isNewsOf(path)) return true;
      for (const name of names.get(path) ?? []) if (name !== path && isNewsOf(name)) return true;
      // A folder that was moved or removed takes all below it along.
      return isBelowAny(path, read) || isBelowAny(path, typed.keys());
    },
  };
}

function isBelowAny(folder: string, paths: Iterable<string>): boolean {
  const prefix = `${withoutSlash(folder)}/`;
  for (const path of paths) if (path.startsWith(prefix)) return true;
  return false;
}

function typeText(type: FileType | HostFailure): string {
  return isFailure(type) ? type.error : type;
}

function withoutSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, "") : path;
}

export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
