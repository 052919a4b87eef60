import type { ConfigNode } from "../tree.ts";
import type { Variables } from "./condition.ts";
import type { Layer } from "./layers.ts";

/** What is asked about: a request, or the place of a section. What is left out is not known. */
export interface Target {
  /** The `<VirtualHost>` that answers; undefined: the main server. */
  readonly host?: ConfigNode | undefined;
  /** The path of the URL, decoded (`r->uri`). */
  readonly path?: string | undefined;
  /** The same as it was sent, without the query: what SetEnvIf of a server looks at. */
  readonly sentPath?: string | undefined;
  /** The absolute path of the file (`r->filename`). */
  readonly file?: string | undefined;
  /** The folders on the way to the file that exist; without it all but the last part of `file` are taken as folders. */
  readonly folders?: readonly string[] | undefined;
  /** `file` is there and the whole path leads to it: no PATH_INFO is left. */
  readonly isWholePath?: boolean | undefined;
  /**
   * In the course of a request, a file in the folder that the request has led to: httpd keeps what it has found for that
   * path, so that Directory sections are not compared with the file (`ap_directory_walk`).
   */
  readonly walkedAs?: string | undefined;
  /**
   * No file is found, because the request is answered before: `location` when it was to be looked for, so that
   * locations count; `server` when a .htaccess is refused, which leaves the server's own settings alone.
   */
  readonly endsAt?: "server" | "location" | undefined;
  /** In the course of a request: what was merged for that. */
  readonly mergedBefore?: readonly Layer[] | undefined;
  /** Handed to another server: no folder is looked at, `<Proxy>` sections are (`proxy_walk`). */
  readonly proxied?: boolean | undefined;
  /** URL with scheme as `<Proxy>` sections see it, e.g. `http://backend/app`. */
  readonly backend?: string | undefined;
  /** Sections that hold whatever their arguments are: the place that is asked about, and those around it. */
  readonly inside?: readonly ConfigNode[] | undefined;
  /** What expressions are told of the request. */
  readonly variables?: Variables | undefined;
}
