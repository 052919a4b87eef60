import { type ConfigHost, isFailure } from "@httpd-lint/config";
import { createNodeHost as createFileHost, type NodeHostOptions } from "@httpd-lint/language-server/node-host";

/** The file system of this machine, read-only, with its users and groups for `--host`. */
export function createNodeHost(options: NodeHostOptions = {}): ConfigHost {
  const files = createFileHost(options);
  return { ...files, knows: (kind, name) => namesIn(files, DATABASES[kind])?.has(name) };
}

const DATABASES = { user: "/etc/passwd", group: "/etc/group", host: undefined } as const;

/** First field of a user or group database; undefined when there is none, and for host names: nobody is asked. */
function namesIn(files: ConfigHost, database: string | undefined): ReadonlySet<string> | undefined {
  const text = database === undefined ? undefined : files.readFile(database);
  if (text === undefined || isFailure(text)) return undefined;
  return new Set(text.split("\n").map((line) => line.split(":", 1)[0] ?? ""));
}
