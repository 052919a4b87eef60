import { type ConfigHost, type ConfigTree, overridesOf, profileOf, readConfig, readHtaccess } from "@httpd-lint/config";
import type { Diagnostic } from "@httpd-lint/diagnostics";
import { type ModuleInfo, modules } from "@httpd-lint/directives";
import { processRequestFile, processServer } from "./process.ts";

/** What depends on the rest of the server, which is not known when a file is looked at alone. */
const NEEDS_SERVER =
  /^read\/(?:include|macro-undefined|module-(?:built-in|file|loaded-twice|order|symbol)|runtime-directory|server-root|undefined-variable)/;

/**
 * Reads a file without its server: every module is taken as loaded, and what only the whole server can tell is not
 * asked.
 *
 * @param path absolute
 * @param catalogues modules that are not in ours
 */
export function readFragment(path: string, host: ConfigHost, catalogues: readonly ModuleInfo[] = []): ConfigTree {
  const folder = path.slice(0, path.lastIndexOf("/")) || "/";
  const compiledIn = everyModule(catalogues);
  const profile = profileOf("source", { name: "fragment", serverRoot: folder, compiledIn, catalogues });
  return isHtaccess(path) ? readHtaccess(path, host, profile) : readConfig(path, host, profile);
}

/** Every module there is, as if compiled in; of the MPMs one. */
export function everyModule(catalogues: readonly ModuleInfo[]): readonly string[] {
  return [...modules(), ...catalogues]
    .filter(({ mpm, source }) => !mpm || source === "event.c")
    .map(({ source }) => source);
}

export function isHtaccess(path: string): boolean {
  return path.endsWith("/.htaccess");
}

/** Of a file alone: what depends on where it is included, on the MPM, or on what stands elsewhere. */
const NEEDS_PLACE = /^httpd\/(?:context|conflict|mpm|provider|log-folder)/;

/** httpd's errors and warnings that hold for the file whatever the server around it is. */
export async function fragmentDiagnostics(tree: ConfigTree): Promise<Diagnostic[]> {
  const { errors, warnings } = isHtaccess(tree.mainFile)
    ? await processRequestFile(tree, overridesOf(["All"]))
    : await processServer(tree);
  const judged = errors.map(({ diagnostic }) => forgiving(diagnostic));
  const all = [...tree.errors.map(({ diagnostic }) => diagnostic), ...judged, ...tree.warnings, ...warnings];
  return all.filter(
    ({ code, location }) =>
      code === "read/main-file" ||
      (location?.file === tree.mainFile && !NEEDS_SERVER.test(code) && !NEEDS_PLACE.test(code)),
  );
}

/** A name that nobody knows may belong to a module that the server has and we do not know. */
function forgiving(diagnostic: Diagnostic): Diagnostic {
  if (diagnostic.code !== "httpd/unknown-directive" || diagnostic.fixes !== undefined) return diagnostic;
  return { ...diagnostic, severity: "warning" };
}
