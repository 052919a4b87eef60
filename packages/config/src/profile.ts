import type { ModuleInfo } from "@httpd-lint/directives";

/** Facts about the httpd that will read the configuration and how it is started. */
export interface ServerProfile {
  /** e.g. `debian`, `rhel`, `source`; shown to people. */
  readonly name: string;
  /** e.g. `2.4.71` */
  readonly version: string;
  /** `-d` or the compiled-in HTTPD_ROOT: absolute. */
  readonly serverRoot: string;
  /** Modules linked into the program, by source file name, e.g. `core.c`, `mod_so.c`. */
  readonly compiledIn: readonly string[];
  /** Names given with `-D`. */
  readonly defines: readonly string[];
  /** Environment that `${NAME}` can see. On Debian: what envvars sets, read as text. */
  readonly environment: Readonly<Record<string, string>>;
  /** Directives given with `-C`: processed before the main file. */
  readonly before: readonly string[];
  /** Directives given with `-c`: processed after the main file. */
  readonly after: readonly string[];
  /**
   * `assume`: a module file that LoadModule names is taken to be there and loadable (the portable view).
   * `check`: the host is asked, and what httpd would say of a missing file is an error.
   */
  readonly moduleFiles: "assume" | "check";
  /**
   * Where a tree lies that was moved from its place, e.g. a copy of /etc/httpd in a repository: paths below `from`
   * are read below `to`. Longest `from` first.
   */
  readonly relocations: readonly { readonly from: string; readonly to: string }[];
  /** `-T`: DocumentRoot is not looked at. */
  readonly skipsDocumentRoot?: boolean;
  /** Asked with `-S` or `-D DUMP_...`: mod_ssl does not look at its files then. */
  readonly dumps?: boolean;
  /** Modules that are not in the catalogue, or that are different here; looked at first. */
  readonly catalogues?: readonly ModuleInfo[];
}
