import { type ConfigNode, type EffectiveConfig, withHtaccess, wordsOf } from "@httpd-lint/config";
import type { RuleContext } from "../rule.ts";
import { hostOf, type Scope } from "./scope.ts";

/** A folder that a server gives files out of. */
export interface WebFolder {
  /** DocumentRoot or Alias. */
  readonly node: ConfigNode;
  readonly host: Scope;
  /** Absolute, without a slash at its end. */
  readonly path: string;
}

/** Folders that URLs lead into, as far as they are written out. Programs of ScriptAlias are run, not given out. */
export function webFolders(context: RuleContext): readonly WebFolder[] {
  return context.directives("DocumentRoot", "Alias").flatMap((node) => {
    const words = wordsOf(node);
    const written = node.key === "alias" ? words[1] : words[0];
    if (written === undefined || /[$%{]/.test(written)) return [];
    const path = absolutePath(context, written).replace(/\/+$/, "");
    // What is given out of the root folder is a matter of its own.
    return path === "" ? [] : [{ node, host: hostOf(context.scopeOf(node)), path }];
  });
}

/** As `ap_server_root_relative` makes it. */
export function absolutePath(context: RuleContext, path: string): string {
  if (/^(?:[a-z]:)?[/\\]/i.test(path)) return path;
  const own = context.directives("ServerRoot").at(-1);
  const root = (own === undefined ? undefined : wordsOf(own)[0]) ?? context.tree.profile.serverRoot;
  return `${root.replace(/\/+$/, "")}/${path}`;
}

export function isInFolder(file: string, { path }: WebFolder): boolean {
  return file.startsWith(`${path}/`) && !file.includes("/../");
}

/** Whether httpd refuses to give out a file, or may: for certain only `Require all denied` and its older form do. */
export function mayBeRefused(context: RuleContext, { host, path: folder, node }: WebFolder, file: string): boolean {
  const rest = file.slice(folder.length);
  const prefix = node.key === "alias" ? (wordsOf(node)[0] ?? "").replace(/\/+$/, "") : "";
  const config = withHtaccess(context.tree, { host: host.node, file, path: `${prefix}${rest}` });
  return (
    says(config, "Require", /^all denied$/i) || says(config, "Deny", /^from all$/i) || mayBeStopped(context, config)
  );
}

function says(config: EffectiveConfig, name: string, text: RegExp): boolean {
  const { setBy = [], possible = [] } = config.setting(name) ?? {};
  return [...setBy, ...possible].some((node) => text.test(wordsOf(node).join(" ")));
}

/** Rewriting and redirections that refuse: their patterns are taken as met. */
function mayBeStopped(context: RuleContext, config: EffectiveConfig): boolean {
  const rewrites = config.setting("RewriteRule");
  const refuses = [...(rewrites?.setBy ?? []), ...(rewrites?.possible ?? [])].some(
    (node) => node.key === "rewriterule" && /[[,](?:F|G|forbidden|gone|R=4\d\d)[,\]]/i.test(wordsOf(node)[2] ?? ""),
  );
  return (
    refuses || context.directives("RedirectMatch", "Redirect").some((node) => /^4\d\d$/.test(wordsOf(node)[0] ?? ""))
  );
}
