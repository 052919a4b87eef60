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

/** Reads its part of the table when somebody asks for it: most configurations load a fraction of all modules. */
class TableModule implements ModuleInfo {
  readonly symbol: string;
  readonly source: string;
  readonly file: string;
  readonly thirdParty: boolean;
  readonly mpm: boolean;
  readonly since: string | undefined;
  readonly #needs: string;
  readonly #from: number;
  readonly #to: number;
  #keys: readonly string[] | undefined;
  /** By key, of those that 2.4.0 lacks. */
  readonly #firstVersions = new Map<string, string>();
  #lines: readonly string[] | undefined;
  /** Rows that were asked for, by place. */
  readonly #rows: (CommandInfo | undefined)[] = [];
  #commands: readonly CommandInfo[] | undefined;

  constructor(head: string, from: number, to: number) {
    const [, symbol = "", source = "", file = "", flags = "", needs = ""] = head.split(" ");
    this.symbol = symbol;
    this.source = source;
    this.file = file;
    this.thirdParty = flags.startsWith("T");
    this.mpm = flags.startsWith("M");
    this.since = flags.includes("@") ? flags.slice(flags.indexOf("@") + 1) : undefined;
    this.#needs = needs;
    this.#from = from;
    this.#to = to;
  }

  get needs(): readonly ModuleNeed[] {
    if (this.#needs === "-") return [];
    return this.#needs.split(",").map((text) => {
      const [module = "", symbol = ""] = text.split(":");
      return { module, symbol };
    });
  }

  get #text(): string {
    return commandTable.slice(this.#from, this.#to);
  }

  get keys(): readonly string[] {
    this.#keys ??= (this.#text.toLowerCase().match(/^[^ ]+/gm) ?? []).map((head) => this.#keyOf(head));
    return this.#keys;
  }

  #keyOf(head: string): string {
    const at = head.indexOf("@");
    if (at < 0) return head;
    const key = head.slice(0, at);
    this.#firstVersions.set(key, head.slice(at + 1));
    return key;
  }

  firstVersionOf(key: string): string | undefined {
    return this.#firstVersions.get(key);
  }

  commandsOf(key: string): readonly CommandInfo[] {
    const row = this.#row(this.keys.indexOf(key));
    return row === undefined ? [] : [row];
  }

  #row(at: number): CommandInfo | undefined {
    this.#lines ??= this.#text.split("\n");
    const line = this.#lines[at];
    if (line === undefined || line === "") return undefined;
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

/** `since` of one of its `directiveKeys`. */
export function firstVersionOf(module: ModuleInfo, key: string): string | undefined {
  return module instanceof TableModule ? module.firstVersionOf(key) : commandsOf(module, key)[0]?.since;
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
  const all: ModuleInfo[] = [];
  let head = commandTable.indexOf("=");
  while (head >= 0) {
    const end = commandTable.indexOf("\n", head);
    const following = commandTable.indexOf("\n= ", end - 1);
    const to = following < 0 ? commandTable.length - 1 : following;
    all.push(new TableModule(commandTable.slice(head, end), end + 1, Math.max(to, end + 1)));
    head = following < 0 ? -1 : following + 1;
  }
  return {
    all,
    bySymbol: new Map(all.map((module) => [module.symbol, module])),
    bySource: new Map(all.map((module) => [module.source, module])),
  };
}
