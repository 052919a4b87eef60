import { atoi } from "./numbers.ts";

/** What `apr_parse_addr_port` makes of a text. */
export interface AddressAndPort {
  /** Without brackets; undefined when the text is a port alone. */
  readonly host: string | undefined;
  readonly scopeId: string | undefined;
  /** 0 when there is none. */
  readonly port: number;
}

const MAX_PORT = 65535;

/**
 * `[address][:port]` as `apr_parse_addr_port` takes it apart; undefined for what it refuses. Digits alone are a port,
 * an IPv6 address needs brackets to be followed by one, and what stands behind a colon is a port only when it is all
 * digits.
 */
export function parseAddressPort(text: string): AddressAndPort | undefined {
  const digits = /\d*$/.exec(text)?.[0] ?? "";
  const before = text.length - digits.length;
  if (before === 0) {
    const port = atoi(text);
    return port < 1 || port > MAX_PORT ? undefined : { host: undefined, scopeId: undefined, port };
  }
  let port = 0;
  let host = text;
  if (text[before - 1] === ":" && digits !== "") {
    if (before === 1) return undefined;
    port = atoi(digits);
    if (port < 1 || port > MAX_PORT) return undefined;
    host = text.slice(0, before - 1);
  }
  if (!host.startsWith("[")) return { host, scopeId: undefined, port };
  return bracketed(host, port);
}

function bracketed(host: string, port: number): AddressAndPort | undefined {
  if (host.indexOf("]") !== host.length - 1) return undefined;
  const inner = host.slice(1, -1);
  const percent = inner.indexOf("%");
  if (percent === inner.length - 1 && percent >= 0) return undefined;
  const address = percent < 0 ? inner : inner.slice(0, percent);
  if (!isIpv6(address)) return undefined;
  return { host: address, scopeId: percent < 0 ? undefined : inner.slice(percent + 1), port };
}

const OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);

/** `inet_pton(AF_INET)`: four decimal numbers without leading zeros. */
export function isIpv4(text: string): boolean {
  return IPV4.test(text);
}

/** `inet_pton(AF_INET6)` */
export function isIpv6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2 || text === "") return false;
  const [left = "", right] = halves;
  const groups = [...groupsOf(left), ...(right === undefined ? [] : groupsOf(right))];
  const last = groups.at(-1);
  const embedded = last?.includes(".") ? 1 : 0;
  if (embedded === 1 && (last === undefined || !isIpv4(last) || (right === "" && halves.length === 2))) return false;
  if (
    !groups
      .slice(0, groups.length - embedded)
      .every((group) => /^[\da-f]+$/i.test(group) && Number.parseInt(group, 16) <= 0xffff)
  )
    return false;
  const count = groups.length + embedded;
  return right === undefined ? count === 8 : count <= 7;
}

function groupsOf(half: string): string[] {
  return half === "" ? [] : half.split(":");
}

/** Numbers and dots that `inet_aton` takes for an address: no name server is asked about them. */
export function isNumericHost(host: string): boolean {
  if (isIpv6(host)) return true;
  const parts = host.split(".");
  if (parts.length > 4 || !parts.every((part) => /^(?:0x[\da-f]+|\d+)$/i.test(part))) return false;
  return parts.every((part, at) => Number(part) < (at === parts.length - 1 ? 256 ** (5 - parts.length) : 256));
}
