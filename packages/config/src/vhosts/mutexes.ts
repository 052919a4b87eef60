import { wordsOf } from "../node.ts";
import { serverRootRelative } from "../read/paths.ts";
import type { ConfigNode, ConfigTree } from "../tree.ts";
import type { Mutex } from "./model.ts";

/** The mutex types that modules register before the configuration is walked (`ap_mutex_register`). */
const REGISTERED: ReadonlyMap<string, readonly string[]> = new Map([
  ["auth_digest_module", ["authdigest-client"]],
  ["authn_socache_module", ["authn-socache"]],
  ["cache_socache_module", ["cache-socache"]],
  ["ldap_module", ["ldap-cache"]],
  ["lua_module", ["lua-ivm-shm"]],
  ["mpm_prefork_module", ["mpm-accept"]],
  ["mpm_worker_module", ["mpm-accept"]],
  ["proxy_module", ["proxy"]],
  ["proxy_balancer_module", ["proxy-balancer-shm"]],
  ["rewrite_module", ["rewrite-map"]],
  ["ssl_module", ["ssl-cache", "ssl-stapling", "ssl-stapling-refresh"]],
  ["watchdog_module", ["watchdog-callback"]],
]);

/** Other words for a mechanism; the rest is called what it is written as. */
const MECHANISMS: ReadonlyMap<string, string> = new Map([
  ["yes", "default"],
  // What `ap_parse_mutex` prefers of what APR has on Unix.
  ["file", "fcntl"],
  ["sem", "posixsem"],
]);

type Settings = NonNullable<Mutex["own"]>;

/**
 * `ap_dump_mutexes` after all Mutex directives (`ap_set_mutex`).
 *
 * @param runtimeDirectory where `default` keeps its files when nothing else is said
 */
export function mutexesOf(tree: ConfigTree, serverRoot: string, runtimeDirectory: string): readonly Mutex[] {
  const types = new Set(["default", ...tree.modules.flatMap(({ symbol }) => REGISTERED.get(symbol) ?? [])]);
  const settings = new Map<string, Settings>([
    ["default", { directory: runtimeDirectory, mechanism: "default", omitPid: false }],
  ]);
  for (const node of tree.nodes) {
    if (node.key !== "mutex" || node.isSection) continue;
    const { named, directory, mechanism, omitPid } = readMutex(node, serverRoot);
    for (const type of named) {
      // A line without a directory leaves the one of an earlier line.
      settings.set(type, { directory: directory ?? settings.get(type)?.directory ?? "", mechanism, omitPid });
    }
  }
  return [...types].map((type) => ({ type, own: settings.get(type) }));
}

function readMutex(
  node: ConfigNode,
  serverRoot: string,
): Omit<Settings, "directory"> & { readonly named: readonly string[]; readonly directory: string | undefined } {
  const [first = "", ...rest] = wordsOf(node);
  const colon = first.indexOf(":");
  const word = (colon < 0 ? first : first.slice(0, colon)).toLowerCase();
  const file = colon < 0 ? "" : first.slice(colon + 1);
  const omitPid = rest.at(-1)?.toLowerCase() === "omitpid";
  const named = omitPid ? rest.slice(0, -1) : rest;
  return {
    named: named.length === 0 ? ["default"] : named,
    directory: file === "" ? undefined : serverRootRelative(serverRoot, file),
    mechanism: MECHANISMS.get(word) ?? word,
    omitPid,
  };
}
