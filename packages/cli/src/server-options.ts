import { basename, isAbsolute, resolve } from "node:path";
import {
  type ConfigHost,
  type DetectedServer,
  type DetectionFailure,
  type DetectionOptions,
  detectProfile,
  distributions,
  isProfileName,
  serverAt,
} from "@httpd-lint/config";
import { settingsFor } from "./settings/find.ts";
import type { Settings } from "./settings/settings.ts";
import { type Terminal, UsageError } from "./terminal.ts";

/** httpd's own options and ours about the server. */
export interface ServerOptions {
  /** `-d` */
  readonly d?: string;
  /** `-f` */
  readonly f?: string;
  readonly D?: readonly string[];
  readonly C?: readonly string[];
  readonly c?: readonly string[];
  readonly profile?: string;
  /** A settings file to use instead of the nearest one. */
  readonly config?: string;
  /** What the settings file says; filled in by `withSettings`. */
  readonly settings?: Settings;
  /** Judge module files and folders by what is on this machine. */
  readonly host?: boolean;
}

/**
 * The options with what the settings file for a path says; options given by hand come first.
 *
 * @throws UsageError when the file is broken
 */
export async function withSettings<T extends ServerOptions>(
  host: ConfigHost,
  terminal: Terminal,
  path: string | undefined,
  options: T,
): Promise<T> {
  const { d, f } = options;
  const from = f === undefined ? resolve(terminal.cwd, d ?? path ?? ".") : resolve(terminal.cwd, d ?? ".", f);
  const given = options.config === undefined ? undefined : resolve(terminal.cwd, options.config);
  const settings = await settingsFor(host, from, given);
  if (settings === undefined) return options;
  const profile = options.profile ?? settings.profile;
  if (profile !== undefined && options.profile === undefined && !isProfileName(profile)) {
    const all = Object.keys(distributions).join(", ");
    throw new UsageError(`${settings.placeOf("profile")}: there is no server profile '${profile}' (there are ${all})`);
  }
  return {
    ...options,
    settings,
    D: [...settings.define, ...(options.D ?? [])],
    ...(profile === undefined ? {} : { profile }),
  };
}

/** True when the options alone say which server is meant. */
export function namesServer(options: ServerOptions): boolean {
  return options.d !== undefined || options.f !== undefined;
}

/** The server that `-d` and `-f` name, or else the one that `path` belongs to. */
export function findServer(
  host: ConfigHost,
  terminal: Terminal,
  path: string | undefined,
  options: ServerOptions,
): DetectedServer | DetectionFailure {
  const { d, f } = options;
  const root = d === undefined ? undefined : resolve(terminal.cwd, d);
  const detection: DetectionOptions = {
    ...profileChoice(options),
    ...(root === undefined ? {} : { root }),
  };
  const found =
    f !== undefined
      ? serverAt(host, isAbsolute(f) ? f : resolve(root ?? terminal.cwd, f), detection)
      : root !== undefined
        ? serverAt(host, root, detection)
        : detectProfile(host, resolve(terminal.cwd, path ?? "."), detection);
  return "failure" in found ? found : withOptions(found, terminal, options);
}

/** The server that a command's PATH names: a folder as `-d` does, a file as `-f` does. */
export function findNamedServer(
  host: ConfigHost,
  terminal: Terminal,
  path: string | undefined,
  options: ServerOptions,
): DetectedServer | DetectionFailure {
  if (path === undefined) return findServer(host, terminal, undefined, options);
  const absolute = resolve(terminal.cwd, path);
  if (basename(absolute) === ".htaccess") {
    throw new UsageError(`${path} is no server: a .htaccess is tested with configtest --htaccess`);
  }
  if (!namesServer(options)) return findServerAt(host, terminal, absolute, options);
  const option = host.typeOf(absolute) === "directory" ? "d" : "f";
  if (options[option] !== undefined) {
    throw new UsageError(`both ${path} and -${option} name the ${option === "d" ? "server root" : "main file"}`);
  }
  return findServer(host, terminal, undefined, { ...options, [option]: absolute });
}

/** Like `findServer` for a path that must be a server root or main file itself. */
export function findServerAt(
  host: ConfigHost,
  terminal: Terminal,
  path: string,
  options: ServerOptions,
): DetectedServer | DetectionFailure {
  const found = serverAt(host, path, profileChoice(options));
  return "failure" in found ? found : withOptions(found, terminal, options);
}

export function profileChoice({ profile }: ServerOptions): DetectionOptions {
  if (profile === undefined) return {};
  if (!isProfileName(profile)) throw new UsageError(`there is no server profile '${profile}' (see --help)`);
  return { name: profile };
}

/** A server as the options want it. */
export function withOptions(server: DetectedServer, terminal: Terminal, options: ServerOptions): DetectedServer {
  const { profile } = server;
  const onHost = options.host === true;
  return {
    ...server,
    profile: {
      ...profile,
      defines: options.D ?? [],
      before: options.C ?? [],
      after: options.c ?? [],
      catalogues: options.settings?.catalogues ?? [],
      moduleFiles: onHost ? "check" : "assume",
      // On this machine every path is what it says.
      relocations: onHost ? [] : profile.relocations,
      environment: onHost ? { ...definedOnly(terminal.environment), ...profile.environment } : profile.environment,
    },
  };
}

function definedOnly(environment: Terminal["environment"]): Record<string, string> {
  const defined: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) if (value !== undefined) defined[name] = value;
  return defined;
}
