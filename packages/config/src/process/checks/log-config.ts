import { type NodeSource, nodeFrom } from "../../read/line-run.ts";
import type { ConfigNode } from "../../tree.ts";
import { WORD } from "../arity.ts";
import { Assumptions } from "../assumptions.ts";
import { expressionError } from "../constraints.ts";
import { PlainArguments } from "../plain-arguments.ts";
import type { Call, Check, Fault, ModuleChecks } from "../types.ts";

/** Directives of mod_log_config. */
export function logConfigChecks(): ModuleChecks {
  return {
    directives: { logformat: logFormat, customlog: customLog, globallog: customLog, transferlog: transferLog },
    plain: { customlog: () => PLAIN_LOG, globallog: () => PLAIN_LOG },
  };
}

/** Letters of a LogFormat by the module that registers them. */
const LETTERS: Readonly<Record<string, string>> = {
  log_config_module: "aAbBCDefhHiklLmnopPqrRstTuUvVX",
  logio_module: "IOS",
  ssl_module: "cx",
};

/** Items of three characters: `%{name}^ti`, `%{name}^to`, `%^FB`. */
const LONG_ITEMS: Readonly<Record<string, string>> = {
  "^ti": "log_config_module",
  "^to": "log_config_module",
  "^FB": "logio_module",
};

/** A file and the name of a format. */
const PLAIN_LOG = new PlainArguments(`${WORD} [\\w-]+`, {
  effect: (file, run, line, _place, walk) => {
    testFolder(walk, file, run, line);
    return true;
  },
});

const logFormat: Check = (call) => formatFault(call, 0);

/** `add_custom_log` */
const customLog: Check = (call) => {
  const { words } = call;
  const file = words[0] ?? "";
  const format = words[1];
  const condition = words[2];
  const fault = condition === undefined ? undefined : conditionFault(call, condition);
  if (fault !== undefined) return fault;
  testFolder(call.walk, file, call.node);
  return format === undefined ? undefined : formatFault(call, 1);
};

const transferLog: Check = (call) => {
  testFolder(call.walk, call.words[0] ?? "", call.node);
  return undefined;
};

function conditionFault({ name, walk }: Call, condition: string): Fault | undefined {
  const lower = condition.toLowerCase();
  if (lower.startsWith("env=")) {
    if (condition.length > (condition[4] === "!" ? 5 : 4)) return undefined;
    return { code: "httpd/value", message: `${name}: 'env=' needs the name of a variable behind it`, word: 2 };
  }
  if (!lower.startsWith("expr=")) {
    const message = `${name}: '${condition}' is no condition: it must begin with env= or expr=`;
    return { code: "httpd/value", message, word: 2 };
  }
  const error = expressionError(walk, "condition", condition.slice(5));
  if (error === undefined) return undefined;
  return { code: "httpd/expression", message: `${name}: the expression cannot be read: ${error}`, word: 2 };
}

/** `parse_log_string` */
function formatFault({ name, words, walk }: Call, word: number): Fault | undefined {
  const format = words[word] ?? "";
  // A name that a LogFormat gave.
  if (!format.includes("%")) return undefined;
  const known = walk.memory(knownItems);
  for (let at = 0; at < format.length; at++) {
    if (format[at] === "\\") at++;
    if (format[at] !== "%") continue;
    const item = itemEnd(format, at + 1, known);
    if (typeof item === "string") return { code: "httpd/log-format", message: `${name}: ${item}`, word };
    at = item;
  }
  return undefined;
}

/** Index of an item's last character, or what is wrong with it. */
function itemEnd(format: string, from: number, known: ReadonlySet<string>): number | string {
  if (format[from] === "%") return from;
  for (let at = from; at < format.length; at++) {
    const letter = format[at] as string;
    if (letter === "{") {
      const close = format.indexOf("}", at);
      if (close < 0) break;
      at = close;
    } else if (!/[\d!<>,]/.test(letter)) {
      if (letter === "^" && known.has(format.slice(at, at + 3))) return at + 2;
      return known.has(letter) ? at : `there is no log item %${letter} (with the modules loaded)`;
    }
  }
  return "the format ends within a % item; a percent sign itself is written %%";
}

function knownItems(walk: Call["walk"]): ReadonlySet<string> {
  const loaded = ([, module]: readonly [string, string]): boolean => walk.has(module);
  const letters = Object.entries(LETTERS).flatMap(([module, all]) => (walk.has(module) ? all.split("") : []));
  return new Set([
    ...letters,
    ...Object.entries(LONG_ITEMS)
      .filter(loaded)
      .map(([item]) => item),
  ]);
}

/** `check_log_dir`: at the end, the folder of every log file must be there. */
function testFolder(walk: Call["walk"], file: string, source: NodeSource, line = -1): void {
  if (file.startsWith("|") || (file.startsWith("syslog") && /^syslog(?::|$)/.test(file))) return;
  const folder = folderOfLog(walk, file);
  const { toTest, assumed } = walk.memory(logFolders);
  if (walk.asksHost) toTest.push({ file, folder, node: nodeFrom(source, line) });
  else assumed.addFile(source, line, folder, "directory");
}

interface LogFolder {
  readonly file: string;
  readonly folder: string;
  readonly node: ConfigNode;
}

interface LogFolders {
  readonly toTest: LogFolder[];
  readonly assumed: Assumptions;
}

function logFolders(walk: Call["walk"]): LogFolders {
  const folders: LogFolders = { toTest: [], assumed: new Assumptions() };
  walk.atEnd(() => {
    walk.assumed.addAll(folders.assumed);
    for (const { file, folder, node } of folders.toTest) {
      if (walk.exists(node, folder, "directory")) continue;
      const message = `AH02297: Cannot access directory '${folder}' for log file '${file}' defined at ${walk.placeText(node)}`;
      walk.complain("check", node, { code: "httpd/log-folder", message, word: 0 });
    }
  });
  return folders;
}

/** The folder of the log met last: hundreds of logs are in a few folders. */
interface LastFolder {
  /** What stands in front of the log's name. */
  written: string;
  folder: string;
}

function lastFolder(walk: Call["walk"]): LastFolder {
  return { written: "", folder: walk.absolute("") };
}

/** `ap_make_dirstr_parent` of the absolute path: up to and with the last slash. */
export function folderOfLog(walk: Call["walk"], file: string): string {
  const end = file.lastIndexOf("/") + 1;
  if (file.length - end <= 2) {
    // Perhaps `.` or `..`
    const path = walk.absolute(file);
    return path.slice(0, path.lastIndexOf("/") + 1);
  }
  const last = walk.memory(lastFolder);
  if (last.written.length !== end || !file.startsWith(last.written)) {
    last.written = file.slice(0, end);
    last.folder = walk.absolute(last.written);
  }
  return last.folder;
}
