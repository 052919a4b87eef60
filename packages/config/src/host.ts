import type { SourceFile } from "./tree.ts";

/** What an operation on a host's file system failed with: a POSIX error name such as `ENOENT` or `EACCES`. */
export interface HostFailure {
  readonly error: string;
}

/** `other`: a FIFO, socket or device. Links are followed. */
export type FileType = "file" | "directory" | "other";

export interface DirectoryEntry {
  readonly name: string;
  /** True for a directory itself, false for a link to one: httpd's wildcard matching does not follow links in the middle of a path. */
  readonly isDirectory: boolean;
}

/**
 * The file system that a configuration is read from; injected, so that the library runs in a browser, on a container
 * image or on unsaved editor buffers. Paths are absolute with `/` between the parts. Every function is synchronous,
 * returns failures and never throws. Nothing is ever written or executed through it.
 */
export interface ConfigHost {
  /** Text as `decodeSource` of the grammar gives it. Only asked for paths whose `typeOf` is "file". */
  readFile(path: string): string | HostFailure;
  /** Entries in any order, without `.` and `..`. */
  list(path: string): readonly DirectoryEntry[] | HostFailure;
  typeOf(path: string): FileType | HostFailure;
  /** Whether the machine has a user or group of that name, or can resolve a host name; absent or undefined when that cannot be told. */
  knows?(kind: "user" | "group" | "host", name: string): boolean | undefined;
  /**
   * Parses a text that was read, as `sourceFile` does; for hosts that remember what has not changed when they are read
   * again and again.
   */
  parse?(path: string, text: string, kind: "server" | "htaccess"): SourceFile;
}

export function isFailure<T>(result: T | HostFailure): result is HostFailure {
  return typeof result === "object" && result !== null && "error" in result;
}
