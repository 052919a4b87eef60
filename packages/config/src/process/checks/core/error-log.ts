import { type NodeSource, nodeFrom } from "../../../read/line-run.ts";
import type { ConfigNode } from "../../../tree.ts";
import type { Place, Server } from "../../place.ts";
import type { Effect } from "../../plain-arguments.ts";
import type { Check, Undecided } from "../../types.ts";
import type { Walk } from "../../walk.ts";
import { folderOfLog } from "../log-config.ts";

interface ErrorLog {
  readonly file: string;
  readonly node: ConfigNode;
}

/** `set_errorlog`: the last one of a server counts. */
export const errorLog: Check = ({ words, walk, node, place }) => {
  take(words[0] ?? "", node, -1, place, walk);
  return undefined;
};

export const takeErrorLog: Effect = (file, run, line, place, walk) => {
  take(file, run, line, place, walk);
  return true;
};

function take(file: string, source: NodeSource, line: number, { server }: Place, walk: Walk): void {
  const { toTest, undecided } = walk.memory(errorLogs);
  if (walk.asksHost) toTest.set(server, { file, node: nodeFrom(source, line) });
  else if (isNoFile(file)) undecided.delete(server);
  else undecided.set(server, walk.undecidedFile(source, line, folderOfLog(walk, file), "directory"));
}

/** What the main server writes to without ErrorLog (DEFAULT_ERRORLOG). */
const DEFAULT_ERROR_LOG = "logs/error_log";

interface ErrorLogs {
  readonly toTest: Map<Server, ErrorLog>;
  readonly undecided: Map<Server, Undecided>;
}

/** Made at the beginning of a walk, because the main server has an error log without any directive, too. */
export function errorLogs(walk: Walk): ErrorLogs {
  const logs: ErrorLogs = { toTest: new Map(), undecided: new Map() };
  walk.atEnd(() => {
    for (const one of logs.undecided.values()) walk.undecided.push(one);
    if (walk.asksHost && !logs.toTest.has(walk.mainServer)) test(walk, DEFAULT_ERROR_LOG, undefined, undefined);
    for (const [server, { file, node }] of logs.toTest) test(walk, file, node, server.node);
  });
  return logs;
}

function isNoFile(file: string): boolean {
  const first = file[0];
  return first === "|" || ((first === "s" || first === "S") && /^syslog(?::|$)/i.test(file));
}

/** `check_errorlog_dir` */
function test(walk: Walk, file: string, node: ConfigNode | undefined, host: ConfigNode | undefined): void {
  if (isNoFile(file)) return;
  const folder = folderOfLog(walk, file);
  if (walk.folderExists(node, folder)) return;
  const what = host === undefined ? "main error log" : `error log of vhost defined at ${walk.placeText(host)}`;
  const message = `AH02291: Cannot access directory '${folder}' for ${what}`;
  walk.complain("check", node, { code: "httpd/log-folder", message, word: 0 });
}
