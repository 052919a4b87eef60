import { isAscii } from "node:buffer";
import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, statSync } from "node:fs";
import type { ConfigHost, HostFailure } from "@httpd-lint/config";
import { decodeSource } from "@httpd-lint/grammar";

export interface NodeHostOptions {
  /** Bytes of the largest file that is read. Default 256 MiB. */
  readonly maxFileSize?: number;
}

const MEBIBYTE = 1024 * 1024;

/**
 * The file system of this machine, read-only. Nothing but regular files is ever opened: a FIFO would block and a
 * device may never end.
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
    knows: (kind, name) => namesOf(DATABASES[kind])?.has(name),
  };
}

const DATABASES = { user: "/etc/passwd", group: "/etc/group", host: undefined } as const;

/** First field of a user or group database; undefined when there is none, and for host names: nobody is asked. */
function namesOf(file: string | undefined): ReadonlySet<string> | undefined {
  if (file === undefined) return undefined;
  const text = attempt(() => readRegularFile(file, MEBIBYTE * 16));
  return typeof text === "string" ? new Set(text.split("\n").map((line) => line.split(":", 1)[0] ?? "")) : undefined;
}

function readRegularFile(path: string, maxFileSize: number): string | HostFailure {
  if (!statSync(path).isFile()) return { error: "EBADF" };
  // The file may have been replaced since: without O_NONBLOCK opening a FIFO would wait for a writer.
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return { error: "EBADF" };
    if (stats.size > maxFileSize) {
      const [size, limit] = [stats.size, maxFileSize].map((bytes) => Math.ceil(bytes / MEBIBYTE));
      return { error: `File too large (${size} MiB; httpd-lint reads up to ${limit} MiB)` };
    }
    const bytes = readFileSync(descriptor);
    // Most configurations are ASCII, which needs neither checking nor a second byte per character.
    return isAscii(bytes) ? bytes.toString("latin1") : decodeSource(bytes);
  } finally {
    closeSync(descriptor);
  }
}

function attempt<T>(action: () => T): T | HostFailure {
  try {
    return action();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (typeof code !== "string") throw error;
    return { error: code };
  }
}
