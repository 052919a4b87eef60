import type { ServerProfile } from "../profile.ts";

/** The httpd builds we know. */
export type ProfileName = "debian" | "rhel" | "arch" | "freebsd" | "macos" | "container" | "source" | "windows";

/** One way of building and packaging httpd. */
export interface Distribution {
  /** For people. */
  readonly title: string;
  /** Compiled-in HTTPD_ROOT. */
  readonly serverRoot: string;
  /** Compiled-in SERVER_CONFIG_FILE, absolute. */
  readonly mainFile: string;
  readonly compiledIn: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** What every build links in; the rest is loaded. */
const CORE: readonly string[] = ["core.c", "mod_so.c", "http_core.c"];

/** What Debian's envvars sets as installed. */
const DEBIAN_ENVIRONMENT: Readonly<Record<string, string>> = {
  APACHE_RUN_USER: "www-data",
  APACHE_RUN_GROUP: "www-data",
  APACHE_PID_FILE: "/var/run/apache2/apache2.pid",
  APACHE_RUN_DIR: "/var/run/apache2",
  APACHE_LOCK_DIR: "/var/lock/apache2",
  APACHE_LOG_DIR: "/var/log/apache2",
  LANG: "C",
};

export const distributions: Readonly<Record<ProfileName, Distribution>> = {
  debian: {
    title: "Debian or Ubuntu",
    serverRoot: "/etc/apache2",
    mainFile: "/etc/apache2/apache2.conf",
    compiledIn: [
      "core.c",
      "mod_so.c",
      "mod_watchdog.c",
      "http_core.c",
      "mod_log_config.c",
      "mod_logio.c",
      "mod_version.c",
      "mod_unixd.c",
    ],
    environment: DEBIAN_ENVIRONMENT,
  },
  rhel: {
    title: "RHEL, Fedora or CentOS",
    serverRoot: "/etc/httpd",
    mainFile: "/etc/httpd/conf/httpd.conf",
    compiledIn: CORE,
    environment: { LANG: "C" },
  },
  arch: {
    title: "Arch Linux",
    serverRoot: "/etc/httpd",
    mainFile: "/etc/httpd/conf/httpd.conf",
    compiledIn: CORE,
    environment: {},
  },
  freebsd: {
    title: "FreeBSD",
    serverRoot: "/usr/local",
    mainFile: "/usr/local/etc/apache24/httpd.conf",
    compiledIn: CORE,
    environment: {},
  },
  macos: {
    title: "macOS or Homebrew",
    serverRoot: "/usr",
    mainFile: "/private/etc/apache2/httpd.conf",
    compiledIn: CORE,
    environment: {},
  },
  container: {
    title: "official container image",
    serverRoot: "/usr/local/apache2",
    mainFile: "/usr/local/apache2/conf/httpd.conf",
    compiledIn: CORE,
    environment: { HTTPD_PREFIX: "/usr/local/apache2" },
  },
  source: {
    title: "built from source",
    serverRoot: "/usr/local/apache2",
    mainFile: "/usr/local/apache2/conf/httpd.conf",
    // configure links one MPM in unless it is told to make MPMs loadable.
    compiledIn: [...CORE, "event.c"],
    environment: {},
  },
  windows: {
    title: "Windows",
    serverRoot: "c:/Apache24",
    mainFile: "c:/Apache24/conf/httpd.conf",
    compiledIn: ["core.c", "mod_win32.c", "mpm_winnt.c", "http_core.c", "mod_so.c"],
    environment: {},
  },
};

/** The httpd whose behaviour the reader follows. */
const VERSION = "2.4.71";

export function isProfileName(name: string): name is ProfileName {
  return Object.hasOwn(distributions, name);
}

/** A distribution's httpd as it is installed, started without options. */
export function profileOf(name: ProfileName, changes: Partial<ServerProfile> = {}): ServerProfile {
  const { serverRoot, compiledIn, environment } = distributions[name];
  return {
    name,
    version: VERSION,
    serverRoot,
    compiledIn,
    defines: [],
    environment,
    before: [],
    after: [],
    moduleFiles: "assume",
    relocations: [],
    ...changes,
  };
}
