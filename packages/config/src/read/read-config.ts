import type { ConfigHost } from "../host.ts";
import { isFailure } from "../host.ts";
import type { ServerProfile } from "../profile.ts";
import type { Condition, ConfigNode, ConfigTree } from "../tree.ts";
import { errorText } from "./error-text.ts";
import { execute } from "./execute.ts";
import { allConditions, executedNodes, KeptItems } from "./line-run.ts";
import { FrameRecord, type VirtualLine } from "./line-stream.ts";
import { ConfigReader } from "./reader.ts";
import { ReadState, sourceFile } from "./state.ts";

const STATES = new WeakMap<ConfigTree, ReadState>();

/**
 * The read pass: what `httpd -t` does before it walks the directives (`ap_read_config`). The result is whole even when
 * there are errors; the first of `errors` is the one httpd stops at.
 *
 * @param entry absolute path of the main file (`-f`)
 */
export function readConfig(entry: string, host: ConfigHost, profile: ServerProfile): ConfigTree {
  const state = new ReadState(host, profile, "server");
  readOptions(state, profile.before);
  readMainFile(state, entry);
  readOptions(state, profile.after);
  return treeOf(state, entry);
}

/**
 * Reads a .htaccess as httpd does at request time: with the modules, Defines and macros of the server, which are left
 * as they are. Without a server's tree, with those of `profile`.
 *
 * @param path absolute path of the file
 */
export function readHtaccess(path: string, host: ConfigHost, profile: ServerProfile, server?: ConfigTree): ConfigTree {
  const state = new ReadState(host, profile, "htaccess", server === undefined ? undefined : STATES.get(server));
  readMainFile(state, path);
  return treeOf(state, path);
}

/**
 * `-C` and `-c`: each option is one line, whatever is in it (`process_command_config`): a line end is a blank, a
 * backslash at its end is data.
 */
function readOptions(state: ReadState, lines: readonly string[]): void {
  if (lines.length === 0) return;
  const file = sourceFile("-C/-c", `${lines.join("\n")}\n`, "server");
  let end = -1;
  const virtual = lines.map((option, index): VirtualLine => {
    const start = end + 1;
    end = start + option.length;
    const source = { type: "Directive", joined: false, start, end: end + 1, nameStart: start, nameEnd: end } as const;
    return { text: option.trim(), source: { ...source, contentEnd: end }, number: index + 1 };
  });
  new ConfigReader(state, execute).read(new FrameRecord("option", file, "-c/-C directives"), virtual);
}

/** What the read pass knew at its end; the process pass goes on from there. */
export function stateOf(tree: ConfigTree): ReadState {
  const state = STATES.get(tree);
  if (state === undefined) throw new TypeError("the tree was not made by readConfig or readHtaccess");
  return state;
}

function readMainFile(state: ReadState, entry: string): void {
  const type = state.host.typeOf(entry);
  const problem = isFailure(type) ? type.error : type === "file" || entry === "/dev/null" ? undefined : notAFile(type);
  const file = problem === undefined ? state.open(entry) : { error: problem };
  if (isFailure(file)) {
    const message = `Could not open configuration file ${entry}: ${errorText(file.error)}`;
    state.complain(undefined, { code: "read/main-file", message, node: undefined });
    return;
  }
  state.inclusions.push({ file, includedBy: undefined, latestInclude: undefined });
  new ConfigReader(state, execute).read(new FrameRecord("file", file, file.path));
}

function notAFile(type: string): string {
  return type === "directory" ? "EISDIR" : "EBADF";
}

function treeOf(state: ReadState, mainFile: string): ConfigTree {
  let nodes: readonly ConfigNode[] | undefined;
  let executed: readonly ConfigNode[] | undefined;
  let conditions: readonly Condition[] | undefined;
  const tree: ConfigTree = {
    profile: state.profile,
    mainFile,
    files: state.files,
    get nodes() {
      nodes ??= new KeptItems(state.kept).nodesIn(undefined);
      return nodes;
    },
    get executed() {
      executed ??= executedNodes(state.executed);
      return executed;
    },
    modules: state.modules.loaded,
    defines: state.variables.list(),
    inclusions: state.inclusions,
    get conditions() {
      conditions ??= allConditions(state.conditions);
      return conditions;
    },
    macros: state.macroDefinitions,
    macroUses: state.macroUses,
    errors: state.errors,
    warnings: state.warnings,
  };
  STATES.set(tree, state);
  return tree;
}
