import { type NodeSource, nodeFrom } from "../../../read/line-run.ts";
import type { ConfigNode } from "../../../tree.ts";
import type { ErrorLog, Place, Server } from "../../place.ts";
import type { Effect } from "../../plain-arguments.ts";
import type { Check } from "../../types.ts";
import type { Walk } from "../../walk.ts";
import { folderOfLog } from "../log-config.ts";

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
  if (server.errorLog === undefined) walk.memory(serversWithLog).push(server);
  server.errorLog = { file, source, line };
}

/** What the main server writes to without ErrorLog (DEFAULT_ERRORLOG). */
const DEFAULT_ERROR_LOG = "logs/error_log";

/** Made at the beginning of a walk, because the main server has an error log without any directive, too. */
export function serversWithLog(walk: Walk): Server[] {
  const servers: Server[] = [];
  walk.atEnd(() => {
    if (walk.mainServer.errorLog === undefined) testFolder(walk, walk.mainServer, DEFAULT_ERROR_LOG);
    for (const server of servers) {
      const { file, source, line } = server.errorLog as ErrorLog;
      if (isFile(file)) testFolder(walk, server, file, source, line);
    }
  });
  return servers;
}

function isFile(file: string): boolean {
  const first = file[0];
  return first !== "|" && ((first !== "s" && first !== "S") || !/^syslog(?::|$)/i.test(file));
}

/** `check_errorlog_dir` */
function testFolder(walk: Walk, server: Server, file: string, source?: NodeSource, line = -1): void {
  const folder = folderOfLog(walk, file);
  if (!walk.asksHost) {
    if (source !== undefined) walk.assumed.addFile(source, line, folder, "directory");
    return;
  }
  const node = source && nodeFrom(source, line);
  if (walk.folderExists(node, folder)) return;
  const what = server.isVirtual
    ? `error log of vhost defined at ${walk.placeText(server.node as ConfigNode)}`
    : "main error log";
  const message = `AH02291: Cannot access directory '${folder}' for ${what}`;
  walk.complain("check", node, { code: "httpd/log-folder", message, word: 0 });
}
