import { allowedOverrides, type ConfigHost, readHtaccess } from "@httpd-lint/config";
import { realPath } from "@httpd-lint/language-server/node-host";
import { isHtaccess, type LineSource, readFragment, readServer } from "@httpd-lint/language-service";
import { shortest } from "../layout.ts";
import { findServer, type ServerOptions } from "../server-options.ts";
import { type Terminal, UsageError } from "../terminal.ts";

/**
 * Reads the server that a file is part of, or the file alone when there is none.
 *
 * @param path absolute
 * @throws UsageError when the server does not read the file
 */
export function readFor(host: ConfigHost, terminal: Terminal, path: string, options: ServerOptions): LineSource {
  const shown = shortest(terminal.cwd, path);
  const found = findServer(host, terminal, path, options);
  if ("failure" in found) {
    const notes = ["No server was found around this file, so it was looked at by itself (-d or -f names the server)."];
    return { tree: readFragment(path, host, options.settings?.catalogues), path, shown, notes };
  }
  const server = readServer(host, found);
  if (isHtaccess(path)) {
    const notes =
      allowedOverrides(server, path) === undefined
        ? ["httpd never opens this file: AllowOverride None holds in its folder."]
        : [];
    return { tree: readHtaccess(path, host, found.profile, server), path, shown, server, notes };
  }
  const real = realPath(path);
  const known = server.files.has(path) ? path : [...server.files.keys()].find((file) => realPath(file) === real);
  if (known === undefined) {
    const main = shortest(terminal.cwd, found.mainFile);
    throw new UsageError(
      `${shown} is not read by the server of ${main}: no Include leads to it (-f names another server)`,
    );
  }
  return { tree: server, path: known, shown, notes: [] };
}
