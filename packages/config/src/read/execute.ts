import type { CommandInfo } from "@httpd-lint/directives";
import { KIND } from "@httpd-lint/grammar";
import { isFailure } from "../host.ts";
import type { NodeRecord } from "../node.ts";
import { executeCondition, executeIfVersion } from "./conditions.ts";
import { complainOfCount, oneArgument, wordsUpTo } from "./directive-arguments.ts";
import { executeInclude } from "./include.ts";
import type { Level } from "./level.ts";
import { executeLoadFile, executeLoadModule } from "./load-module.ts";
import {
  executeMacro,
  executeMacroIgnoreBadNesting,
  executeMacroIgnoreEmptyArgs,
  executeUndefMacro,
  executeUse,
} from "./macro-directives.ts";
import { serverRootRelative } from "./paths.ts";
import type { ConfigReader } from "./reader.ts";

type Handler = (reader: ConfigReader, level: Level, node: NodeRecord) => void;

/** The read-phase directives (EXEC_ON_READ) by key, sections with `<`. */
const HANDLERS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ["<ifmodule", executeCondition],
  ["<ifdefine", executeCondition],
  ["<iffile", executeCondition],
  ["<ifdirective", executeCondition],
  ["<ifsection", executeCondition],
  ["<ifversion", executeIfVersion],
  ["include", executeInclude],
  ["includeoptional", executeInclude],
  ["define", executeDefine],
  ["undefine", executeUnDefine],
  ["serverroot", executeServerRoot],
  ["defaultruntimedir", executeDefaultRuntimeDir],
  ["loadmodule", executeLoadModule],
  ["loadfile", executeLoadFile],
  ["<macro", executeMacro],
  ["use", executeUse],
  ["undefmacro", executeUndefMacro],
  ["macroignorebadnesting", executeMacroIgnoreBadNesting],
  ["macroignoreemptyargs", executeMacroIgnoreEmptyArgs],
  ["luaauthzprovider", executeLuaAuthzProvider],
]);

/** Names without OR_ALL: .htaccess may not use them. */
const NOT_IN_HTACCESS: ReadonlySet<string> = new Set([
  "include",
  "includeoptional",
  "define",
  "undefine",
  "serverroot",
  "defaultruntimedir",
  "loadmodule",
  "loadfile",
  "luaauthzprovider",
]);

/** `execute_now`: runs a directive of the read phase. Nothing outside the configuration is ever started. */
export function execute(reader: ConfigReader, level: Level, node: NodeRecord, command: CommandInfo): void {
  const { state } = reader;
  if (state.kind === "htaccess" && NOT_IN_HTACCESS.has(command.key)) {
    state.complain(level.stream, { code: "read/not-allowed-here", message: `${command.name} not allowed here`, node });
    return;
  }
  state.executed.push(node);
  const handler = HANDLERS.get(command.key);
  if (handler !== undefined) handler(reader, level, node);
  else if (command.key.startsWith("<")) skipRawBody(reader, level, node);
}

/** mod_lua keeps the body of its containers as it stands; what it is worth only mod_lua can say. */
function skipRawBody(reader: ConfigReader, level: Level, node: NodeRecord): void {
  const { stream } = level;
  const [, when = ""] = wordsUpTo(node.rawArgumentText.replace(/>[^>]*$/, ""), 2);
  if (!/^(?:early|late)?$/i.test(when)) {
    const message = `<${node.name}> 2nd argument must be 'early' or 'late'`;
    reader.state.complain(stream, { code: "read/lua-order", message, node });
    return;
  }
  const closing = `</${node.key}>`;
  while (stream.next()) {
    if (stream.kind === KIND.rawText) continue;
    if (stream.text.toLowerCase().startsWith(closing)) return;
  }
  const message = `<${node.name}> was not closed.`;
  reader.state.complain(stream, { code: "read/section-not-closed", message, node });
}

/** TAKE3 */
function executeLuaAuthzProvider(reader: ConfigReader, level: Level, node: NodeRecord): void {
  const [name, file, handler, fourth] = wordsUpTo(node.rawArgumentText, 3);
  if (name && file && handler && fourth === undefined) return;
  complainOfCount(reader, level, node, "takes three arguments, a name, a file and the function in it");
}

function executeDefine(reader: ConfigReader, level: Level, node: NodeRecord): void {
  const [name, value, third] = wordsUpTo(node.rawArgumentText, 2);
  if (!name || third !== undefined) {
    complainOfCount(reader, level, node, "takes 1-2 arguments, a name and, if it is to stand for something, a value");
    return;
  }
  if (hasColon(reader, level, node, name)) return;
  // An empty word counts as not given (TAKE12 hands the handler a null).
  reader.state.variables.define(name, value === "" ? undefined : value, node);
}

function executeUnDefine(reader: ConfigReader, level: Level, node: NodeRecord): void {
  const name = oneArgument(reader, level, node, "the name to remove");
  if (name !== undefined && !hasColon(reader, level, node, name)) reader.state.variables.undefine(name);
}

function hasColon(reader: ConfigReader, level: Level, node: NodeRecord, name: string): boolean {
  if (!name.includes(":")) return false;
  const message = "Variable name must not contain ':'";
  reader.state.complain(level.stream, { code: "read/define-name", message, node });
  return true;
}

function executeServerRoot(reader: ConfigReader, level: Level, node: NodeRecord): void {
  const { state } = reader;
  const path = oneArgument(reader, level, node, "the directory that relative paths start from");
  if (path === undefined) return;
  const absolute = serverRootRelative(state.profile.serverRoot, path);
  if (!isDirectory(reader, absolute) && state.profile.moduleFiles === "check") {
    const message = "ServerRoot must be a valid directory";
    state.complain(level.stream, { code: "read/server-root", message, node });
    return;
  }
  state.serverRoot = absolute;
}

function executeDefaultRuntimeDir(reader: ConfigReader, level: Level, node: NodeRecord): void {
  const { state } = reader;
  const path = oneArgument(reader, level, node, "the directory for files of the running server");
  if (path === undefined || state.profile.moduleFiles === "assume") return;
  if (isDirectory(reader, serverRootRelative(state.serverRoot, path))) return;
  const message = "DefaultRuntimeDir must be a valid directory, absolute or relative to ServerRoot";
  state.complain(level.stream, { code: "read/runtime-directory", message, node });
}

function isDirectory(reader: ConfigReader, path: string): boolean {
  const { state } = reader;
  const type = state.host.typeOf(state.relocated(path));
  return !isFailure(type) && type === "directory";
}
