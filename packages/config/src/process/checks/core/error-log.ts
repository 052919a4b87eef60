import type { ConfigNode } from "../../../tree.ts";
import type { Server } from "../../place.ts";
import type { Effect } from "../../plain-arguments.ts";
import type { Check } from "../../types.ts";
import type { Walk } from "../../walk.ts";
import { folderOfLog } from "../log-config.ts";

interface ErrorLog {
  readonly file: string;
  readonly node: ConfigNode;
}

/** `set_errorlog`: the last one of a server counts. */
export const errorLog: Check = ({ words, walk, node, place }) => {
  takeErrorLog(words[0] ?? "", node, place, walk);
  return undefined;
};

export const takeErrorLog: Effect = (file, node, place, walk) => {
  walk.memory(errorLogs).set(place.server, { file, node });
  return true;
};

/** What the main server writes to without ErrorLog (DEFAULT_ERRORLOG). */
const DEFAULT_ERROR_LOG = "logs/error_log";

/** Made at the beginning of a walk, because the main server has an error log without any directive, too. */
export function errorLogs(walk: Walk): Map<Server, ErrorLog> {
  const logs = new Map<Server, ErrorLog>();
  walk.atEnd(() => {
    if (!logs.has(walk.mainServer)) test(walk, DEFAULT_ERROR_LOG, undefined, undefined);
    for (const [server, { file, node }] of logs) test(walk, file, node, server.node);
  });
  return logs;
}

/** `check_errorlog_dir` */
function test(walk: Walk, file: string, node: ConfigNode | undefined, host: ConfigNode | undefined): void {
  const first = file[0];
  if (first === "|" || ((first === "s" || first === "S") && /^syslog(?::|$)/i.test(file))) return;
  const folder = folderOfLog(walk, file);
  if (walk.folderExists(node, folder)) return;
  const what = host === undefined ? "main error log" : `error log of vhost defined at ${walk.placeText(host)}`;
  const message = `AH02291: Cannot access directory '${folder}' for ${what}`;
  walk.complain("check", node, { code: "httpd/log-folder", message, word: 0 });
}
