import { OVERRIDE } from "@httpd-lint/directives";
import { type NodeSource, nodeFrom } from "../read/line-run.ts";
import type { ConfigNode } from "../tree.ts";

/** What a server writes its errors to: `error_fname` of httpd's `server_rec`. */
export interface ErrorLog {
  readonly file: string;
  readonly source: NodeSource;
  /** Of a run. */
  readonly line: number;
}

/** The main server or a virtual host: `cmd->server`. */
export class Server {
  errorLog: ErrorLog | undefined;
  readonly #source: NodeSource | undefined;
  readonly #line: number;

  /**
   * @param source of the `<VirtualHost>`; undefined for the main server
   * @param line of a run
   */
  constructor(source?: NodeSource, line = -1) {
    this.#source = source;
    this.#line = line;
  }

  get isVirtual(): boolean {
    return this.#source !== undefined;
  }

  /** The `<VirtualHost>`; undefined for the main server. */
  get node(): ConfigNode | undefined {
    return this.#source && nodeFrom(this.#source, this.#line);
  }
}

/** What a directive's surroundings are for its handler: the part of `cmd_parms` that sections change. */
export interface Place {
  /** `cmd->override`: bits of `OVERRIDE`. */
  readonly bits: number;
  readonly server: Server;
  /** `cmd->path`: the argument of the innermost Directory, Location, Files, Proxy...; undefined outside of all. */
  readonly path: string | undefined;
  /** The section that owns the per-directory configuration; undefined for the server's own. Identity counts. */
  readonly scope: object | undefined;
  /** Inside Limit, LimitExcept or one of the Require sections: `cmd->limited != -1`. */
  readonly limited: boolean;
  /** Method bits of `cmd->limited`. */
  readonly methods: bigint;
  /** A .htaccess: `cmd->pool == cmd->temp_pool`. */
  readonly htaccess: boolean;
  /** AllowOverride Options=...: names in lower case that Options may set; undefined: all. */
  readonly allowedOptions: ReadonlySet<string> | undefined;
  /** AllowOverrideList, in lower case. */
  readonly overrideList: ReadonlySet<string> | undefined;
}

const SERVER_BITS = OVERRIDE.rsrcConf | OVERRIDE.options | OVERRIDE.fileInfo | OVERRIDE.indexes;

/** What Directory, Location, Files and their kin allow: OR_ALL | ACCESS_CONF. */
export const SECTION_BITS: number = OVERRIDE.all | OVERRIDE.accessConf;

/** No method is excluded: the value -1 of `cmd->limited`. */
export const ALL_METHODS: bigint = -1n;

/** The top level of server configuration (`process_command_config`, `ap_process_config_tree`). */
export function serverPlace(server: Server): Place {
  return {
    bits: SERVER_BITS,
    server,
    path: undefined,
    scope: undefined,
    limited: false,
    methods: ALL_METHODS,
    htaccess: false,
    allowedOptions: undefined,
    overrideList: undefined,
  };
}

/** What a section owns is known by. */
class Scope {}

/** Within a section that has a path. Written out, because there is one for each section and copying costs more. */
export function sectionPlace(outer: Place, bits: number, path: string): Place {
  const { server, limited, methods, htaccess, allowedOptions, overrideList } = outer;
  return { bits, server, path, scope: new Scope(), limited, methods, htaccess, allowedOptions, overrideList };
}

/** Within a virtual host. */
export function virtualHostPlace(outer: Place, server: Server): Place {
  const { bits, path, limited, methods, htaccess, allowedOptions, overrideList } = outer;
  return { bits, server, path, scope: server, limited, methods, htaccess, allowedOptions, overrideList };
}

/** What AllowOverride and AllowOverrideList grant a .htaccess. */
export interface AllowedOverrides {
  /** Bits of `OVERRIDE`. */
  readonly bits: number;
  /** AllowOverride Options=...: in lower case. */
  readonly options?: ReadonlySet<string> | undefined;
  /** AllowOverrideList: in lower case. */
  readonly list?: ReadonlySet<string> | undefined;
}

/** The top level of a .htaccess (`ap_parse_htaccess`). */
export function htaccessPlace(path: string, allowed: AllowedOverrides): Place {
  return {
    ...serverPlace(new Server()),
    bits: allowed.bits,
    path,
    htaccess: true,
    allowedOptions: allowed.options,
    overrideList: allowed.list,
  };
}

/** Whether the directive stands in a section of one of these names (lower case, without `<`): `find_parent`. */
export function enclosing(node: ConfigNode, names: ReadonlySet<string>): ConfigNode | undefined {
  for (let parent = node.parent; parent !== undefined; parent = parent.parent) {
    if (names.has(parent.key)) return parent;
  }
  return undefined;
}
