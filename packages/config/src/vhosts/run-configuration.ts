import { wordsOf } from "../node.ts";
import { atoi } from "../process/numbers.ts";
import { serverRootRelative } from "../read/paths.ts";
import { stateOf } from "../read/read-config.ts";
import type { ConfigNode, ConfigTree } from "../tree.ts";
import { compiledInPaths } from "./compiled-in-paths.ts";
import type { Account, Machine, RunConfiguration } from "./model.ts";
import { mutexesOf } from "./mutexes.ts";

/** What `-S` defines by itself. */
const ASKING: readonly string[] = ["DUMP_VHOSTS", "DUMP_RUN_CFG"];

/** `core_dump_config` and `unixd_dump_config`: how the main server is set up. */
export function runConfiguration(tree: ConfigTree, machine: Machine): RunConfiguration {
  const { serverRoot } = stateOf(tree);
  const built = compiledInPaths(tree.profile);
  const last = (key: string): ConfigNode | undefined => tree.nodes.findLast((node) => node.key === key);
  const pathOf = (key: string): string | undefined => {
    const path = firstWord(last(key));
    return path === undefined ? undefined : serverRootRelative(serverRoot, path);
  };
  const hasAccounts = tree.modules.some(({ symbol }) => symbol === "unixd_module");
  const account = (kind: "user" | "group"): Account | undefined =>
    hasAccounts ? accountOf(kind, firstWord(last(kind)), machine) : undefined;
  return {
    serverRoot,
    documentRoot: pathOf("documentroot") ?? serverRootRelative(serverRoot, built.documentRoot),
    errorLog: errorLogOf(last("errorlog"), serverRoot, built.errorLog),
    scoreBoardFile: pathOf("scoreboardfile"),
    mutexes: mutexesOf(tree, serverRoot, runtimeDirectoryOf(tree, serverRoot, built.runtimeDirectory)),
    pidFile: pathOf("pidfile") ?? serverRootRelative(serverRoot, built.pidFile),
    defines: definesOf(tree),
    user: account("user"),
    group: account("group"),
  };
}

function firstWord(node: ConfigNode | undefined): string | undefined {
  return node === undefined ? undefined : wordsOf(node)[0];
}

/** A pipe, and what a provider such as syslog is told, are no paths. */
function errorLogOf(node: ConfigNode | undefined, serverRoot: string, compiledIn: string): string {
  const [target = compiledIn, more] = node === undefined ? [] : wordsOf(node);
  const isPath = !target.startsWith("|") && more === undefined && !/^syslog(?::|$)/.test(target);
  return isPath ? serverRootRelative(serverRoot, target) : target;
}

/** `ap_runtime_dir_relative` of nothing: the folder with a slash behind it. */
function runtimeDirectoryOf(tree: ConfigTree, finalRoot: string, compiledIn: string): string {
  let root = tree.profile.serverRoot;
  let directory: string | undefined;
  for (const node of tree.executed) {
    // httpd runs both while reading: a DefaultRuntimeDir is below the ServerRoot of its moment.
    if (node.key === "serverroot") root = serverRootRelative(tree.profile.serverRoot, firstWord(node) ?? "");
    else if (node.key === "defaultruntimedir") directory = serverRootRelative(root, firstWord(node) ?? "");
  }
  const folder = directory ?? serverRootRelative(finalRoot, compiledIn);
  return folder.endsWith("/") ? folder : `${folder}/`;
}

/** `set_define` and `unset_define` keep an array: the last name takes the place of one that is removed. */
function definesOf(tree: ConfigTree): RunConfiguration["defines"] {
  const names: string[] = [...ASKING, ...tree.profile.defines];
  for (const node of tree.executed) {
    const [name] = wordsOf(node);
    if (name === undefined) continue;
    const at = names.indexOf(name);
    if (node.key === "define" && at < 0) names.push(name);
    if (node.key !== "undefine" || at < 0) continue;
    const moved = names.pop();
    if (moved !== undefined && at < names.length) names[at] = moved;
  }
  const values = new Map(tree.defines.map(({ name, value }) => [name, value]));
  return names.map((name) => ({ name, value: values.get(name) }));
}

/** `ap_unixd_config`: `#` stands before a number. */
function accountOf(kind: "user" | "group", name: string | undefined, machine: Machine): Account {
  // (uid_t)-1, what mod_unixd begins with.
  if (name === undefined) return { name: "#-1", id: 4294967295 };
  return { name, id: name.startsWith("#") ? atoi(name.slice(1)) : machine.idOf?.(kind, name) };
}
