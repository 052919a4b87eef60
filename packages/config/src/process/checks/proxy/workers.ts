import type { Server } from "../../place.ts";
import type { Call } from "../../types.ts";

/** Workers and balancers of one server by name, as directives defined them (`proxy_server_conf`). */
interface Defined {
  readonly workers: Set<string>;
  readonly balancers: Set<string>;
}

function definedByServer(): Map<Server, Defined> {
  return new Map();
}

/** What the server that the directive belongs to has; virtual hosts inherit only when all was read. */
export function definedWorkers({ walk, place: { server } }: Call): Defined {
  const servers = walk.memory(definedByServer);
  const defined = servers.get(server) ?? { workers: new Set(), balancers: new Set() };
  servers.set(server, defined);
  return defined;
}

/** `ap_proxy_valid_balancer_name`: the scheme counts in any case. */
export function isBalancerUrl(url: string): boolean {
  return /^balancer:\/\/./i.test(url);
}

/** `de_socketfy`: `unix:path|url` is the URL; undefined when there is none behind the bar. */
export function withoutSocket(url: string): string | undefined {
  const bar = url.indexOf("|");
  if (!/^unix:/i.test(url) || bar < 0) return url;
  const rest = url.slice(bar + 1);
  return rest === "" ? undefined : /^\w+:$/.test(rest) ? `${rest}//localhost` : rest;
}

/** What `ap_proxy_define_worker` has against an address. */
export function workerUrlFault(url: string, isPattern: boolean): string | undefined {
  const plain = withoutSocket(url);
  if (plain === undefined) return `'${url}' has no URL behind the socket`;
  // What a pattern will put there is not known yet.
  const tried = isPattern ? plain.replace(/\$\d.*$/s, "") || plain : plain;
  if (/^balancer:/i.test(plain) && !isBalancerUrl(plain)) return `'${url}' is no name of a balancer: balancer://name`;
  const authority = AUTHORITY.exec(tried)?.[1];
  const host = authority?.slice(authority.lastIndexOf("@") + 1);
  if (host !== undefined && !HOST_AND_PORT.test(host)) return `'${url}' is no URL`;
  if (isPattern && host !== undefined) return undefined;
  return host && !host.startsWith(":") ? undefined : `'${url}' must be a whole URL, with scheme and host`;
}

/** What stands between the slashes behind the scheme and the path, as `apr_uri_parse` takes a URL apart. */
const AUTHORITY = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i;

/** Between the host's first colon and the end is nothing, or what strtol reads; behind brackets anything may follow. */
const HOST_AND_PORT = /^(?:\[[^\]]*\](?!:).*|(?:\[[^\]]*\]|(?!\[)[^:]*)(?::(?:[\t-\r ]*[+-]?\d+)?)?)$/s;

/** Remembers a worker or balancer for ProxySet. */
export function define(call: Call, url: string): void {
  const { workers, balancers } = definedWorkers(call);
  if (isBalancerUrl(url)) balancers.add(balancerName(url));
  else workers.add(workerName(url));
}

/** Scheme and name of the balancer, without a path. */
export function balancerName(url: string): string {
  return url.toLowerCase().replace(/^(balancer:\/\/[^/]*).*$/s, "$1");
}

export function workerName(url: string): string {
  return (withoutSocket(url) ?? url)
    .replace(/^([a-z][\w+.-]*:\/\/[^/]*)/i, (host) => host.toLowerCase())
    .replace(/\/$/, "");
}
