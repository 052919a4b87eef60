import type { ConfigTree } from "@httpd-lint/config";
import { type CommandInfo, type ModuleInfo, modules } from "@httpd-lint/directives";
import type { Analysis } from "../workspace.ts";

/** A directive with the module that brings it. */
export interface KnownCommand {
  readonly command: CommandInfo;
  readonly module: ModuleInfo;
  readonly isLoaded: boolean;
}

const tables = new WeakMap<ConfigTree, ReadonlyMap<string, readonly KnownCommand[]>>();

/** Every directive that is known, by key (sections with `<`); those of loaded modules first. */
export function knownCommands({ tree, server }: Analysis): ReadonlyMap<string, readonly KnownCommand[]> {
  const known = tables.get(tree);
  if (known !== undefined) return known;
  const table = new Map<string, KnownCommand[]>();
  const symbols = new Set([...tree.modules, ...(server?.tree.modules ?? [])].map(({ symbol }) => symbol));
  const extra = tree.profile.catalogues ?? [];
  const described = new Set(extra.map(({ symbol }) => symbol));
  const all = [...extra, ...modules().filter(({ symbol }) => !described.has(symbol))];
  for (const isLoaded of [true, false]) {
    for (const module of all) {
      if (symbols.has(module.symbol) !== isLoaded) continue;
      for (const command of module.commands) {
        if (command.since === "2.5") continue;
        table.set(command.key, [...(table.get(command.key) ?? []), { command, module, isLoaded }]);
      }
    }
  }
  tables.set(tree, table);
  return table;
}

/** The directive that httpd would run, or that a module would bring; sections with or without `<`. */
export function commandOf(analysis: Analysis, key: string): KnownCommand | undefined {
  return knownCommands(analysis).get(key)?.[0];
}
