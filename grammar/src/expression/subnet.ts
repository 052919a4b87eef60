/*
 * Addresses as `apr_ipsubnet_create` takes them. Decided while httpd starts: text that is no subnet ends the start.
 */

/** 0 to 255. */
const BYTE = "0*(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
/** Four numbers (`inet_pton`, which APR brings itself: leading zeros pass). */
const IPV4: RegExp = new RegExp(`^${BYTE}(?:\\.${BYTE}){3}$`);
/** One to four numbers; one dot may follow, as in `10.1.`. */
const PARTIAL_IPV4: RegExp = new RegExp(`^${BYTE}(?:\\.${BYTE}){0,3}\\.?$`);

/** True when httpd takes the text as the argument of `-R` or `-ipmatch`. */
export function isSubnet(text: string): boolean {
  const slash = text.indexOf("/");
  const address = slash < 0 ? text : text.slice(0, slash);
  const mask = slash < 0 ? undefined : text.slice(slash + 1);
  if (address.includes(":")) return isIpv6(address) && (mask === undefined || isBitCount(mask, 128));
  if (mask === undefined) return PARTIAL_IPV4.test(address);
  return IPV4.test(address) && (isBitCount(mask, 32) || IPV4.test(mask));
}

/** Read by `apr_strtoi64`: blanks and a sign may precede; zero is refused. */
function isBitCount(text: string, most: number): boolean {
  if (!/^[ \t\n\v\f\r]*\+?\d+$/.test(text)) return false;
  const bits = Number.parseInt(text.trim(), 10);
  return bits > 0 && bits <= most;
}

/** `inet_pton` as APR brings it: `::` may stand for nothing, and a lone colon may end the address. */
function isIpv6(text: string): boolean {
  if (text.startsWith(":") && !text.startsWith("::")) return false;
  const pieces = (text.startsWith("::") ? text.slice(1) : text).split(":");
  const groups: number[] = [];
  let gap: number | undefined;
  for (const [at, piece] of pieces.entries()) {
    const isLast = at === pieces.length - 1;
    if (piece === "") {
      if (isLast) break;
      if (gap !== undefined) return false;
      gap = groups.length;
    } else if (isLast && piece.includes(".")) {
      if (!IPV4.test(piece)) return false;
      const [a = 0, b = 0, c = 0, d = 0] = piece.split(".").map(Number);
      groups.push(a * 256 + b, c * 256 + d);
    } else if (/^[0-9a-f]+$/i.test(piece) && Number.parseInt(piece, 16) <= 0xffff) {
      groups.push(Number.parseInt(piece, 16));
    } else return false;
  }
  if (groups.length > 8 || (gap === undefined && groups.length < 8)) return false;
  const zeros = new Array<number>(8 - groups.length).fill(0);
  return !isMappedIpv4(gap === undefined ? groups : groups.toSpliced(gap, 0, ...zeros));
}

/** An IPv4 address in IPv6 clothes is refused. */
function isMappedIpv4(groups: readonly number[]): boolean {
  return groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
}
