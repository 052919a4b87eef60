import type { ConfigTree } from "@httpd-lint/config";
import type { Analysis } from "../workspace.ts";

/** Directives whose argument at an index is a file or folder; keys in lower case, sections with `<`. */
const PATHS: Readonly<Record<string, readonly number[]>> = {
  include: [0],
  includeoptional: [0],
  loadmodule: [1],
  loadfile: [0, 1, 2, 3],
  documentroot: [0],
  "<directory": [0],
  alias: [1],
  aliasmatch: [1],
  scriptalias: [1],
  scriptaliasmatch: [1],
  serverroot: [0],
  errorlog: [0],
  customlog: [0],
  transferlog: [0],
  pidfile: [0],
  typesconfig: [0],
  mimemagicfile: [0],
  authuserfile: [0],
  authgroupfile: [0],
  authdbmuserfile: [0],
  authdbmgroupfile: [0],
  authdigestfile: [0],
  cookielog: [0],
  cacheroot: [0],
  sslcertificatefile: [0],
  sslcertificatekeyfile: [0],
  sslcertificatechainfile: [0],
  sslcacertificatefile: [0],
  sslcacertificatepath: [0],
  sslcarevocationfile: [0],
  sslcarevocationpath: [0],
  sslproxycacertificatefile: [0],
  sslproxycacertificatepath: [0],
  sslproxymachinecertificatefile: [0],
  sessioncryptopassphrasefile: [0],
  wsgiscriptalias: [1],
  davlockdb: [0],
  luaroot: [0],
  coredumpdirectory: [0],
  defaultruntimedir: [0],
};

/** Indexes of the words of a directive that are paths of the machine. */
export function pathArguments(key: string): readonly number[] {
  return Object.hasOwn(PATHS, key) ? (PATHS[key] ?? []) : [];
}

/** Where a path of the configuration lies on the host: relative ones start at the ServerRoot. */
export function hostPath({ tree }: Analysis, path: string): string {
  const absolute = folded(path.startsWith("/") ? path : `${serverRoot(tree)}/${path}`);
  for (const { from, to } of tree.profile.relocations) {
    if (absolute === from) return to;
    const prefix = from.endsWith("/") ? from : `${from}/`;
    if (absolute.startsWith(prefix)) return `${to}/${absolute.slice(prefix.length)}`;
  }
  return absolute;
}

const roots = new WeakMap<ConfigTree, string>();

function serverRoot(tree: ConfigTree): string {
  const known = roots.get(tree);
  if (known !== undefined) return known;
  const last = tree.executed.findLast(({ key }) => key === "serverroot");
  const path = last?.argumentText.replace(/^(["'])(.*)\1$/, "$2");
  const root = path === undefined || !path.startsWith("/") ? tree.profile.serverRoot : path;
  roots.set(tree, root);
  return root;
}

function folded(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** The way back: what the configuration calls a path of the host. */
export function configPath({ tree }: Analysis, path: string): string {
  for (const { from, to } of tree.profile.relocations) {
    if (path === to) return from;
    if (path.startsWith(`${to}/`)) return `${from.replace(/\/$/, "")}/${path.slice(to.length + 1)}`;
  }
  return path;
}
