import { type ArgumentsHow, CommandInfo, NOT_IN } from "./command.ts";
import type { ValueConstraint } from "./constraints.ts";
import type { ModuleInfo } from "./modules.ts";

/** A file of the catalogue: schema/catalogue.schema.json. */
export interface Catalogue {
  readonly module: CatalogueModule;
  readonly directives: readonly CatalogueDirective[];
}

export interface CatalogueModule {
  /** Name for LoadModule. */
  readonly symbol: string;
  /** Source file, the name for `<IfModule>`. */
  readonly source: string;
  /** Shared object. */
  readonly file?: string | null;
  readonly summary?: string;
  readonly status?: string;
  readonly since?: string;
  readonly versions?: string | undefined;
  readonly page?: string;
  readonly package?: string;
  readonly thirdParty?: boolean;
  readonly mpm?: boolean;
  /** Modules that must be loaded before it, and what the loader misses without them. */
  readonly needs?: readonly { readonly module: string; readonly missing: string }[];
}

export interface CatalogueDirective {
  readonly name: string;
  /** `args_how` of the command table, e.g. `TAKE1`. */
  readonly arguments: string;
  /** `req_override` as in the command table, e.g. `RSRC_CONF|ACCESS_CONF`. */
  readonly flags: string;
  /** `NOT_IN_...` that the handler tests, one after the other. */
  readonly forbidden?: readonly string[];
  readonly readPhase?: boolean;
  readonly since?: string;
  readonly versions?: string;
  readonly values?: readonly ValueConstraint[];
  readonly summary?: string;
  readonly syntax?: string;
  readonly default?: string;
  readonly contexts?: readonly string[];
  readonly override?: readonly string[];
  readonly page?: string;
  /** What a value does. */
  readonly meanings?: Readonly<Record<string, string>>;
}

const HOW: Readonly<Record<string, ArgumentsHow>> = {
  RAW_ARGS: "raw",
  NO_ARGS: "none",
  TAKE1: "take1",
  TAKE2: "take2",
  TAKE3: "take3",
  TAKE12: "take12",
  TAKE13: "take13",
  TAKE23: "take23",
  TAKE123: "take123",
  ITERATE: "iterate",
  ITERATE2: "iterate2",
  TAKE_ARGV: "argv",
  FLAG: "flag",
};

/** Bits of the macros in httpd's include/http_config.h. */
const FLAGS: Readonly<Record<string, number>> = {
  OR_NONE: 0,
  OR_LIMIT: 1,
  OR_OPTIONS: 2,
  OR_FILEINFO: 4,
  OR_AUTHCFG: 8,
  OR_INDEXES: 16,
  OR_UNSET: 32,
  ACCESS_CONF: 64,
  RSRC_CONF: 128,
  EXEC_ON_READ: 256,
  PROXY_CONF: 2048,
  OR_ALL: 31,
};

const PLACES: Readonly<Record<string, number>> = {
  NOT_IN_VIRTUALHOST: NOT_IN.virtualHost,
  NOT_IN_LIMIT: NOT_IN.limit,
  NOT_IN_DIRECTORY: NOT_IN.directory,
  NOT_IN_LOCATION: NOT_IN.location,
  NOT_IN_FILES: NOT_IN.files,
  NOT_IN_HTACCESS: NOT_IN.htaccess,
  NOT_IN_PROXY: NOT_IN.proxy,
  NOT_IN_DIR_LOC_FILE: NOT_IN.directory | NOT_IN.location | NOT_IN.files,
  NOT_IN_DIR_CONTEXT: NOT_IN.dirContext,
  GLOBAL_ONLY: NOT_IN.global,
};

function bits(text: string, names: Readonly<Record<string, number>>): number {
  return text
    .split("|")
    .map((name) => names[name.trim()] ?? 0)
    .reduce((all, bit) => all | bit, 0);
}

/** As in the command table: only what 2.4.0 lacks has one, and trunk is `2.5`. */
function firstVersion(since: string | undefined, versions: string | undefined): string | undefined {
  if (versions === "trunk") return "2.5";
  return since !== undefined && /^2\.4\.[1-9]/.test(since) ? since : undefined;
}

/** A module that is described by a catalogue file; the file must have passed the schema. */
export function moduleOfCatalogue({ module, directives }: Catalogue): ModuleInfo {
  const { symbol, source, file, needs = [], thirdParty = true, mpm = false, since, versions } = module;
  const commands = directives.map((directive) => commandOf(directive, symbol));
  return {
    symbol,
    source,
    file: file ?? source.replace(/\.c$/, ".so"),
    needs: needs.map((need) => ({ module: need.module, symbol: need.missing })),
    commands,
    directives: commands.map(({ name }) => name),
    readPhase: commands.filter(({ readPhase }) => readPhase).map(({ name }) => name),
    thirdParty,
    mpm,
    since: firstVersion(since, versions),
  };
}

function commandOf(directive: CatalogueDirective, module: string): CommandInfo {
  const { name, flags, forbidden = [], readPhase, values = [], since, versions } = directive;
  const mask = bits(flags, FLAGS);
  const executed = readPhase === true || (mask & 256) !== 0;
  const first = firstVersion(since, versions);
  return new CommandInfo(
    name,
    module,
    HOW[directive.arguments] ?? "raw",
    mask,
    forbidden.map((places) => bits(places, PLACES)),
    `${executed ? "!" : ""}${first === undefined ? "" : `@${first}`}`,
    values,
  );
}
