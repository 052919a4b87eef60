import { lineNumberOf, wordsOf } from "../node.ts";
import { parseAddressPort } from "../process/addresses.ts";
import { atoi } from "../process/numbers.ts";
import { labelOf } from "../read/state.ts";
import type { ConfigNode, ConfigTree } from "../tree.ts";
import { addressText, anyAddress, type InternetAddress, numericAddress } from "./internet-address.ts";
import type { Machine } from "./model.ts";

/** One address of a host (`server_addr_rec`). */
export interface HostAddress {
  /** The name itself when nobody can say what its addresses are. */
  readonly address: InternetAddress | string;
  /** 0: every port. */
  readonly port: number;
}

/** A server while the configuration is walked (`server_rec`). */
export interface ServerRecord {
  name: string | undefined;
  scheme: string | undefined;
  port: number;
}

export interface HostRecord extends ServerRecord {
  readonly node: ConfigNode;
  readonly file: string;
  readonly line: number;
  readonly addresses: readonly HostAddress[];
  readonly aliases: string[];
  readonly wildAliases: string[];
  path: string | undefined;
}

/** Something httpd logs while it walks. */
export interface Remark {
  readonly id: string;
  readonly message: string;
  readonly node: ConfigNode;
}

export interface Servers {
  readonly main: ServerRecord;
  /** In the order of the configuration. */
  readonly hosts: readonly HostRecord[];
  readonly remarks: readonly Remark[];
}

/** The servers of a configuration, made in the order of `ap_process_config_tree`. */
export function serversOf(tree: ConfigTree, machine: Machine): Servers {
  const main: ServerRecord = { name: undefined, scheme: undefined, port: 0 };
  const hosts: HostRecord[] = [];
  const remarks: Remark[] = [];
  for (const node of tree.nodes) {
    if (node.isSection && node.key === "virtualhost") hosts.push(hostOf(node, main.port, machine, remarks));
    else if (node.key === "servername") setServerName(main, node);
    else if (node.key === "namevirtualhost") remarkNameVirtualHost(node, remarks);
  }
  return { main, hosts, remarks };
}

/**
 * `virtualhost_section`
 *
 * @param mainPort that of the main server at this moment: a ServerName further down comes too late
 */
function hostOf(node: ConfigNode, mainPort: number, machine: Machine, remarks: Remark[]): HostRecord {
  const addresses: HostAddress[] = [];
  for (const word of wordsOf(node)) {
    const found = addressesOfWord(word, mainPort, machine);
    if ("ignored" in found) remarks.push({ ...found.ignored, node });
    else addresses.push(...found);
  }
  const host: HostRecord = {
    node,
    file: labelOf(node),
    line: lineNumberOf(node),
    name: undefined,
    scheme: undefined,
    port: addresses[0]?.port || mainPort,
    addresses,
    aliases: [],
    wildAliases: [],
    path: undefined,
  };
  for (const child of node.children) {
    if (child.key === "servername") setServerName(host, child);
    else if (child.key === "serveralias") addAliases(host, child);
    else if (child.key === "serverpath") host.path = wordsOf(child)[0];
    else if (child.key === "namevirtualhost") remarkNameVirtualHost(child, remarks);
  }
  return host;
}

/** `ap_set_name_virtual_host` warns of the first one only. */
function remarkNameVirtualHost(node: ConfigNode, remarks: Remark[]): void {
  if (remarks.some(({ id }) => id === "AH00548")) return;
  const place = `${labelOf(node)}:${lineNumberOf(node)}`;
  const message = `NameVirtualHost has no effect and will be removed in the next release ${place}`;
  remarks.push({ id: "AH00548", message, node });
}

/** An address that httpd goes on without, and what it says of it. */
interface Ignored {
  readonly ignored: Omit<Remark, "node">;
}

/** `get_addresses`: the addresses of one word. */
function addressesOfWord(word: string, mainPort: number, machine: Machine): readonly HostAddress[] | Ignored {
  // APR does not know `:*`, so it is taken off before.
  const everyPort = word === "*" || word.endsWith(":*");
  const parsed = parseAddressPort(word.endsWith(":*") ? word.slice(0, -2) : word);
  if (parsed?.host === undefined) return [];
  const { host, scopeId } = parsed;
  const port = parsed.port === 0 && !everyPort ? mainPort : parsed.port;
  if (host === "*" || host.toLowerCase() === "_default_") return [{ address: anyAddress, port }];
  const numeric = numericAddress(host);
  if (numeric !== undefined)
    return scopeId === undefined ? [{ address: numeric, port }] : scoped(numeric, scopeId, port);
  // No name server is asked for what cannot be a name.
  const told = host.includes(":") ? [] : machine.addressesOf?.(host);
  if (told === undefined) return [{ address: host.toLowerCase(), port }];
  const found = told.flatMap((text) => numericAddress(text) ?? []);
  if (found.length > 0) return found.map((address) => ({ address, port }));
  return { ignored: { id: "AH00547", message: `Could not resolve host name ${host} -- ignoring!` } };
}

/** `apr_sockaddr_zone_set`: only link-local addresses belong to an interface, and the machine knows which it has. */
function scoped(address: InternetAddress, scopeId: string, port: number): readonly HostAddress[] | Ignored {
  const { bytes } = address;
  const text = addressText(address);
  if (bytes.length === 16 && bytes[0] === 0xfe && ((bytes[1] ?? 0) & 0xc0) === 0x80) {
    return [{ address: text.replace("]", `%${scopeId}]`), port }];
  }
  const message = `Could not set scope ID ${scopeId} for ${text}:${port} -- ignoring!`;
  return { ignored: { id: "AH10103", message } };
}

/** `server_hostname_port`: each ServerName replaces name, port and scheme of the one before. */
function setServerName(server: ServerRecord, node: ConfigNode): void {
  const [word = ""] = wordsOf(node);
  const behindScheme = word.indexOf("://");
  if (behindScheme >= 0) server.scheme = word.slice(0, behindScheme).toLowerCase();
  const rest = behindScheme < 0 ? word : word.slice(behindScheme + 3);
  const colon = rest.indexOf(":");
  server.name = colon < 0 ? rest : rest.slice(0, colon);
  server.port = colon < 0 ? 0 : atoi(rest.slice(colon + 1));
}

/** `set_server_alias`: a name with `*` or `?` is compared with `ap_strcasecmp_match`. */
function addAliases(host: HostRecord, node: ConfigNode): void {
  for (const name of wordsOf(node)) (/[*?]/.test(name) ? host.wildAliases : host.aliases).push(name);
}
