import { moduleTable } from "./module-table.ts";

/** A module that must be loaded earlier, because its symbols are bound when the shared object is loaded. */
export interface ModuleNeed {
  /** LoadModule symbol of the module needed first, e.g. `session_module`. */
  readonly module: string;
  /** What the loader reports as undefined without it, e.g. `ap_hook_session_save`. */
  readonly symbol: string;
}

/** What is known about one httpd module without loading it. */
export interface ModuleInfo {
  /** Name for LoadModule, e.g. `session_module`. */
  readonly symbol: string;
  /** Name for `<IfModule>`: the source file, e.g. `mod_session.c`. */
  readonly source: string;
  /** Name of the shared object, e.g. `mod_session.so`. */
  readonly file: string;
  readonly needs: readonly ModuleNeed[];
  /** Names its command table registers, in httpd's spelling; sections begin with `<`. */
  readonly directives: readonly string[];
  /** Those of `directives` with EXEC_ON_READ: httpd runs them while it reads. */
  readonly readPhase: readonly string[];
  /** Not part of httpd's own distribution. */
  readonly thirdParty: boolean;
  /** A multi-processing module: exactly one must be loaded. */
  readonly mpm: boolean;
}

interface Tables {
  readonly all: readonly ModuleInfo[];
  readonly bySymbol: ReadonlyMap<string, ModuleInfo>;
  readonly bySource: ReadonlyMap<string, ModuleInfo>;
}

let loaded: Tables | undefined;

/** Every known module, ordered by symbol. */
export function modules(): readonly ModuleInfo[] {
  return tables().all;
}

/** The module that `LoadModule symbol ...` names; the exact spelling counts, as for httpd. */
export function moduleBySymbol(symbol: string): ModuleInfo | undefined {
  return tables().bySymbol.get(symbol);
}

/** The module compiled from `source`, e.g. `mod_session.c` or `core.c`; the exact spelling counts, as for httpd. */
export function moduleBySource(source: string): ModuleInfo | undefined {
  return tables().bySource.get(source);
}

function tables(): Tables {
  loaded ??= load();
  return loaded;
}

function load(): Tables {
  const all = moduleTable.trim().split("\n").map(moduleOf);
  return {
    all,
    bySymbol: new Map(all.map((module) => [module.symbol, module])),
    bySource: new Map(all.map((module) => [module.source, module])),
  };
}

function moduleOf(line: string): ModuleInfo {
  const [flags = "", symbol = "", source = "", file = "", needs = "", ...names] = line.split(" ");
  const directives: string[] = [];
  const readPhase: string[] = [];
  for (const name of names) {
    const executed = name.endsWith("!");
    const spelling = executed ? name.slice(0, -1) : name;
    directives.push(spelling);
    if (executed) readPhase.push(spelling);
  }
  return {
    symbol,
    source,
    file,
    needs: needs === "-" ? [] : needs.split(",").map(needOf),
    directives,
    readPhase,
    thirdParty: flags.includes("T"),
    mpm: flags.includes("M"),
  };
}

function needOf(text: string): ModuleNeed {
  const [module = "", symbol = ""] = text.split(":");
  return { module, symbol };
}
