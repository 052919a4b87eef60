import { type ConfigHost, isFailure } from "../host.ts";
import type { ServerProfile } from "../profile.ts";
import { errorText } from "../read/error-text.ts";
import { serverRootRelative } from "../read/paths.ts";
import { distributions, type ProfileName, profileOf } from "./distributions.ts";
import { readEnvvars } from "./envvars.ts";
import { type MainFileFacts, mainFileFacts, tellingLines } from "./main-file.ts";

/** A server found on a host. */
export interface DetectedServer {
  readonly profile: ServerProfile;
  /** Absolute path of the main file. */
  readonly mainFile: string;
  /** The folder that holds the server's configuration. */
  readonly root: string;
}

/** Why no server was found, in one sentence for people. */
export interface DetectionFailure {
  readonly failure: string;
}

/** What is known beforehand; the rest is found out. */
export interface DetectionOptions {
  readonly name?: ProfileName;
  /** Absolute: `-d`. By default the folder of the main file, or the one above it when it is called `conf`. */
  readonly root?: string;
}

const MAIN_FILES: readonly string[] = ["apache2.conf", "conf/httpd.conf", "httpd.conf"];

/**
 * The server that a path belongs to: `path` is a server root, a main file, or any file or folder in a root, such as a
 * site file or a `.htaccess`. What kind of server it is, is told by what lies there, not by the machine.
 *
 * @param path absolute
 */
export function detectProfile(
  host: ConfigHost,
  path: string,
  options: DetectionOptions = {},
): DetectedServer | DetectionFailure {
  const start = path.length > 1 ? path.replace(/\/+$/, "") : path;
  const type = host.typeOf(start);
  if (isFailure(type)) return { failure: `Cannot read ${start}: ${errorText(type.error)}` };
  if (type === "other") return { failure: `${start} is neither a file nor a folder` };
  if (type === "file" && /(?:^|\/)(?:httpd|apache2)\.conf$/.test(start)) return serverOf(host, start, options);
  let folder = type === "directory" ? start : parentOf(start);
  for (;;) {
    const mainFile = mainFileIn(host, folder);
    if (mainFile !== undefined) return serverOf(host, mainFile, options);
    if (folder === "/") break;
    folder = parentOf(folder);
  }
  return { failure: `No server found: neither apache2.conf nor httpd.conf lies in ${start} or above it` };
}

/**
 * The server whose root or main file `path` itself is; unlike `detectProfile` this does not look further up.
 *
 * @param path absolute
 */
export function serverAt(
  host: ConfigHost,
  path: string,
  options: DetectionOptions = {},
): DetectedServer | DetectionFailure {
  const type = host.typeOf(path);
  if (isFailure(type)) return { failure: `Cannot read ${path}: ${errorText(type.error)}` };
  if (type === "file") return serverOf(host, path, options);
  const mainFile = type === "directory" ? mainFileIn(host, path.replace(/(.)\/+$/, "$1")) : undefined;
  if (mainFile !== undefined) return serverOf(host, mainFile, options);
  return { failure: `No server found: neither apache2.conf nor httpd.conf lies in ${path}` };
}

function mainFileIn(host: ConfigHost, folder: string): string | undefined {
  return MAIN_FILES.map((name) => joined(folder, name)).find((path) => host.typeOf(path) === "file");
}

function serverOf(host: ConfigHost, mainFile: string, options: DetectionOptions): DetectedServer | DetectionFailure {
  const text = host.readFile(mainFile);
  if (isFailure(text)) return { failure: `Cannot read ${mainFile}: ${errorText(text.error)}` };
  const folder = parentOf(mainFile);
  const root = options.root ?? (folder.endsWith("/conf") ? parentOf(folder) : folder);
  const lines = tellingLines(text);
  const kind = options.name ?? kindOf(host, mainFile, root, mainFileFacts(lines, {}));
  const environment = environmentOf(host, root, kind);
  const facts = mainFileFacts(lines, environment);
  const { compiledIn } = distributions[kind];
  const profile = profileOf(kind, {
    environment,
    serverRoot: options.root === undefined && isShared(facts.serverRoot) ? facts.serverRoot : root,
    compiledIn: kind === "source" && facts.loadsMpm ? compiledIn.filter((source) => source !== "event.c") : compiledIn,
    relocations: relocationsOf(host, kind, root, folder, facts),
  });
  return { profile, mainFile, root };
}

