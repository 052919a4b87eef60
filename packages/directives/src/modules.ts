import { type CommandInfo, commandOfLine } from "./command.ts";
import { commandTable } from "./command-table.generated.ts";

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
  /** Its command table. */
  readonly commands: readonly CommandInfo[];
  /** Names of its command table, in httpd's spelling; sections begin with `<`. */
  readonly directives: readonly string[];
  /** Those of `directives` with EXEC_ON_READ: httpd runs them while it reads. */
  readonly readPhase: readonly string[];
  /** Not part of httpd's own distribution. */
  readonly thirdParty: boolean;
  /** A multi-processing module: exactly one must be loaded. */
  readonly mpm: boolean;
  /** First version that has it, when that is not 2.4.0; `2.5` for what only trunk has. */
  readonly since: string | undefined;
}

const NONE: ReadonlyMap<string, string> = new Map();

/** Reads its part of the table when somebody asks for it: most configurations load a fraction of all modules. */
class TableModule implements ModuleInfo {
  readonly symbol: string;
  readonly source: string;
  readonly file: string;
  readonly thirdParty: boolean;
  readonly mpm: boolean;
  readonly since: string | undefined;
  readonly #needs: string;
  /** Its rows. */
  readonly #text: string;
  #keys: readonly string[] | undefined;
  #firstVersions: ReadonlyMap<string, string> = NONE;
  #lines: readonly string[] | undefined;
  /** Rows that were asked for, by place. */
  #rows: (CommandInfo | undefined)[] | undefined;
  #commands: readonly CommandInfo[] | undefined;

  constructor(part: string) {
    const end = part.indexOf("\n");
    const fields = (end < 0 ? part : part.slice(0, end)).split(" ");
    const flags = fields[3] ?? "";
    this.symbol = fields[0] ?? "";
    this.source = fields[1] ?? "";
    this.file = fields[2] ?? "";
    this.thirdParty = flags.startsWith("T");
    this.mpm = flags.startsWith("M");
    this.since = flags.includes("@") ? flags.slice(flags.indexOf("@") + 1) : undefined;
    this.#needs = fields[4] ?? "";
    this.#text = end < 0 ? "" : part.slice(end + 1);
  }

  get needs(): readonly ModuleNeed[] {
    if (this.#needs === "-") return [];
    return this.#needs.split(",").map((text) => {
      const [module = "", symbol = ""] = text.split(":");
      return { module, symbol };
    });
  }

  get keys(): readonly string[] {
    if (this.#keys === undefined) {
      const heads: readonly string[] = this.#text.toLowerCase().match(/^[^ \n]+/gm) ?? [];
      this.#keys = this.#text.includes("@") ? this.#withoutVersions(heads) : heads;
    }
    return this.#keys;
  }

  #withoutVersions(heads: readonly string[]): readonly string[] {
    const versions = new Map<string, string>();
    this.#firstVersions = versions;
    return heads.map((head) => {
      const at = head.indexOf("@");
      if (at < 0) return head;
      const key = head.slice(0, at);
      versions.set(key, head.slice(at + 1));
      return key;
    });
  }

  get firstVersions(): ReadonlyMap<string, string> {
    return this.keys.length === 0 ? NONE : this.#firstVersions;
  }

  commandsOf(key: string): readonly CommandInfo[] {
    const row = this.#row(this.keys.indexOf(key));
    return row === undefined ? [] : [row];
  }

  #row(at: number): CommandInfo | undefined {
    this.#lines ??= this.#text.split("\n");
    const line = this.#lines[at];
    if (line === undefined || line === "") return undefined;
    this.#rows ??= [];
    this.#rows[at] ??= commandOfLine(line, this.symbol);
    return this.#rows[at];
  }

  get commands(): readonly CommandInfo[] {
    this.#commands ??= this.keys.flatMap((_, at) => this.#row(at) ?? []);
    return this.#commands;
  }

  get directives(): readonly string[] {
    return this.commands.map(({ name }) => name);
  }

  get readPhase(): readonly string[] {
    return this.commands.filter(({ readPhase }) => readPhase).map(({ name }) => name);
  }
}

/**
 * The keys of a module's directives. Every start asks for hundreds of names but for the rows of a few dozen, which are
 * only made then.
 */
export function directiveKeys(module: ModuleInfo): readonly string[] {
  return module instanceof TableModule ? module.keys : module.commands.map(({ key }) => key);
}

/** The rows of one of its directives, the last one first. */
export function commandsOf(module: ModuleInfo, key: string): readonly CommandInfo[] {
  if (module instanceof TableModule) return module.commandsOf(key);
  return module.commands.filter((command) => command.key === key).reverse();
}

/** `since` of those of its `directiveKeys` that 2.4.0 lacks. */
export function firstVersions(module: ModuleInfo): ReadonlyMap<string, string> {
  if (module instanceof TableModule) return module.firstVersions;
  return new Map(module.commands.flatMap(({ key, since }) => (since === undefined ? [] : [[key, since]])));
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
  const [, ...parts] = commandTable.trimEnd().split("\n= ");
  const all = parts.map((part) => new TableModule(part));
  return {
    all,
    bySymbol: new Map(all.map((module) => [module.symbol, module])),
    bySource: new Map(all.map((module) => [module.source, module])),
  };
}
