/** Directives that httpd 2.4 still takes for the sake of old configurations, by key, with what is written today. */
const OLD_NAMES: Readonly<Record<string, string>> = {
  allow: "Require",
  defaulttype: "AddType or ForceType",
  deny: "Require",
  maxclients: "MaxRequestWorkers",
  maxrequestsperchild: "MaxConnectionsPerChild",
  namevirtualhost: "VirtualHost alone",
  order: "Require",
  satisfy: "RequireAll or RequireAny",
  sslcertificatechainfile: "SSLCertificateFile with the whole chain",
};

/** What is written today instead of an outdated directive. */
export function replacementOf(key: string): string | undefined {
  return Object.hasOwn(OLD_NAMES, key) ? OLD_NAMES[key] : undefined;
}

const LENGTHS: ReadonlySet<number> = new Set(Object.keys(OLD_NAMES).map(({ length }) => length));

/** False for most names, without a look at them. */
export function mayBeOld(length: number): boolean {
  return LENGTHS.has(length);
}

/** Those that only have another name today. */
const RENAMED: ReadonlySet<string> = new Set(["maxclients", "maxrequestsperchild"]);

/** Today's name of a directive that means the same. */
export function renamedTo(key: string): string | undefined {
  return RENAMED.has(key) ? replacementOf(key) : undefined;
}
