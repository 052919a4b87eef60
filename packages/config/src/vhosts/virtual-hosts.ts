import type { Diagnostic } from "@httpd-lint/diagnostics";
import { locationOf } from "../node.ts";
import { escapeMessage } from "../read/error-text.ts";
import type { ConfigNode, ConfigTree } from "../tree.ts";
import { addressChains, chainAddressText } from "./address-chains.ts";
import { addressText } from "./internet-address.ts";
import type { Machine, NameSource, Server, VirtualHost, VirtualHostAddress, VirtualHostMap } from "./model.ts";
import { runConfiguration } from "./run-configuration.ts";
import { type HostRecord, type Servers, serversOf } from "./servers.ts";

interface NamedServer {
  readonly name: string | undefined;
  readonly nameFrom: NameSource;
}

/**
 * Which host answers at which address and by which name, and how the server is set up: what `httpd -S` prints
 * (`ap_fini_vhost_config`, `core_dump_config`).
 *
 * @param tree best without errors: httpd prints nothing when it refuses a configuration
 * @param machine what the machine knows of names and users; what is not told stays undecided
 */
export function virtualHosts(tree: ConfigTree, machine: Machine = {}): VirtualHostMap {
  const servers = serversOf(tree, machine);
  const warnings = servers.remarks.map(({ id, message, node }) => warning(id, message, node));
  const warn: Warn = (id, message) => {
    warnings.push(warning(id, message, undefined));
  };
  const main = mainServerOf(servers, machine, warn);
  const hosts = new Map<HostRecord, VirtualHost>();
  // httpd names its hosts from the last to the first.
  for (const record of servers.hosts.toReversed()) {
    const named = nameOfHost(record, main, machine);
    hosts.set(record, virtualHostOf(record, named));
    if (named.name !== "bogus_host_without_reverse_dns" || named.nameFrom !== "made-up") continue;
    const where = firstAddressText(record);
    warn("AH00549", `Failed to resolve server name for ${where} (check DNS) -- or specify an explicit ServerName`);
  }
  return {
    addresses: addressesOf(servers.hosts, hosts),
    hosts: [...hosts.values()].reverse(),
    mainServer: main,
    run: runConfiguration(tree, machine),
    warnings,
  };
}

type Warn = (id: string, message: string) => void;

function warning(id: string, message: string, node: ConfigNode | undefined): Diagnostic {
  return {
    code: "httpd/virtual-host",
    severity: "warning",
    source: "httpd",
    message: `${id}: ${escapeMessage(message)}`,
    ...(node === undefined ? {} : { location: locationOf(node) }),
  };
}

/** A main server without ServerName is called as the machine is (`ap_get_local_host`). */
function mainServerOf({ main }: Servers, { localHost }: Machine, warn: Warn): Server {
  const { name, scheme, port } = main;
  if (name !== undefined) return { name, nameFrom: "ServerName", scheme, port };
  const advice = "Set the 'ServerName' directive globally to suppress this message";
  const using = localHost === undefined ? "" : `, using ${localHost}`;
  warn("AH00558", `Could not reliably determine the server's fully qualified domain name${using}. ${advice}`);
  return { name: localHost, nameFrom: "machine", scheme, port };
}

/** The end of `ap_fini_vhost_config`'s loop: a name for a host without ServerName. */
function nameOfHost(host: HostRecord, main: Server, { nameOf }: Machine): NamedServer {
  if (host.name !== undefined) return { name: host.name, nameFrom: "ServerName" };
  if (host.addresses.some(({ address }) => typeof address !== "string" && address.isAny)) {
    return { name: main.name, nameFrom: "main-server" };
  }
  const first = host.addresses[0];
  if (first === undefined) return { name: "bogus_host_without_forward_dns", nameFrom: "made-up" };
  const found = typeof first.address === "string" ? undefined : nameOf?.(unbracketed(addressText(first.address)));
  if (found === null) return { name: "bogus_host_without_reverse_dns", nameFrom: "made-up" };
  return { name: found, nameFrom: "address" };
}

function firstAddressText({ addresses }: HostRecord): string {
  const address = addresses[0]?.address;
  return address === undefined || typeof address === "string" ? "" : unbracketed(addressText(address));
}

function unbracketed(text: string): string {
  return text.replace(/^\[|\]$/g, "");
}

function virtualHostOf(record: HostRecord, { name, nameFrom }: NamedServer): VirtualHost {
  const { node, file, line, scheme, port, aliases, wildAliases, path } = record;
  return { name, nameFrom, scheme, port, node, file, line, aliases, wildAliases, path };
}

function addressesOf(
  records: readonly HostRecord[],
  hosts: ReadonlyMap<HostRecord, VirtualHost>,
): readonly VirtualHostAddress[] {
  return addressChains(records).flatMap((chain) => {
    const names = chain.hosts.flatMap(({ port, host }) => {
      const known = hosts.get(host);
      return known === undefined ? [] : [{ port, host: known }];
    });
    const defaultServer = names[0]?.host;
    if (defaultServer === undefined) return [];
    const { port } = chain;
    const isResolved = typeof chain.address !== "string";
    const address = chainAddressText(chain);
    return [{ address, port, isResolved, defaultServer, names: names.length === 1 ? [] : names }];
  });
}
