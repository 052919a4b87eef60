import { dirname, resolve } from "node:path";
import {
  allowedOverrides,
  type ConfigHost,
  type ConfigTree,
  type DetectedServer,
  isFailure,
  maskerOfAll,
  overridesOf,
  readConfig,
  readHtaccess,
} from "@httpd-lint/config";
import {
  countDiagnostics,
  countsText,
  type Diagnostic,
  hasFindings,
  jsonReport,
  reportText,
  sortDiagnostics,
} from "@httpd-lint/diagnostics";
import { decodeSource } from "@httpd-lint/grammar";
import { realPath } from "@httpd-lint/language-server/node-host";
import {
  aloneFindings,
  htaccessFindings,
  isHtaccess,
  readFragment,
  readServer,
  seenFrom,
  serverFindings,
} from "@httpd-lint/language-service";
import { type LintOptions, lint } from "@httpd-lint/lint";
import { findConfigFiles } from "./find-files.ts";
import { diffText, type FixOptions, fixAll, fixedText, wantsFixes, writeFixed } from "./fix.ts";
import { shortest } from "./layout.ts";
import { processRequestFile, processServer } from "./process.ts";
import { findServer, findServerAt, namesServer, type ServerOptions, withSettings } from "./server-options.ts";
import { lintOptionsOf } from "./settings/rule-options.ts";
import { type ColorChoice, type ExitCode, paintFor, type Terminal, UsageError } from "./terminal.ts";

export interface CheckOptions extends ServerOptions, FixOptions {
  readonly format: "text" | "json";
  readonly color: ColorChoice;
  /** Preset of rules. */
  readonly rules?: string;
  /** Look at each file by itself. */
  readonly alone?: boolean;
  readonly stdinFilename?: string;
}

/** What was found so far. */
interface Run {
  readonly host: ConfigHost;
  readonly terminal: Terminal;
  readonly options: CheckOptions;
  readonly lintOptions: LintOptions;
  readonly diagnostics: Diagnostic[];
  readonly sources: Map<string, string>;
  /** Real paths of files that a server read. */
  readonly covered: Set<string>;
  readonly servers: Map<string, ConfigTree>;
  readonly processed: Map<ConfigTree, readonly Diagnostic[]>;
  /** Names given with neither -D nor Define that conditions ask for, with how many do. */
  readonly undecided: Map<string, number>;
  /** Files read one by one, without their server. */
  fragments: number;
  failed: boolean;
  /** Folders and files that fixes may change. */
  readonly places: Set<string>;
  readonly trees: Set<ConfigTree>;
  /** What was fixed before. */
  readonly fixed?: string;
}

const STDIN = "-";

/** `httpd-lint check`: what httpd refuses and what we recommend, for every path. */
export async function check(
  host: ConfigHost,
  terminal: Terminal,
  paths: readonly string[],
  given: CheckOptions,
): Promise<ExitCode> {
  const options = await withSettings(
    host,
    terminal,
    paths.find((path) => path !== STDIN) ?? given.stdinFilename,
    given,
  );
  if (!wantsFixes(options)) return finish(await look(host, terminal, paths, options));
  if (paths.includes(STDIN)) throw new UsageError("Standard input cannot be fixed: name a file");
  const quiet = { ...terminal, err: () => {} };
  const fixed = await fixAll(host, options, async (overlay) => {
    const run = await look(overlay, quiet, paths, options);
    return { diagnostics: diagnosticsOf(run), sources: run.sources, places: [...run.places], trees: run.trees };
  });
  if (options.diff === true) {
    terminal.out(await diffText(host, terminal, fixed));
    return fixed.texts.size > 0 ? 1 : 0;
  }
  writeFixed(terminal, fixed);
  const run = await look(fixed.host, terminal, paths, options);
  return finish(options.format === "json" ? run : { ...run, fixed: fixedText(terminal, fixed) });
}

/** Everything that the paths lead to; what is wrong with a path is told at once. */
async function look(
  host: ConfigHost,
  terminal: Terminal,
  paths: readonly string[],
  options: CheckOptions,
): Promise<Run> {
  const run = await newRun(host, terminal, options);
  if (namesServer(options)) await checkServer(run, found(findServer(host, terminal, undefined, options)), undefined);
  else if (paths.length === 0) await checkPath(run, ".");
  for (const path of paths) {
    try {
      await checkPath(run, path);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      terminal.err(`httpd-lint: ${error.message}\n`);
      run.failed = true;
    }
  }
  return run;
}

function diagnosticsOf(run: Run): readonly Diagnostic[] {
  return sortDiagnostics(withoutRepeats(run.diagnostics));
}

