import {
  allNodes,
  type ConfigHost,
  type ConfigNode,
  type ConfigTree,
  dumpConfig,
  dumpDefines,
  dumpIncludes,
  dumpModules,
  lineNumberOf,
  maskerOf,
  originOf,
  readConfig,
} from "@httpd-lint/config";
import { configtestAnswer, errorLine, testServer } from "./configtest.ts";
import { vhostsData, vhostsText } from "./dump-vhosts.ts";
import { findNamedServer, type ServerOptions, withSettings } from "./server-options.ts";
import { type ExitCode, type Terminal, UsageError } from "./terminal.ts";

export const dumpKinds = ["includes", "modules", "defines", "config", "vhosts"] as const;
export type DumpKind = (typeof dumpKinds)[number];

export interface DumpOptions extends ServerOptions {
  readonly format: "text" | "json";
}

interface Dump {
  readonly text: (tree: ConfigTree, host: ConfigHost) => string;
  readonly data: (tree: ConfigTree, host: ConfigHost) => unknown;
}

const DUMPS: Readonly<Record<DumpKind, Dump>> = {
  includes: { text: includesText, data: dumpIncludes },
  modules: { text: modulesText, data: dumpModules },
  defines: { text: definesText, data: definesData },
  config: { text: configText, data: configData },
  vhosts: { text: vhostsText, data: vhostsData },
};

/** `httpd-lint dump`: what httpd would have after reading, as far as it can be read. */
export async function dump(
  host: ConfigHost,
  terminal: Terminal,
  kind: DumpKind,
  path: string | undefined,
  given: DumpOptions,
): Promise<ExitCode> {
  const options = await withSettings(host, terminal, path, given);
  const server = findNamedServer(host, terminal, path, options);
  if ("failure" in server) throw new UsageError(server.failure);
  const tree = readConfig(server.mainFile, host, server.profile);
  const { text, data } = DUMPS[kind];
  terminal.out(options.format === "json" ? `${JSON.stringify(data(tree, host), undefined, 2)}\n` : text(tree, host));
  // httpd -S processes the configuration before it looks at virtual hosts; the others show what was read.
  const tested = kind === "vhosts" ? await testServer(tree) : { tree };
  if (configtestAnswer(tested).verdict === "accept") return 0;
  terminal.err(`httpd-lint: httpd refuses this configuration: ${errorLine(tested).replace(/^httpd-lint: /, "")}\n`);
  return 1;
}

/** In the manner of `httpd -t -D DUMP_INCLUDES`. */
function includesText(tree: ConfigTree): string {
  const lines = dumpIncludes(tree).map(
    ({ path, line, depth }) => `${"  ".repeat(depth + 1)}(${line ?? "*"}) ${path}\n`,
  );
  return `Included configuration files:\n${lines.join("")}`;
}

/** In the manner of `httpd -M`. */
function modulesText(tree: ConfigTree): string {
  return `Loaded Modules:\n${dumpModules(tree)
    .map(({ symbol, kind }) => ` ${symbol} (${kind})\n`)
    .join("")}`;
}

function definesData(tree: ConfigTree): readonly { readonly name: string; readonly value: string | null }[] {
  return dumpDefines(tree).map(({ name, value }) => ({
    name,
    value: value === undefined ? null : maskArguments(tree, "Define", `${name} ${value}`).slice(name.length + 1),
  }));
}

/** The `Define:` lines of `httpd -D DUMP_RUN_CFG`. */
function definesText(tree: ConfigTree): string {
  return definesData(tree)
    .map(({ name, value }) => `Define: ${name}${value === null ? "" : `=${value}`}\n`)
    .join("");
}

/** mod_info's `httpd -D DUMP_CONFIG`. */
function configText(tree: ConfigTree): string {
  const text = dumpConfig(tree, (node, argumentText) => maskArguments(tree, node.name, argumentText));
  return text === "" ? "" : `${text}\n`;
}

interface ConfigEntry {
  readonly name: string;
  readonly arguments: string;
  readonly file: string;
  readonly line: number;
  readonly depth: number;
  readonly via: readonly { readonly file: string; readonly line: number }[];
}

function configData(tree: ConfigTree): readonly ConfigEntry[] {
  return [...allNodes(tree)].map((node) => {
    const { file, line, includeChain } = originOf(node);
    return {
      name: node.name,
      arguments: maskArguments(tree, node.name, node.argumentText),
      file: file.path,
      line,
      depth: depthOf(node),
      via: includeChain.map((include) => ({ file: include.frame.file.path, line: lineNumberOf(include) })),
    };
  });
}

function depthOf(node: ConfigNode): number {
  let depth = 0;
  for (let parent = node.parent; parent !== undefined; parent = parent.parent) depth++;
  return depth;
}

function maskArguments(tree: ConfigTree, name: string, argumentText: string): string {
  return maskerOf(tree)(`${name} ${argumentText}`).slice(name.length + 1);
}
