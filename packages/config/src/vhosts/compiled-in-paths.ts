import type { ServerProfile } from "../profile.ts";

/** Paths a build has without any directive; relative ones are below ServerRoot. */
export interface CompiledInPaths {
  /** DOCUMENT_LOCATION */
  readonly documentRoot: string;
  /** DEFAULT_ERRORLOG */
  readonly errorLog: string;
  /** DEFAULT_PIDLOG */
  readonly pidFile: string;
  /** DEFAULT_REL_RUNTIMEDIR */
  readonly runtimeDirectory: string;
}

/** Debian's are those its httpd -S shows; the others are the ones `httpd -V` and the layouts of these builds give. */
const BUILDS: Readonly<Record<string, CompiledInPaths>> = {
  debian: {
    documentRoot: "/var/www/html",
    errorLog: "logs/error_log",
    pidFile: "/run/apache2.pid",
    runtimeDirectory: "/var/run/apache2",
  },
  rhel: {
    documentRoot: "/var/www/html",
    errorLog: "logs/error_log",
    pidFile: "/run/httpd/httpd.pid",
    runtimeDirectory: "/run/httpd",
  },
  arch: {
    documentRoot: "/srv/http",
    errorLog: "/var/log/httpd/error_log",
    pidFile: "/run/httpd/httpd.pid",
    runtimeDirectory: "/run/httpd",
  },
  freebsd: {
    documentRoot: "/usr/local/www/apache24/data",
    errorLog: "/var/log/httpd-error.log",
    pidFile: "/var/run/httpd.pid",
    runtimeDirectory: "/var/run",
  },
  macos: {
    documentRoot: "/Library/WebServer/Documents",
    errorLog: "logs/error_log",
    pidFile: "/private/var/run/httpd.pid",
    runtimeDirectory: "/private/var/run",
  },
  windows: {
    documentRoot: "c:/Apache24/htdocs",
    errorLog: "logs/error.log",
    pidFile: "logs/httpd.pid",
    runtimeDirectory: "logs",
  },
};

/** httpd's own layout, everything below the folder it was built for. */
const SOURCE: CompiledInPaths = {
  documentRoot: "/usr/local/apache2/htdocs",
  errorLog: "logs/error_log",
  pidFile: "logs/httpd.pid",
  runtimeDirectory: "logs",
};

/** What the httpd of a profile was compiled with; httpd's own layout for one that is not known. */
export function compiledInPaths({ name }: ServerProfile): CompiledInPaths {
  return (Object.hasOwn(BUILDS, name) ? BUILDS[name] : undefined) ?? SOURCE;
}
