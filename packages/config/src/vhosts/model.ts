import type { Diagnostic } from "@httpd-lint/diagnostics";
import type { ConfigNode } from "../tree.ts";

/** What only the machine that httpd runs on can tell. Whatever is left out stays undecided in the map. */
export interface Machine {
  /** Addresses of a host name, in the order the resolver gives them; none when it cannot be resolved. */
  readonly addressesOf?: (name: string) => readonly string[] | undefined;
  /** The name of an address without brackets; null when it has none. */
  readonly nameOf?: (address: string) => string | null | undefined;
  /** The machine's own full name (`ap_get_local_host`). */
  readonly localHost?: string;
  /** Number of a user or group. */
  readonly idOf?: (kind: "user" | "group", name: string) => number | undefined;
}

/** Where the name that a host answers to comes from. */
export type NameSource =
  /** Its ServerName. */
  | "ServerName"
  /** It has a wildcard address and no ServerName: it is called as the main server is. */
  | "main-server"
  /** The name of its first address, looked up backwards. */
  | "address"
  /** The machine's own name. */
  | "machine"
  /** httpd makes one up: no address could be resolved, or its address has no name. */
  | "made-up";

/** A server's name and where it stands; the main server has no section. */
export interface Server {
  /** Undefined: only the machine can tell. */
  readonly name: string | undefined;
  readonly nameFrom: NameSource;
  /** Of `ServerName https://...`, in lower case. */
  readonly scheme: string | undefined;
  /** Of the ServerName, else of the first address (`server_rec.port`); 0 when there is none. */
  readonly port: number;
}

/** One `<VirtualHost>`. */
export interface VirtualHost extends Server {
  readonly node: ConfigNode;
  /** As httpd names the place: a path, or the macro and where it was used. */
  readonly file: string;
  readonly line: number;
  /** Names of ServerAlias without wildcards, in order. */
  readonly aliases: readonly string[];
  readonly wildAliases: readonly string[];
  /** ServerPath, when there is one. */
  readonly path: string | undefined;
}

/** One host in an address's list of names. */
export interface NamedHost {
  /** 0: every port. */
  readonly port: number;
  readonly host: VirtualHost;
}

/** An address and port that hosts were given for (`ipaddr_chain`). */
export interface VirtualHostAddress {
  /** `*`, a number (IPv6 in brackets), or a name that nobody has resolved. */
  readonly address: string;
  /** 0: every port. */
  readonly port: number;
  /** False: where it comes in the list, and whether it is one with others, only the machine can tell. */
  readonly isResolved: boolean;
  /** The host that answers when no name matches: the first one in the configuration. */
  readonly defaultServer: VirtualHost;
  /** Empty when the address has one host: then its names do not matter. */
  readonly names: readonly NamedHost[];
}

/** A kind of lock that modules share, and how it is made. */
export interface Mutex {
  readonly type: string;
  /** Undefined: as `default` says. */
  readonly own: { readonly directory: string; readonly mechanism: string; readonly omitPid: boolean } | undefined;
}

export interface Account {
  readonly name: string;
  /** Undefined: only the machine can tell. */
  readonly id: number | undefined;
}

/** What `-D DUMP_RUN_CFG` shows. Paths are absolute; those that httpd was compiled with are the distribution's. */
export interface RunConfiguration {
  readonly serverRoot: string;
  readonly documentRoot: string;
  /** A path, or a pipe or `syslog` as written. */
  readonly errorLog: string;
  readonly scoreBoardFile: string | undefined;
  /** `default` first. httpd's own order is that of a hash that differs from run to run. */
  readonly mutexes: readonly Mutex[];
  readonly pidFile: string;
  /** In the order of httpd's list, beginning with those that `-S` itself sets. */
  readonly defines: readonly { readonly name: string; readonly value: string | undefined }[];
  /** Undefined without mod_unixd. */
  readonly user: Account | undefined;
  readonly group: Account | undefined;
}

/** What `httpd -S` tells: which host answers where, and how the server is set up. */
export interface VirtualHostMap {
  /** In httpd's order: addresses by their hash, then unresolved names, then wildcards. */
  readonly addresses: readonly VirtualHostAddress[];
  /** All hosts in the order of the configuration, also those that no address leads to. */
  readonly hosts: readonly VirtualHost[];
  readonly mainServer: Server;
  readonly run: RunConfiguration;
  /** What httpd says about hosts while it starts. */
  readonly warnings: readonly Diagnostic[];
}
