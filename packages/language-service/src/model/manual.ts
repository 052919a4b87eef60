import type { CommandInfo, ModuleInfo } from "@httpd-lint/directives";

/** Directives that httpd's manual describes on another page than that of the module that brings them. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  asyncrequestworkerfactor: "event",
  coredumpdirectory: "mpm_common",
  davlockdiscovery: "mod_dav_fs",
  maxconnectionsperchild: "mpm_common",
  maxmemfree: "mpm_common",
  maxspareservers: "prefork",
  minspareservers: "prefork",
  pidfile: "mpm_common",
  scoreboardfile: "mpm_common",
  scriptlog: "mod_cgi",
  scriptlogbuffer: "mod_cgi",
  scriptloglength: "mod_cgi",
  threadstacksize: "mpm_common",
};

/** Where httpd's manual describes a directive; undefined for modules of others and of systems that are rare. */
export function manualUrl({ key, since }: CommandInfo, module: ModuleInfo): string | undefined {
  const name = key.replace("<", "");
  const own = pageOf(module);
  if (own === undefined || (module.mpm && since === "2.5")) return undefined;
  const page = Object.hasOwn(ELSEWHERE, name) ? ELSEWHERE[name] : own;
  const version = since === "2.5" || module.since === "2.5" ? "trunk" : "2.4";
  return `https://httpd.apache.org/docs/${version}/mod/${page}.html#${name}`;
}

function pageOf({ source, thirdParty, mpm }: ModuleInfo): string | undefined {
  if (thirdParty || /^(?:mod_(?:netware|win32)|mpm_\w+|mpmt_\w+)\.c$/.test(source)) return undefined;
  if (mpm) return "mpm_common";
  if (source === "util_ldap.c") return "mod_ldap";
  return source.startsWith("mod_") ? source.replace(/\.c$/, "") : "core";
}
