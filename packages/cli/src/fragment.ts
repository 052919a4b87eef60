import { type ConfigHost, type ConfigTree, profileOf, readConfig, readHtaccess } from "@httpd-lint/config";
import type { Diagnostic } from "@httpd-lint/diagnostics";
import { modules } from "@httpd-lint/directives";

/** What depends on the rest of the server, which is not known when a file is looked at alone. */
const NEEDS_SERVER =
  /^read\/(?:include|macro-undefined|module-(?:built-in|file|loaded-twice|order|symbol)|runtime-directory|server-root|undefined-variable)/;

/**
 * Reads a file without its server: every module is taken as loaded, and what only the whole server can tell is not
 * asked.
 *
 * @param path absolute
 */
export function readFragment(path: string, host: ConfigHost): ConfigTree {
  const folder = path.slice(0, path.lastIndexOf("/")) || "/";
  const compiledIn = modules()
    .filter(({ mpm, source }) => !mpm || source === "event.c")
    .map(({ source }) => source);
  const profile = profileOf("source", { name: "fragment", serverRoot: folder, compiledIn });
  return isHtaccess(path) ? readHtaccess(path, host, profile) : readConfig(path, host, profile);
}

export function isHtaccess(path: string): boolean {
  return path.endsWith("/.htaccess");
}

/** httpd's errors and warnings that hold for the file whatever the server around it is. */
export function fragmentDiagnostics(tree: ConfigTree): Diagnostic[] {
  return [...tree.errors.map(({ diagnostic }) => diagnostic), ...tree.warnings].filter(
    ({ code, location }) => code === "read/main-file" || (location?.file === tree.mainFile && !NEEDS_SERVER.test(code)),
  );
}
