import { splitWords } from "@httpd-lint/grammar";
import { isFailure } from "../host.ts";
import { locationOf, locationOfArgument, type NodeRecord } from "../node.ts";
import { complainOfCount, twoArguments } from "./directive-arguments.ts";
import { errorText } from "./error-text.ts";
import type { Level } from "./level.ts";
import { modulesInFile } from "./modules.ts";
import { serverRootRelative } from "./paths.ts";
import type { ConfigReader } from "./reader.ts";

/** `load_module` of mod_so; the file is looked at, never loaded. */
export function executeLoadModule(reader: ConfigReader, level: Level, node: NodeRecord): void {
  const { state } = reader;
  const words = twoArguments(reader, level, node, "the module's name and its file");
  if (words === undefined) return;
  const [symbol, file] = words;
  const { modules } = state;
  if (modules.hasLoaded(symbol)) {
    state.warn("AH01574", "read/module-loaded-twice", `module ${symbol} is already loaded, skipping`, locationOf(node));
    return;
  }
  if (modules.isBuiltIn(symbol)) {
    const message = `module ${symbol} is built-in and can't be loaded`;
    state.complain(level.stream, { code: "read/module-built-in", message, node, range: locationOfArgument(node, 0) });
    return;
  }
  const failure = loadFailure(reader, symbol, file);
  if (failure !== undefined) {
    const range = locationOfArgument(node, 1);
    state.complain(level.stream, { code: failure.code, message: failure.message, node, range });
  }
  modules.load(symbol, modules.info(symbol), node);
}

/** `load_file`: any library; only its presence can be judged. */
export function executeLoadFile(reader: ConfigReader, level: Level, node: NodeRecord): void {
  const words = splitWords(node.rawArgumentText);
  if (words[0] === undefined || words[0] === "") {
    complainOfCount(reader, level, node, "requires at least one argument, a library to load");
    return;
  }
  for (const [index, file] of words.entries()) {
    if (file === "") return;
    const problem = fileProblem(reader, file);
    if (problem === undefined) continue;
    const message = `Cannot load ${file} into server: ${problem}`;
    const range = locationOfArgument(node, index);
    reader.state.complain(level.stream, { code: "read/module-file", message, node, range });
    return;
  }
}

interface Failure {
  readonly code: string;
  readonly message: string;
}

/** What the dynamic loader says, in the words of glibc's. */
function loadFailure(reader: ConfigReader, symbol: string, file: string): Failure | undefined {
  const { state } = reader;
  const problem = fileProblem(reader, file);
  if (problem !== undefined) {
    return { code: "read/module-file", message: `Cannot load ${file} into server: ${problem}` };
  }
  const path = serverRootRelative(state.serverRoot, file);
  const info = state.modules.info(symbol);
  const present = modulesInFile(path);
  for (const need of (present[0] ?? info)?.needs ?? []) {
    if (state.modules.has(need.module)) continue;
    const message = `Cannot load ${file} into server: ${path}: undefined symbol: ${need.symbol}`;
    return { code: "read/module-order", message };
  }
  if (present.length > 0 && !present.some((module) => module.symbol === symbol)) {
    const message = `Can't locate API module structure \`${symbol}' in file ${path}: ${path}: undefined symbol: ${symbol}`;
    return { code: "read/module-symbol", message };
  }
  return undefined;
}

function fileProblem(reader: ConfigReader, file: string): string | undefined {
  const { state } = reader;
  if (state.profile.moduleFiles === "assume") return undefined;
  const path = serverRootRelative(state.serverRoot, file);
  const type = state.host.typeOf(state.relocated(path));
  if (isFailure(type)) {
    // A name without slash is tried on the loader's own search path, too, and that is the attempt that is reported.
    const tried = file.includes("/") ? path : file;
    return `${tried}: cannot open shared object file: ${errorText(type.error)}`;
  }
  if (type === "directory")
    return file.includes("/") ? `${path}: cannot read file data: Is a directory` : missing(file);
  if (modulesInFile(path).length > 0) return undefined;
  const problem = notALibrary(reader, path);
  return problem === undefined || file.includes("/") ? problem : missing(file);
}

function missing(file: string): string {
  return `${file}: cannot open shared object file: No such file or directory`;
}

const ELF_MAGIC = "\x7fELF";

function notALibrary(reader: ConfigReader, path: string): string | undefined {
  const { state } = reader;
  const text = state.host.readFile(state.relocated(path));
  if (isFailure(text)) return `${path}: cannot open shared object file: ${errorText(text.error)}`;
  if (text.startsWith(ELF_MAGIC)) return undefined;
  return text.length < ELF_MAGIC.length ? `${path}: file too short` : `${path}: invalid ELF header`;
}