async function finish(run: Run): Promise<ExitCode> {
  const diagnostics = diagnosticsOf(run);
  await report(run, diagnostics);
  return run.failed ? 2 : hasFindings(diagnostics) ? 1 : 0;
}

async function newRun(host: ConfigHost, terminal: Terminal, options: CheckOptions): Promise<Run> {
  return {
    host,
    terminal,
    options,
    lintOptions: await lintOptionsOf(host, terminal, options),
    diagnostics: [],
    sources: new Map(),
    covered: new Set(),
    servers: new Map(),
    processed: new Map(),
    undecided: new Map(),
    fragments: 0,
    failed: false,
    places: new Set(),
    trees: new Set(),
  };
}

function found<T extends object>(result: T | { readonly failure: string }): T {
  if ("failure" in result) throw new UsageError(result.failure);
  return result;
}

async function checkPath(run: Run, given: string): Promise<void> {
  if (given === STDIN) {
    await checkInput(run);
    return;
  }
  const path = resolve(run.terminal.cwd, given);
  const type = run.host.typeOf(path);
  if (isFailure(type)) found(findServerAt(run.host, run.terminal, path, run.options));
  else if (type === "directory") await checkFolder(run, path, given);
  else if (type === "file") await checkFile(run, path, run.host);
  else throw new UsageError(`Cannot read ${given}: it is neither a file nor a folder`);
}

/** Standard input stands for the file that --stdin-filename names, as an editor has it before it is saved. */
async function checkInput(run: Run): Promise<void> {
  const { stdinFilename } = run.options;
  const text = decodeSource(run.terminal.input());
  const path = stdinFilename === undefined ? STDIN : resolve(run.terminal.cwd, stdinFilename);
  const host: ConfigHost = {
    ...run.host,
    readFile: (asked) => (asked === path ? text : run.host.readFile(asked)),
    typeOf: (asked) => (asked === path ? "file" : run.host.typeOf(asked)),
  };
  await checkFile({ ...run, host }, path, host);
}

async function checkFile(run: Run, path: string, host: ConfigHost): Promise<void> {
  const { options, terminal } = run;
  if (isBinary(run, path)) throw new UsageError(`${shortest(terminal.cwd, path)} is not a text file`);
  if (path !== STDIN && options.alone !== true) {
    const server = findServer(host, terminal, path, options);
    if (!("failure" in server)) {
      if (server.mainFile === path) return void (await checkServer(run, server, undefined));
      if (isHtaccess(path)) return checkHtaccess(run, server, path);
      if (await checkServer(run, server, path)) return;
    }
  }
  await checkAlone(run, path);
}

async function checkFolder(run: Run, folder: string, given: string): Promise<void> {
  const server = findServerAt(run.host, run.terminal, folder, run.options);
  if (!("failure" in server) && run.options.alone !== true) return void (await checkServer(run, server, undefined));
  const files = await findConfigFiles(folder, run.host);
  if (files.length === 0) throw new UsageError(`${given} holds no server and no file that looks like httpd's`);
  for (const file of files) {
    if (run.covered.has(realPath(file)) || isBinary(run, file)) continue;
    if (!/\/(?:httpd|apache2)\.conf$/.test(file) || run.options.alone === true) continue;
    await checkServer(run, found(findServerAt(run.host, run.terminal, file, run.options)), undefined);
  }
  for (const file of files) {
    const real = realPath(file);
    if (run.covered.has(real) || isBinary(run, file)) continue;
    run.covered.add(real);
    await checkAlone(run, file);
  }
}

/**
 * Reads a server once and notes what was found in it.
 *
 * @param only the file whose findings are wanted
 * @returns false when the server does not read that file
 */
async function checkServer(run: Run, server: DetectedServer, only: string | undefined): Promise<boolean> {
  const { mainFile } = server;
  const known = run.servers.get(mainFile);
  if (known === undefined && isBinary(run, mainFile)) {
    throw new UsageError(`${shortest(run.terminal.cwd, mainFile)} is not a text file`);
  }
  const tree = known ?? readServer(run.host, server);
  run.servers.set(mainFile, tree);
  const wanted = only === undefined ? undefined : realPath(only);
  if (wanted !== undefined && ![...tree.files.keys()].some((file) => realPath(file) === wanted)) return false;
  remember(run, tree);
  run.places.add(only ?? dirname(mainFile));
  for (const file of tree.files.keys()) run.covered.add(realPath(file));
  if (known === undefined) countUndecided(run, tree);
  const all = [...(await httpdDiagnostics(run, tree)), ...lint(tree, run.lintOptions)];
  run.diagnostics.push(
    ...(wanted === undefined
      ? all
      : all
          .map((diagnostic) => seenFrom(diagnostic, (file) => realPath(file) === wanted))
          .filter(({ location }) => location !== undefined && realPath(location.file) === wanted)),
  );
  return true;
}