function kindOf(host: ConfigHost, mainFile: string, root: string, facts: MainFileFacts): ProfileName {
  const has = (name: string): boolean => !isFailure(host.typeOf(joined(root, name)));
  const serverRoot = facts.serverRoot ?? root;
  const uses = (part: string): boolean => [...facts.includes, ...facts.modulePaths].some((path) => path.includes(part));
  if (mainFile.endsWith("/apache2.conf")) return "debian";
  if (/^[a-z]:[/\\]/i.test(serverRoot)) return "windows";
  if (uses("apache24/") || root.endsWith("/apache24")) return "freebsd";
  if (uses("libexec/apache2/") || uses("lib/httpd/modules/")) return "macos";
  if (/^\/opt\/homebrew|^\/usr\/local\/(?:opt|etc)\/httpd|^\/private\//.test(serverRoot)) return "macos";
  if (has("conf.modules.d") || has("conf.d") || uses("conf.modules.d/")) return "rhel";
  if (serverRoot === "/etc/httpd") return "arch";
  if (serverRoot === distributions.container.serverRoot && facts.loadsMpm) return "container";
  return "source";
}

function environmentOf(host: ConfigHost, root: string, kind: ProfileName): Readonly<Record<string, string>> {
  const { environment } = distributions[kind];
  const path = joined(root, "envvars");
  if (kind !== "debian" || host.typeOf(path) !== "file") return environment;
  const text = host.readFile(path);
  // The default instance, wherever the tree lies: apachectl compares APACHE_CONFDIR with /etc/apache2-*.
  return isFailure(text) ? environment : readEnvvars(text, { APACHE_CONFDIR: distributions.debian.serverRoot });
}

/** A ServerRoot that much more than httpd lives below: only what is known to be httpd's may be looked up elsewhere. */
function isShared(serverRoot: string | undefined): serverRoot is string {
  return serverRoot !== undefined && /^\/(?:usr(?:\/local)?\/?)?$/.test(serverRoot);
}

/** Where the paths of the configuration really lie when its tree was copied from its place. */
function relocationsOf(
  host: ConfigHost,
  kind: ProfileName,
  root: string,
  folder: string,
  facts: MainFileFacts,
): ServerProfile["relocations"] {
  const found = new Map<string, string>();
  const serverRoot = facts.serverRoot ?? (kind === "debian" ? distributions.debian.serverRoot : root);
  if (serverRoot === root) return [];
  for (const include of facts.includes) {
    const path = serverRootRelative(serverRoot.startsWith("/") ? serverRoot : root, include);
    const rest = [serverRoot, root].map((from) => below(from, path)).find((part) => part !== undefined);
    const isThere = rest !== undefined && !isFailure(host.typeOf(joined(root, rest.split("/")[0] ?? "")));
    const prefix = isThere ? undefined : movedPrefix(host, path, folder);
    if (prefix !== undefined && prefix !== folder && !found.has(prefix)) found.set(prefix, folder);
  }
  if (!isShared(serverRoot)) for (const from of spellingsOf(serverRoot, root)) found.set(from, root);
  return [...found].map(([from, to]) => ({ from, to })).sort((a, b) => b.from.length - a.from.length);
}

/** An absolute path as the reader makes it. A drive letter is no absolute path to it, so the root stands in front. */
function spellingsOf(serverRoot: string, root: string): string[] {
  if (serverRoot.startsWith("/")) return [serverRoot];
  const once = serverRootRelative(root, serverRoot);
  return [once, serverRootRelative(once, serverRoot)];
}

function below(folder: string, path: string): string | undefined {
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}

/** The part of `path` that is to be replaced by `folder`, so that what follows it exists there. */
function movedPrefix(host: ConfigHost, path: string, folder: string): string | undefined {
  const parts = path.split("/").slice(1);
  for (let count = 2; count < parts.length; count++) {
    const part = parts[count] ?? "";
    if (/[*?[]/.test(part)) return undefined;
    if (!isFailure(host.typeOf(joined(folder, part)))) return `/${parts.slice(0, count).join("/")}`;
  }
  return undefined;
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

function joined(folder: string, name: string): string {
  return folder === "/" ? `/${name}` : `${folder}/${name}`;
}
