/** An address as the kernel has it: 4 or 16 bytes. IPv4 inside IPv6 (`::ffff:1.2.3.4`) is kept as the IPv4 it is. */
export interface InternetAddress {
  readonly bytes: readonly number[];
  /** `0.0.0.0` or `::`: httpd keeps these apart from all others. */
  readonly isAny: boolean;
}

export const anyAddress: InternetAddress = { bytes: [0, 0, 0, 0], isAny: true };

/** A numeric address as `getaddrinfo` reads it without asking anybody; undefined for a name. */
export function numericAddress(text: string): InternetAddress | undefined {
  const bytes = text.includes(":") ? ipv6Bytes(text) : ipv4Bytes(text);
  if (bytes === undefined) return undefined;
  if (bytes.length === 4) return { bytes, isAny: bytes.every((byte) => byte === 0) };
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  if (mapped) return { bytes: bytes.slice(12), isAny: false };
  return { bytes, isAny: bytes.every((byte) => byte === 0) };
}

/** `inet_aton`: one to four numbers, decimal, octal or hexadecimal; the last one fills what is left. */
function ipv4Bytes(text: string): number[] | undefined {
  const parts = text.split(".");
  if (parts.length > 4 || !parts.every((part) => /^(?:0x[\da-f]+|0[0-7]*|[1-9]\d*)$/i.test(part))) return undefined;
  const numbers = parts.map((part) => (/^0[0-7]/.test(part) ? Number.parseInt(part, 8) : Number(part)));
  const last = numbers.pop() ?? 0;
  const left = 4 - numbers.length;
  if (numbers.some((number) => number > 255) || last >= 256 ** left) return undefined;
  const rest = Array.from({ length: left }, (_, at) => Math.floor(last / 256 ** (left - 1 - at)) % 256);
  return [...numbers, ...rest];
}

/** `inet_pton(AF_INET6)` */
function ipv6Bytes(text: string): number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [left, right] = halves.map(groupBytes);
  if (left === undefined) return undefined;
  if (halves.length === 1) return left.length === 16 ? left : undefined;
  if (right === undefined || left.length + right.length > 14) return undefined;
  return [...left, ...new Array<number>(16 - left.length - right.length).fill(0), ...right];
}

function groupBytes(half: string): number[] | undefined {
  if (half === "") return [];
  const bytes: number[] = [];
  const groups = half.split(":");
  for (const [at, group] of groups.entries()) {
    const isLast = at === groups.length - 1;
    if (isLast && /^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/.test(group)) {
      const embedded = group.split(".").map(Number);
      if (embedded.some((byte) => byte > 255)) return undefined;
      bytes.push(...embedded);
    } else if (/^[\da-f]{1,4}$/i.test(group)) {
      const number = Number.parseInt(group, 16);
      bytes.push(number >> 8, number & 0xff);
    } else {
      return undefined;
    }
  }
  return bytes;
}

export function isSameAddress(one: InternetAddress, other: InternetAddress): boolean {
  return one.bytes.length === other.bytes.length && one.bytes.every((byte, at) => byte === other.bytes[at]);
}

/**
 * `hash_addr`: which of the 256 buckets an address is in. The last four bytes are folded into one, so that a network
 * of many hosts spreads evenly; the order of the buckets is the order of httpd's list.
 */
export function bucketOf({ bytes }: InternetAddress): number {
  return bytes.slice(-4).reduce((bucket, byte) => bucket ^ byte, 0);
}

/** As httpd prints an address (`%pI`): IPv6 in brackets. */
export function addressText({ bytes }: InternetAddress): string {
  return bytes.length === 4 ? bytes.join(".") : `[${ipv6Text(bytes)}]`;
}

/** `inet_ntop(AF_INET6)`: the first of the longest runs of zeros becomes `::`. */
function ipv6Text(bytes: readonly number[]): string {
  const words = Array.from({ length: 8 }, (_, at) => (bytes[2 * at] ?? 0) * 256 + (bytes[2 * at + 1] ?? 0));
  let start = -1;
  let longest = 1;
  for (let at = 0; at < 8; at++) {
    let end = at;
    while (end < 8 && words[end] === 0) end++;
    if (end - at > longest) {
      start = at;
      longest = end - at;
    }
  }
  // An IPv4 address behind nothing but zeros is shown as one.
  if (start === 0 && longest === 6) return `::${bytes.slice(12).join(".")}`;
  const hex = (some: readonly number[]): string => some.map((word) => word.toString(16)).join(":");
  return start < 0 ? hex(words) : `${hex(words.slice(0, start))}::${hex(words.slice(start + longest))}`;
}
