import type { CommandInfo, ModuleInfo } from "@httpd-lint/directives";

/** Directives that httpd's manual describes on another page than that of the module that brings them. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  asyncrequestworkerfactor: "event",
  davlockdiscovery: "mod_dav_fs",
  maxspareservers: "prefork",
  minspareservers: "prefork",
  scoreboardfile: "mpm_common",
  threadstacksize: "mpm_common",
};

/** Where httpd's manual describes a directive; undefined for modules of others and of systems that are rare. */
export function manualUrl({ key }: Pick<CommandInfo, "key">, module: ModuleInfo): string | undefined {
  const name = key.replace("<", "");
  const page = ELSEWHERE[name] ?? pageOf(module);
  return page === undefined ? undefined : `https://httpd.apache.org/docs/2.4/mod/${page}.html#${name}`;
}

function pageOf({ source, thirdParty, mpm }: ModuleInfo): string | undefined {
  if (thirdParty || /^(?:mod_(?:netware|win32)|mpm_\w+|mpmt_\w+)\.c$/.test(source)) return undefined;
  if (mpm) return "mpm_common";
  if (source === "util_ldap.c") return "mod_ldap";
  return source.startsWith("mod_") ? source.replace(/\.c$/, "") : "core";
}