async function httpdDiagnostics(run: Run, tree: ConfigTree): Promise<readonly Diagnostic[]> {
  const known = run.processed.get(tree);
  if (known !== undefined) return known;
  const diagnostics = serverFindings(tree, await processServer(tree));
  run.processed.set(tree, diagnostics);
  return diagnostics;
}

/** A .htaccess with the modules, Defines and AllowOverride of its server. */
async function checkHtaccess(run: Run, server: DetectedServer, path: string): Promise<void> {
  const tree = run.servers.get(server.mainFile) ?? readConfig(server.mainFile, run.host, server.profile);
  run.servers.set(server.mainFile, tree);
  const htaccess = readHtaccess(path, run.host, server.profile, tree);
  remember(run, htaccess);
  run.places.add(path);
  const allowed = allowedOverrides(tree, path) ?? overridesOf(["All"]);
  const process = await processRequestFile(htaccess, allowed);
  const own = lint(htaccess, { ...run.lintOptions, partial: true }).filter(({ location }) => location?.file === path);
  run.diagnostics.push(...htaccessFindings(htaccess, process), ...own);
}

/** What is no text at all would only give a page of nonsense. */
function isBinary(run: Run, path: string): boolean {
  const text = run.host.readFile(path);
  if (isFailure(text)) return false;
  const sample = text.slice(0, 4096);
  const strange = sample.match(/[\0-\x08\x0e-\x1f\udc80-\udcff]/g)?.length ?? 0;
  return strange > sample.length / 10;
}

async function checkAlone(run: Run, path: string): Promise<void> {
  const tree = readFragment(path, run.host, run.options.settings?.catalogues);
  run.fragments++;
  remember(run, tree);
  run.places.add(path);
  const own = lint(tree, { ...run.lintOptions, partial: true }).filter(({ location }) => location?.file === path);
  const process = isHtaccess(path) ? await processRequestFile(tree, overridesOf(["All"])) : await processServer(tree);
  run.diagnostics.push(...aloneFindings(tree, process), ...own);
  if (tree.files.size === 0) run.failed = true;
}

function remember(run: Run, tree: ConfigTree): void {
  run.trees.add(tree);
  for (const [file, { text }] of tree.files) run.sources.set(file, text);
}

function countUndecided(run: Run, tree: ConfigTree): void {
  for (const { certainty, name, test } of tree.conditions) {
    if (certainty === "assumed" && name === "IfDefine") run.undecided.set(test, (run.undecided.get(test) ?? 0) + 1);
  }
}

/** A file that several paths of the command line lead to is told about once. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ code, message, location }) => {
    const key = `${code}\0${location?.file}\0${location?.start}\0${message}`;
    return !seen.has(key) && seen.add(key);
  });
}

async function report(run: Run, diagnostics: readonly Diagnostic[]): Promise<void> {
  const { terminal, options, sources } = run;
  const sourceOf = (file: string): string | undefined => sources.get(file);
  const undecided = [...run.undecided].map(([name, conditions]) => ({ name, conditions }));
  if (options.format === "json") {
    const data = { ...jsonReport(diagnostics, sourceOf), filesRead: sources.size, undecided };
    terminal.out(`${JSON.stringify(data, undefined, 2)}\n`);
    return;
  }
  const paint = await paintFor(terminal, options.color);
  const nameOf = (file: string): string => shortest(terminal.cwd, file);
  const columns = terminal.columns();
  const text = reportText(diagnostics, {
    sourceOf,
    mask: maskerOfAll(run.trees),
    paint,
    nameOf,
    ...(columns === undefined ? {} : { width: Math.max(40, columns - 12) }),
  });
  if (text !== "") terminal.out(`${text}\n`);
  if (undecided.length > 0) {
    const names = undecided.map(({ name }) => `-D ${name}`).join(" ");
    terminal.out(
      `Taken as not defined: ${undecided.map(({ name }) => name).join(", ")}. To look at those parts: ${names}\n`,
    );
  }
  if (run.failed && sources.size === 0) return;
  terminal.out(`${run.fixed ?? ""}${paint("summary", summary(run, diagnostics))}\n`);
}

/** e.g. `39 files read (debian): 1 error, 2 warnings.` */
function summary(run: Run, diagnostics: readonly Diagnostic[]): string {
  const files = `${run.sources.size} file${run.sources.size === 1 ? "" : "s"} read`;
  const kinds = new Set([...run.servers.values()].map(({ profile }) => profile.name));
  if (run.fragments > 0) kinds.add(kinds.size > 0 ? `${run.fragments} without a server` : "without a server");
  return `${files} (${[...kinds].join(", ")}): ${countsText(countDiagnostics(diagnostics))}.`;
}
