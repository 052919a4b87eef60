import {
  type ConfigHost,
  type ConfigTree,
  formatVirtualHosts,
  isFailure,
  type Machine,
  maskerOf,
  type NamedHost,
  type RunConfiguration,
  type Server,
  type VirtualHost,
  type VirtualHostMap,
  virtualHosts,
} from "@httpd-lint/config";

/** In the manner of `httpd -S`. */
export function vhostsText(tree: ConfigTree, host: ConfigHost): string {
  return formatVirtualHosts(shownMap(tree, host));
}

/** The same as data: null stands for what only httpd's machine can tell, and for every port. */
export function vhostsData(tree: ConfigTree, host: ConfigHost): unknown {
  const { addresses, hosts, mainServer, run, warnings } = shownMap(tree, host);
  return {
    addresses: addresses.map(({ address, port, isResolved, defaultServer, names }) => ({
      address,
      port: portData(port),
      resolved: isResolved,
      defaultServer: hostReference(defaultServer),
      names: names.map(namedData),
    })),
    hosts: hosts.map(hostData),
    mainServer: serverData(mainServer),
    run: {
      ...run,
      scoreBoardFile: run.scoreBoardFile ?? null,
      user: accountData(run.user),
      group: accountData(run.group),
      mutexes: run.mutexes.map(({ type, own }) => ({ type, ...(own ?? { usesDefault: true }) })),
      defines: run.defines.map(({ name, value }) => ({ name, value: value ?? null })),
    },
    warnings: warnings.map(({ message }) => message),
  };
}

/** Values of Define can be passwords. */
function shownMap(tree: ConfigTree, host: ConfigHost): VirtualHostMap {
  const mask = maskerOf(tree);
  const map = virtualHosts(tree, tree.profile.moduleFiles === "check" ? machineOf(host) : {});
  const defines = map.run.defines.map(({ name, value }) => ({
    name,
    value: value === undefined ? undefined : mask(`Define ${name} ${value}`).slice(`Define ${name} `.length),
  }));
  return { ...map, run: { ...map.run, defines } };
}

const DATABASES = { user: "/etc/passwd", group: "/etc/group" } as const;

/** Users and groups are looked up in files; no name server is ever asked. */
function machineOf(host: ConfigHost): Machine {
  return {
    idOf: (kind, name) => {
      const text = host.readFile(DATABASES[kind]);
      if (isFailure(text)) return undefined;
      const entry = text.split("\n").find((line) => line.startsWith(`${name}:`));
      const id = Number(entry?.split(":")[2] ?? Number.NaN);
      return Number.isInteger(id) ? id : undefined;
    },
  };
}

function accountData(account: RunConfiguration["user"]): Record<string, unknown> | null {
  return account === undefined ? null : { name: account.name, id: account.id ?? null };
}

function portData(port: number): number | null {
  return port === 0 ? null : port;
}

function serverData({ name, nameFrom, scheme, port }: Server): Record<string, unknown> {
  return { name: name ?? null, nameFrom, scheme: scheme ?? null, port: portData(port) };
}

function hostReference({ name, file, line }: VirtualHost): Record<string, unknown> {
  return { name: name ?? null, file, line };
}

function namedData({ port, host }: NamedHost): Record<string, unknown> {
  const { aliases, wildAliases } = host;
  return { port: portData(port), ...hostReference(host), aliases, wildAliases };
}

function hostData(host: VirtualHost): Record<string, unknown> {
  const { aliases, wildAliases, path } = host;
  return { ...serverData(host), file: host.file, line: host.line, aliases, wildAliases, path: path ?? null };
}
