import { resolve } from "node:path";
import {
  type AllowedOverrides,
  type Assumption,
  allowedOverrides,
  type ConfigHost,
  type ConfigTree,
  type DetectedServer,
  lineNumberOf,
  maskMessage,
  overridesOf,
  type ProcessError,
  type ProcessResult,
  profileOf,
  type ReadError,
  readConfig,
  readHtaccess,
  type Undecided,
  type UndecidedClass,
} from "@httpd-lint/config";
import { processRequestFile, processServer } from "./process.ts";
import {
  findNamedServer,
  findServer,
  namesServer,
  type ServerOptions,
  withOptions,
  withSettings,
} from "./server-options.ts";
import { type ExitCode, type Terminal, UsageError } from "./terminal.ts";

export interface ConfigtestOptions extends ServerOptions {
  readonly format: "text" | "json";
  /** A .htaccess to test instead of the server's own files. */
  readonly htaccess?: string;
  /** Words of AllowOverride that hold for it, with blanks or commas between. */
  readonly allowOverride?: string;
}

/** What `configtest --format json` prints. */
export interface ConfigtestAnswer {
  readonly verdict: "accept" | "reject";
  /** Step that refused; null when nothing did. */
  readonly phase: "read" | "mpm" | "walk" | "check" | null;
  /** Place as httpd prints it; null when it gives none. */
  readonly file: string | null;
  readonly line: number | null;
  /** httpd's words without the place, or ours about a module's value; empty when it accepts. */
  readonly message: string;
  /** Stable name of the complaint; null when there is none. */
  readonly code: string | null;
  /** Include directives that led to the place, outermost first. */
  readonly via: readonly { readonly file: string; readonly line: number }[];
  /** What the verdict alone would not tell, e.g. that httpd never opens a .htaccess. */
  readonly notes: readonly string[];
  /** httpd's warnings. */
  readonly warnings: readonly string[];
  /** All errors, httpd's first one first: it would stop there. */
  readonly errors: readonly {
    readonly code: string;
    readonly file: string | null;
    readonly line: number | null;
    readonly message: string;
  }[];
  /** What was not looked at and taken as it should be. */
  readonly undecided: readonly {
    readonly class: UndecidedClass;
    readonly assumed: string;
    readonly file: string;
    readonly line: number;
  }[];
}

/** A tree and what the process pass found in it; without the latter when reading failed. */
export interface Tested {
  readonly tree: ConfigTree;
  readonly process?: ProcessResult;
  /** Sentences for people beside the verdict. */
  readonly notes?: readonly string[];
}

/** Reads and processes a server. */
export async function testServer(tree: ConfigTree): Promise<Tested> {
  return tree.errors.length > 0 ? { tree } : { tree, process: await processServer(tree) };
}

/** What `httpd -t` would answer. */
export function configtestAnswer({ tree, process, notes = [] }: Tested): ConfigtestAnswer {
  const errors: readonly (ReadError | ProcessError)[] = [...tree.errors, ...(process?.errors ?? [])];
  const [error] = errors;
  // httpd stops at the first error, so what it would warn of later is never printed.
  const read = tree.warnings.slice(0, error?.warningsBefore);
  const printed = [...read, ...(error === undefined ? (process?.warnings ?? []) : [])];
  const phase = phaseOf(error);
  return {
    verdict: error === undefined ? "accept" : "reject",
    phase,
    file: error?.file ?? null,
    line: error?.line ?? null,
    message: maskMessage(error?.message ?? ""),
    code: error?.diagnostic.code ?? null,
    via: (error?.via ?? []).filter((place) => place.file !== OPTION_LABEL),
    notes,
    warnings: printed.map(({ message }) => message).filter((message) => /^AH\d/.test(message)),
    errors: errors.map(({ diagnostic: { code }, file, line, message }) => ({
      code,
      file,
      line,
      message: maskMessage(message),
    })),
    // Lines of large files are only counted when somebody wants to know.
    get undecided() {
      return (process?.undecided ?? []).map(undecidedPlace);
    },
  };
}

function phaseOf(error: ReadError | ProcessError | undefined): ConfigtestAnswer["phase"] {
  if (error === undefined) return null;
  return isProcessError(error) ? error.phase : "read";
}

function isProcessError(error: ReadError | ProcessError): error is ProcessError {
  return "phase" in error;
}

function undecidedPlace({ node, class: kind, assumed }: Undecided): ConfigtestAnswer["undecided"][number] {
  return { class: kind, assumed, file: node.frame.file.path, line: lineNumberOf(node) };
}

/** The first error as httpd prints it: one place per level of Include, then the message. */
export function errorLine(tested: Tested): string {
  const { file, line, message, via, phase } = configtestAnswer(tested);
  if (phase === "mpm") return `AH00534: httpd-lint: Configuration error: ${message}`;
  if (phase === "check") return `${message}\nAH00014: Configuration check failed`;
  if (phase === "walk")
    return file === null ? message : `AH00526: Syntax error on line ${line} of ${file}:\n${message}`;
  const places = [...via, ...(file === null ? [] : [{ file, line: line ?? 0 }])];
  const texts = places.map((place) => `Syntax error on line ${place.line} of ${place.file}: `);
  // process_command_config has no place to name.
  if (isInOption(tested.tree.errors[0])) texts.unshift("Syntax error in -C/-c directive: ");
  return `httpd-lint: ${texts.join("")}${message}`;
}

const OPTION_LABEL = "-c/-C directives";

function isInOption(error: ReadError | undefined): boolean {
  return error?.diagnostic.location?.file === "-C/-c" || error?.via[0]?.file === OPTION_LABEL;
}

