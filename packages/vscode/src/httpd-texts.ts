/*
 * What tells a httpd configuration from that of another program. ProFTPD, lighttpd and nginx have files of the same
 * names, and ProFTPD even sections of the same names.
 */

/** Lines that only httpd's configurations have. */
const TRACES: readonly RegExp[] = [
  /^\s*<VirtualHost\s+\S+:(?:\d+|\*)(?:\s.*)?>/i,
  /^\s*<(?:Location|Files|Directory|Proxy)(?:Match)?\s[^>]*>/i,
  /^\s*<If(?:Module|Define|Version)\s[^>]*>/i,
  /^\s*<Require(?:All|Any|None)>/i,
  /^\s*LoadModule\s+\w+_module\s/i,
  /^\s*(?:DocumentRoot|ServerAlias|DirectoryIndex|ErrorDocument|AddType|SetHandler|CustomLog)\s+\S/i,
  /^\s*(?:RewriteEngine|SSLEngine|ProxyPreserveHost|Session)\s+(?:On|Off)\s*$/i,
  /^\s*Rewrite(?:Rule|Cond)\s+\S+\s+\S/i,
  /^\s*ProxyPass(?:Reverse|Match)?\s+\S/i,
  /^\s*(?:Header|RequestHeader)\s+(?:(?:always|onsuccess)\s+)?(?:set|unset|append|merge|add|edit\*?)\s+\S/i,
  /^\s*Require\s+(?:all\s+(?:granted|denied)|valid-user|ip\s|host\s|expr\s|user\s|group\s)/i,
  /^\s*Session(?:Cookie|Crypto|DBD)\w+\s+\S/i,
];

/** Lines that httpd's never have. */
const OTHERS: readonly RegExp[] = [
  /^\s*<(?:Anonymous|Global)[\s>]/i,
  /^\s*LoadModule\s+mod_\w+\.c\s*$/i,
  /^\s*(?:server|location|upstream|http|events)\b[^<>]*\{\s*$/,
  /^\s*\[[\w.-]+\]\s*$/,
];

/** Two different traces, and none of another program. */
export function looksLikeHttpd(lines: readonly string[]): boolean {
  const found = new Set<RegExp>();
  for (const line of lines) {
    if (OTHERS.some((other) => other.test(line))) return false;
    for (const trace of TRACES) if (trace.test(line)) found.add(trace);
  }
  return found.size > 1;
}
