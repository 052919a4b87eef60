import {
  type CommandInfo,
  commandsOf,
  directiveKeys,
  firstVersions,
  type ModuleInfo,
  moduleBySource,
  moduleBySymbol,
  modules,
} from "@httpd-lint/directives";
import type { ServerProfile } from "../profile.ts";
import type { ConfigNode, LoadedModule } from "../tree.ts";

/** The modules in effect at the current line and the names they bring (`ap_find_command_in_modules`). */
export class ModuleSet {
  readonly loaded: LoadedModule[] = [];
  readonly #symbols = new Set<string>();
  readonly #sources = new Set<string>();
  /** The modules that bring a name, newest first. */
  readonly #owners = new Map<string, ModuleInfo | readonly ModuleInfo[]>();
  /** Their rows for the names that were asked for. */
  readonly #commands = new Map<string, readonly CommandInfo[]>();
  readonly #extra: readonly ModuleInfo[];
  readonly #version: string;
  /** Whether names that came with a version are too new; versions are few, names many. */
  readonly #tooNew = new Map<string, boolean>();
  /** Changes when names are added, so that look-ups can be kept until then. */
  generation = 0;
  readonly #builtIn: ReadonlySet<string>;

  constructor(profile: ServerProfile) {
    this.#builtIn = new Set(profile.compiledIn);
    this.#extra = profile.catalogues ?? [];
    this.#version = profile.version;
    for (const source of profile.compiledIn) {
      const info = this.#extra.find((one) => one.source === source) ?? moduleBySource(source);
      const symbol = info?.symbol ?? `${source.replace(/^mod_|\.c$/g, "")}_module`;
      this.#register({ symbol, source, loadedBy: undefined }, info);
    }
  }

  /** The newest module's row: ap_add_module puts a module in front of the list. */
  command(key: string): CommandInfo | undefined {
    return this.commands(key)[0];
  }

  /** Every row of that name, newest module first: httpd runs the handlers of all (`ap_walk_config_sub`). */
  commands(key: string): readonly CommandInfo[] {
    const known = this.#commands.get(key);
    if (known !== undefined) return known;
    const commands = [this.#owners.get(key) ?? []]
      .flat()
      .flatMap((module) => commandsOf(module, key))
      .filter(({ since }) => !this.#isTooNew(since));
    this.#commands.set(key, commands);
    return commands;
  }

  /** Whether a module, once loaded, would bring that name in the profile's version of httpd. */
  offers(module: ModuleInfo, key: string): boolean {
    return commandsOf(module, key).some(({ since }) => !this.#isTooNew(since));
  }

  /** Whether several modules registered that name. */
  isShared(key: string): boolean {
    return this.commands(key).length > 1;
  }

  names(): Iterable<CommandInfo> {
    return Array.from(this.#owners.keys()).flatMap((key) => this.command(key) ?? []);
  }

  /** What is known of a module, from the profile's own catalogues first. */
  info(symbol: string): ModuleInfo | undefined {
    return this.#extra.find((one) => one.symbol === symbol) ?? moduleBySymbol(symbol);
  }

  /** IfModule's test: the exact symbol or source file name (`ap_find_linked_module`, `ap_find_loaded_module_symbol`). */
  has(name: string): boolean {
    return this.#symbols.has(name) || this.#sources.has(name);
  }

  hasLoaded(symbol: string): boolean {
    return this.loaded.some((module) => module.loadedBy !== undefined && module.symbol === symbol);
  }

  /** mod_so makes the source name out of the symbol to find a linked module, so it misses core and http_core. */
  isBuiltIn(symbol: string): boolean {
    return this.#builtIn.has(`mod_${symbol.replace(/_module$/, "")}.c`);
  }

  load(symbol: string, info: ModuleInfo | undefined, loadedBy: ConfigNode): void {
    const source = info?.source ?? `mod_${symbol.replace(/_module$/, "")}.c`;
    this.#register({ symbol, source, loadedBy }, info);
  }

  #register(module: LoadedModule, info: ModuleInfo | undefined): void {
    this.loaded.push(module);
    this.#symbols.add(module.symbol);
    this.#sources.add(module.source);
    if (info === undefined) return;
    this.generation++;
    const versions = firstVersions(info);
    for (const key of directiveKeys(info)) {
      if (versions.size === 0 || !this.#isTooNew(versions.get(key))) this.#own(key, info);
    }
  }

  #own(key: string, module: ModuleInfo): void {
    const older = this.#owners.get(key);
    if (older === undefined) {
      this.#owners.set(key, module);
    } else {
      const all = [older].flat();
      // A part of a configuration is read with every module in place, and may still load some.
      if (all[0] !== module) this.#owners.set(key, [module, ...all]);
    }
    if (this.#commands.size > 0) this.#commands.delete(key);
  }

  #isTooNew(since: string | undefined): boolean {
    if (since === undefined) return false;
    let tooNew = this.#tooNew.get(since);
    if (tooNew === undefined) {
      tooNew = isNewer(since, this.#version);
      this.#tooNew.set(since, tooNew);
    }
    return tooNew;
  }
}

let byFile: ReadonlyMap<string, readonly ModuleInfo[]> | undefined;

/** Modules known to live in a shared object of that name. */
export function modulesInFile(path: string): readonly ModuleInfo[] {
  if (byFile === undefined) {
    const table = new Map<string, ModuleInfo[]>();
    for (const info of modules()) table.set(info.file, [...(table.get(info.file) ?? []), info]);
    byFile = table;
  }
  return byFile.get(path.slice(path.lastIndexOf("/") + 1)) ?? [];
}

/** Whether version `a` is newer than `b`. */
function isNewer(a: string, b: string): boolean {
  const left = a.split(".").map(Number);
  const right = b.split(".").map(Number);
  for (let at = 0; at < 3; at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
