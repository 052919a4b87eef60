import type { ConfigHost } from "@httpd-lint/config";

/** Names that httpd's files usually have. */
const PATTERNS: readonly string[] = [
  "**/.htaccess",
  "**/httpd*.conf",
  "**/apache{,2}.conf",
  "**/{conf,mods,sites}-{available,enabled}/**",
  "**/vhost*.conf",
  "**/vhosts*/**/*.conf",
  "**/conf.d/**/*.conf",
  "**/conf.modules.d/**/*.conf",
];

/** Files below a folder that look like httpd's, absolute, in byte order. */
export async function findConfigFiles(folder: string, host: ConfigHost): Promise<readonly string[]> {
  // Loaded when needed: most runs name a server, and start-up time counts.
  const { default: glob } = await import("fast-glob");
  const found = await glob([...PATTERNS], {
    cwd: folder,
    absolute: true,
    dot: true,
    onlyFiles: false,
    followSymbolicLinks: false,
    suppressErrors: true,
    ignore: ["**/node_modules/**", "**/.git/**"],
  });
  return found.filter((path) => host.typeOf(path) === "file").sort();
}
