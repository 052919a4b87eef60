import {
  type ConfigHost,
  type ConfigTree,
  type DetectedServer,
  profileOf,
  readConfig,
  readHtaccess,
} from "@httpd-lint/config";
import type { Diagnostic, Location } from "@httpd-lint/diagnostics";
import { isSlip, type ModuleInfo, modules } from "@httpd-lint/directives";

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

/**
 * A configuration without a single LoadModule is a part of one, or for an httpd with all modules compiled in: which
 * modules there are is not known, and every one is taken as there.
 */
export function readServer(host: ConfigHost, { mainFile, profile }: DetectedServer): ConfigTree {
  const tree = readConfig(mainFile, host, profile);
  if (loadsModules(tree)) return tree;
  return readConfig(mainFile, host, { ...profile, compiledIn: everyModule(profile.catalogues ?? []) });
}

export function loadsModules(tree: ConfigTree): boolean {
  return tree.modules.some(({ loadedBy }) => loadedBy !== undefined);
}

/** Every module there is, as if compiled in; of the MPMs one. */
function everyModule(catalogues: readonly ModuleInfo[]): readonly string[] {
  return [...modules(), ...catalogues]
    .filter(({ mpm, source }) => !mpm || source === "event.c")
    .map(({ source }) => source);
}

export function isHtaccess(path: string): boolean {
  return path.endsWith("/.htaccess");
}

/** Of a file alone: what depends on where it is included, on the MPM, or on what stands elsewhere. */
const NEEDS_PLACE = /^httpd\/(?:context|conflict|mpm|provider|log-folder)/;

/** httpd's errors and warnings of a file alone that hold whatever the server around it is. */
export function holdsAlone(tree: ConfigTree, { code, location }: Diagnostic): boolean {
  if (code === "read/main-file") return true;
  return location?.file === tree.mainFile && !NEEDS_SERVER.test(code) && !NEEDS_PLACE.test(code);
}

const UNKNOWN = "httpd/unknown-directive";

/** Errors of a tree in which no module is loaded, so that nobody knows which ones there are. */
export function withoutModules(tree: ConfigTree, errors: readonly Diagnostic[]): readonly Diagnostic[] {
  return errors
    .filter((diagnostic) => !isOfAnotherMpm(tree, diagnostic))
    .map((diagnostic) => forgiving(tree, diagnostic));
}

/** Which MPM there is, only the whole server can tell. */
function isOfAnotherMpm(tree: ConfigTree, { code, location }: Diagnostic): boolean {
  if (code !== UNKNOWN || location === undefined) return false;
  const key = sourceOf(tree, location).toLowerCase();
  return modules().some(({ mpm, commands }) => mpm && commands.some((command) => command.key === key));
}

/**
 * A name that nobody knows may belong to a module that the server has and we do not know: it is only an error when it
 * is plainly a slip for another one.
 */
function forgiving(tree: ConfigTree, diagnostic: Diagnostic): Diagnostic {
  const { code, location, fixes = [] } = diagnostic;
  if (code !== UNKNOWN) return diagnostic;
  const meant = fixes[0]?.edits[0]?.newText;
  if (location !== undefined && meant !== undefined && isSlip(sourceOf(tree, location), meant)) return diagnostic;
  return { ...diagnostic, severity: "warning" };
}

function sourceOf(tree: ConfigTree, { file, start, end }: Location): string {
  return tree.files.get(file)?.text.slice(start, end) ?? "";
}
