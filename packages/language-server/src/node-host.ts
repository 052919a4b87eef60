import { isAscii } from "node:buffer";
import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import type { ConfigHost, HostFailure } from "@httpd-lint/config";
import { decodeSource } from "@httpd-lint/grammar";

const MEBIBYTE = 1024 * 1024;

/** Bytes of the largest file that is read for an editor: none shows larger ones with a language server. */
export const MAX_FILE_SIZE: number = 16 * MEBIBYTE;

export interface NodeHostOptions {
  /** Bytes of the largest file that is read. Default 256 MiB. */
  readonly maxFileSize?: number;
}

/**
 * The file system of this machine, read-only. Nothing but regular files is ever opened: a FIFO would block and a
 * device may never end. Users and hosts are not asked for.
 */
export function createNodeHost({ maxFileSize = 256 * MEBIBYTE }: NodeHostOptions = {}): ConfigHost {
  return {
    readFile: (path) => attempt(() => readRegularFile(path, maxFileSize)),
    list: (path) =>
      attempt(() =>
        readdirSync(path, { withFileTypes: true }).map((entry) => ({
          name: entry.name,
          isDirectory: entry.isDirectory(),
        })),
      ),
    typeOf: (path) =>
      attempt(() => {
        const stats = statSync(path);
        return stats.isFile() ? "file" : stats.isDirectory() ? "directory" : "other";
      }),
  };
}

/** Where links lead; the path itself when nothing is there. */
export function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

function readRegularFile(path: string, maxFileSize: number): string | HostFailure {
  if (!statSync(path).isFile()) return { error: "EBADF" };
  // The file may have been replaced since: without O_NONBLOCK opening a FIFO would wait for a writer.
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return { error: "EBADF" };
    if (stats.size > maxFileSize) return tooLarge(stats.size, maxFileSize);
    const bytes = readFileSync(descriptor);
    // Most configurations are ASCII, which needs neither checking nor a second byte per character.
    return isAscii(bytes) ? bytes.toString("latin1") : decodeSource(bytes);
  } finally {
    closeSync(descriptor);
  }
}

export function tooLarge(bytes: number, maxFileSize: number): HostFailure {
  const [size, limit] = [bytes, maxFileSize].map((each) => Math.ceil(each / MEBIBYTE));
  return { error: `File too large (${size} MiB; httpd-lint reads up to ${limit} MiB)` };
}

function attempt<T>(action: () => T): T | HostFailure {
  try {
    return action();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // A path with a NUL byte is no system error, and no file either.
    return { error: typeof code === "string" && code !== "ERR_INVALID_ARG_VALUE" ? code : "ENOENT" };
  }
}
