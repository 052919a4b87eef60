import { addressText, bucketOf, type InternetAddress, isSameAddress } from "./internet-address.ts";
import type { HostAddress, HostRecord } from "./servers.ts";

const BUCKETS = 256;

/** An address, its port and the hosts that were given it (`ipaddr_chain`), first in the configuration first. */
export interface AddressChain {
  readonly address: InternetAddress | string;
  readonly port: number;
  readonly hosts: { readonly port: number; readonly host: HostRecord }[];
}

/** `*`, a number, or a name nobody resolved. */
export function chainAddressText({ address }: AddressChain): string {
  if (typeof address === "string") return address;
  return address.isAny ? "*" : addressText(address);
}

/**
 * `ap_fini_vhost_config`: which hosts share an address and port. The order is that of `dump_vhost_config`: bucket by
 * bucket, then wildcards; names that nobody resolved are put between, where httpd has none.
 */
export function addressChains(hosts: readonly HostRecord[]): readonly AddressChain[] {
  const buckets = Array.from({ length: BUCKETS }, (): AddressChain[] => []);
  const wildcards: AddressChain[] = [];
  const unresolved: AddressChain[] = [];
  // httpd goes from the last host to the first and puts each in front of what it has.
  for (const host of hosts.toReversed()) {
    let previous: HostAddress | undefined;
    for (const given of host.addresses) {
      const { address } = given;
      if (typeof address === "string") add(unresolved, host, given);
      else if (!address.isAny) add(buckets[bucketOf(address)] ?? [], host, given);
      // `*` may stand for IPv4 and IPv6: the second of a pair is no second name.
      else if (!isSameWildcard(previous, given) || chainFor(wildcards, given) === undefined)
        add(wildcards, host, given);
      previous = given;
    }
  }
  return [...buckets.flat(), ...unresolved, ...wildcards];
}

function isSameWildcard(previous: HostAddress | undefined, given: HostAddress): boolean {
  if (previous === undefined || typeof previous.address === "string") return false;
  return previous.address.isAny && previous.port === given.port;
}

/** `*:80` and `*:*` are two addresses with a host each, not one with two names. */
function chainFor(chains: readonly AddressChain[], { address, port }: HostAddress): AddressChain | undefined {
  return chains.find((chain) => chain.port === port && isSame(chain.address, address));
}

function isSame(one: AddressChain["address"], other: AddressChain["address"]): boolean {
  if (typeof one === "string" || typeof other === "string") return one === other;
  return (one.isAny && other.isAny) || isSameAddress(one, other);
}

/** `add_name_vhost_config` */
function add(chains: AddressChain[], host: HostRecord, given: HostAddress): void {
  let chain = chainFor(chains, given);
  if (chain === undefined) {
    chain = { ...given, hosts: [] };
    chains.unshift(chain);
  }
  chain.hosts.unshift({ port: given.port, host });
}
