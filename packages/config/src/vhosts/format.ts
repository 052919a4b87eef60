import type { RunConfiguration, VirtualHost, VirtualHostAddress, VirtualHostMap } from "./model.ts";

/** Where only the machine that httpd runs on can tell. */
const UNDECIDED = "(undecided)";

/** Text of a map exactly as `httpd -S` lays it out, with `(undecided)` for what only httpd's machine can tell. */
export function formatVirtualHosts({ addresses, run }: VirtualHostMap): string {
  return `VirtualHost configuration:\n${addresses.map(addressLines).join("")}${runLines(run)}`;
}

/** `dump_a_vhost` */
function addressLines({ address, port, defaultServer, names }: VirtualHostAddress): string {
  const head = `${address}:${portText(port)}`.padEnd(22);
  if (names.length === 0) return `${head} ${hostText(defaultServer)}\n`;
  const lines = [`${head} is a NameVirtualHost`, `${" ".repeat(8)} default server ${hostText(defaultServer)}`];
  for (const named of names) {
    lines.push(`${" ".repeat(8)} port ${portText(named.port)} namevhost ${hostText(named.host)}`);
    for (const alias of named.host.aliases) lines.push(`${" ".repeat(16)} alias ${alias}`);
    for (const alias of named.host.wildAliases) lines.push(`${" ".repeat(16)} wild alias ${alias}`);
  }
  return `${lines.join("\n")}\n`;
}

function portText(port: number): string {
  return port === 0 ? "*" : String(port);
}

function hostText({ name, file, line }: VirtualHost): string {
  return `${name ?? UNDECIDED} (${file}:${line})`;
}

/** `core_dump_config`, `ap_dump_mutexes` and `unixd_dump_config` */
function runLines(run: RunConfiguration): string {
  const lines = [
    `ServerRoot: "${run.serverRoot}"`,
    `Main DocumentRoot: "${run.documentRoot}"`,
    `Main ErrorLog: "${run.errorLog}"`,
  ];
  if (run.scoreBoardFile !== undefined) lines.push(`ScoreBoardFile: "${run.scoreBoardFile}"`);
  for (const { type, own } of run.mutexes) {
    if (own === undefined) lines.push(`Mutex ${type}: using_defaults`);
    else {
      const { directory, mechanism, omitPid } = own;
      lines.push(`Mutex ${type}: dir="${directory}" mechanism=${mechanism} ${omitPid ? "[OmitPid]" : ""}`);
    }
  }
  lines.push(`PidFile: "${run.pidFile}"`);
  for (const { name, value } of run.defines) lines.push(`Define: ${name}${value === undefined ? "" : `=${value}`}`);
  if (run.user !== undefined) lines.push(`User: name="${run.user.name}" id=${run.user.id ?? UNDECIDED}`);
  if (run.group !== undefined) lines.push(`Group: name="${run.group.name}" id=${run.group.id ?? UNDECIDED}`);
  return `${lines.join("\n")}\n`;
}