/** `httpd-lint configtest` */
export async function configtest(
  host: ConfigHost,
  terminal: Terminal,
  path: string | undefined,
  given: ConfigtestOptions,
): Promise<ExitCode> {
  const options = await withSettings(host, terminal, path ?? given.htaccess, given);
  const tested =
    options.htaccess === undefined
      ? await ofServer(host, terminal, path, options)
      : await ofHtaccess(host, terminal, path, options.htaccess, options);
  const answer = configtestAnswer(tested);
  if (options.format === "json") terminal.out(`${JSON.stringify(answer)}\n`);
  else {
    for (const warning of answer.warnings) terminal.err(`${warning}\n`);
    terminal.err(answer.verdict === "accept" ? "Syntax OK\n" : `${errorLine(tested)}\n`);
    for (const note of answer.notes) terminal.err(`Note: ${note}.\n`);
    const assumed = answer.verdict === "reject" ? "" : assumedText(tested.process?.assumptions ?? []);
    if (assumed !== "") terminal.err(`${assumed}\n`);
  }
  return answer.verdict === "accept" ? 0 : 1;
}

/** One and several of each. */
const KINDS: Readonly<Record<UndecidedClass, readonly [string, string]>> = {
  files: ["file or folder", "files or folders"],
  host: ["user, group or host name", "users, groups or host names"],
  program: ["program", "programs"],
  module: ["directive of a module that is not described", "directives of a module that is not described"],
};

/** e.g. `Not looked at: 3 files or folders (--host looks at this machine).` */
function assumedText(assumptions: readonly Assumption[]): string {
  if (assumptions.length === 0) return "";
  const counts = new Map<UndecidedClass, Set<string>>();
  for (const { class: kind, assumed } of assumptions) counts.set(kind, (counts.get(kind) ?? new Set()).add(assumed));
  const parts = [...counts].map(([kind, all]) => `${all.size} ${KINDS[kind][all.size === 1 ? 0 : 1]}`);
  const canLook = counts.has("files") || counts.has("host");
  return `Taken as given: ${parts.join(", ")}${canLook ? " (--host looks at this machine)" : ""}.`;
}

async function ofServer(
  host: ConfigHost,
  terminal: Terminal,
  path: string | undefined,
  options: ConfigtestOptions,
): Promise<Tested> {
  const server = findNamedServer(host, terminal, path, options);
  if ("failure" in server) throw new UsageError(server.failure);
  return testServer(readConfig(server.mainFile, host, server.profile));
}

/** A .htaccess in the server that PATH or `-d` and `-f` name; without a main file there, only with the modules `-C` loads. */
async function ofHtaccess(
  host: ConfigHost,
  terminal: Terminal,
  named: string | undefined,
  file: string,
  options: ConfigtestOptions,
): Promise<Tested> {
  const path = resolve(terminal.cwd, file);
  if (host.typeOf(path) !== "file") throw new UsageError(`Cannot read ${file}: it is not a file`);
  const { server, isReal } = serverAround(host, terminal, named, path, options);
  const tree = readConfig(server.mainFile, serverHost(host, server.mainFile, isReal), server.profile);
  if (tree.errors.length > 0) return { tree };
  const htaccess = readHtaccess(path, host, server.profile, tree);
  const allowed = overridesFor(tree, path, options, isReal);
  if (allowed === undefined) {
    const notes = [`httpd never opens ${path}: AllowOverride is None there`];
    return { tree: { ...htaccess, errors: [], warnings: [] }, notes };
  }
  if (htaccess.errors.length > 0) return { tree: htaccess };
  return { tree: htaccess, process: await processRequestFile(htaccess, allowed) };
}

interface Around {
  readonly server: DetectedServer;
  readonly isReal: boolean;
}

function serverAround(
  host: ConfigHost,
  terminal: Terminal,
  named: string | undefined,
  path: string,
  options: ConfigtestOptions,
): Around {
  const server =
    named === undefined
      ? findServer(host, terminal, namesServer(options) ? undefined : path, options)
      : findNamedServer(host, terminal, named, options);
  if (!("failure" in server)) return { server, isReal: true };
  const root = resolve(terminal.cwd, named ?? options.d ?? ".");
  const isFolder = named === undefined || host.typeOf(root) === "directory";
  if (options.f !== undefined || options.C === undefined || !isFolder) throw new UsageError(server.failure);
  const mainFile = `${root}/httpd.conf`;
  const bare = { mainFile, root, profile: profileOf("source", { serverRoot: root }) };
  return { server: withOptions(bare, terminal, options), isReal: false };
}

function serverHost(host: ConfigHost, mainFile: string, isReal: boolean): ConfigHost {
  if (isReal) return host;
  return {
    ...host,
    readFile: (asked) => (asked === mainFile ? "" : host.readFile(asked)),
    typeOf: (asked) => (asked === mainFile ? "file" : host.typeOf(asked)),
  };
}

/** `--allow-override`, else what the server says of the folder; undefined: httpd does not open the file. */
function overridesFor(
  tree: ConfigTree,
  path: string,
  { allowOverride }: ConfigtestOptions,
  isReal: boolean,
): AllowedOverrides | undefined {
  if (allowOverride !== undefined) return overridesOf(overrideWords(allowOverride));
  return isReal ? allowedOverrides(tree, path) : overridesOf(["All"]);
}

/** Commas behind `Options=` join its values, until the next word with `=`. */
function overrideWords(list: string): readonly string[] {
  return list.match(/options=\S+?(?=,\w+=|\s|$)|[^\s,]+/gi) ?? [];
}
