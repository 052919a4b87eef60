import { type ModuleInfo, moduleBySource, modules } from "@httpd-lint/directives";
import type { ServerProfile } from "../profile.ts";
import type { ConfigNode, LoadedModule } from "../tree.ts";
import { lowerCase } from "./variables.ts";

/** A name that a linked or loaded module has registered. */
export interface Command {
  /** httpd's own spelling, sections with `<`. */
  readonly name: string;
  /** In lower case. */
  readonly key: string;
  readonly readPhase: boolean;
}

/** The modules in effect at the current line and the names they bring (`ap_find_command_in_modules`). */
export class ModuleSet {
  readonly loaded: LoadedModule[] = [];
  readonly #symbols = new Set<string>();
  readonly #sources = new Set<string>();
  readonly #commands = new Map<string, Command>();
  /** Changes when names are added, so that look-ups can be kept until then. */
  generation = 0;
  readonly #builtIn: ReadonlySet<string>;

  constructor(profile: ServerProfile) {
    this.#builtIn = new Set(profile.compiledIn);
    for (const source of profile.compiledIn) {
      const info = moduleBySource(source);
      const symbol = info?.symbol ?? `${source.replace(/^mod_|\.c$/g, "")}_module`;
      this.#register({ symbol, source, loadedBy: undefined }, info);
    }
  }

  command(key: string): Command | undefined {
    return this.#commands.get(key);
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
    for (const name of info.directives) {
      const key = lowerCase(name);
      // The newest module's spelling is found first: ap_add_module puts a module in front of the list.
      this.#commands.set(key, { name, key, readPhase: info.readPhase.includes(name) });
    }
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
