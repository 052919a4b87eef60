import {
  allowedOverrides,
  type ConfigHost,
  type ConfigTree,
  type DetectedServer,
  type JudgedLines,
  overridesOf,
  type PatternCompiler,
  type ProcessResult,
  processConfig,
  processHtaccess,
  readHtaccess,
} from "@httpd-lint/config";
import type { Diagnostic } from "@httpd-lint/diagnostics";
import { type LintOptions, lint } from "@httpd-lint/lint";
import type { Analysis, ServerSettings } from "../workspace.ts";
import { holdsAlone, isHtaccess, loadsModules, readFragment, readServer, withoutModules } from "./fragment.ts";

/** What judging needs besides the texts. */
export interface Judgement {
  readonly host: ConfigHost;
  readonly settings: ServerSettings;
  readonly patterns: PatternCompiler | undefined;
  /** Of earlier analyses of the same server. */
  readonly rightLines?: JudgedLines;
}

/** A server, read at once and judged when somebody asks. */
export function analyseServer(server: DetectedServer, judgement: Judgement): Analysis {
  const { host, settings, patterns, rightLines } = judgement;
  const tree = readServer(host, server);
  return analysisOf("server", tree, undefined, {
    process: () => processConfig(tree, { ...optionsOf(patterns), ...(rightLines === undefined ? {} : { rightLines }) }),
    httpd: (process) => serverFindings(tree, process),
    lint: settings.lint ?? {},
  });
}

/** A .htaccess with the modules, Defines and AllowOverride of its server. */
export function analyseHtaccess(path: string, server: Analysis, { host, settings, patterns }: Judgement): Analysis {
  const tree = readHtaccess(path, host, server.tree.profile, server.tree);
  // Where httpd does not even open the file (AllowOverride None), its content is judged for the day when it does.
  const allowed = allowedOverrides(server.tree, path) ?? overridesOf(["All"]);
  return analysisOf("htaccess", tree, server, {
    process: () => processHtaccess(tree, allowed, optionsOf(patterns)),
    httpd: (process) => htaccessFindings(tree, process),
    lint: { ...settings.lint, partial: true },
  });
}

/** A file that no server includes. */
export function analyseAlone(path: string, { host, settings, patterns }: Judgement): Analysis {
  const tree = readFragment(path, host, settings.catalogues);
  const inHtaccess = isHtaccess(path);
  return analysisOf(inHtaccess ? "htaccess" : "fragment", tree, undefined, {
    process: () =>
      inHtaccess
        ? processHtaccess(tree, overridesOf(["All"]), optionsOf(patterns))
        : processConfig(tree, optionsOf(patterns)),
    httpd: (process) => aloneFindings(tree, process),
    lint: { ...settings.lint, partial: true },
  });
}

function optionsOf(patterns: PatternCompiler | undefined): { readonly patterns?: PatternCompiler } {
  return patterns === undefined ? {} : { patterns };
}

interface Judge {
  readonly process: () => ProcessResult;
  readonly httpd: (process: ProcessResult) => readonly Diagnostic[];
  readonly lint: LintOptions;
}

function analysisOf(kind: Analysis["kind"], tree: ConfigTree, server: Analysis | undefined, judge: Judge): Analysis {
  let process: ProcessResult | undefined;
  let httpd: Analysis["httpd"] | undefined;
  let diagnostics: Analysis["diagnostics"] | undefined;
  const isServer = kind === "server";
  const analysis: Analysis = {
    kind,
    mainFile: tree.mainFile,
    tree,
    server,
    get process() {
      process ??= judge.process();
      return process;
    },
    get httpd() {
      httpd ??= byFile(tree, isServer, judge.httpd(analysis.process));
      return httpd;
    },
    get diagnostics() {
      diagnostics ??= joined(analysis.httpd, byFile(tree, isServer, lint(tree, judge.lint)));
      return diagnostics;
    },
  };
  return analysis;
}

function joined(first: Analysis["httpd"], second: Analysis["httpd"]): Analysis["diagnostics"] {
  const files = new Map(first);
  for (const [file, found] of second) files.set(file, [...(first.get(file) ?? []), ...found]);
  return files;
}

/** httpd's errors and warnings of a server, those from reading first: one that cannot be read is not processed. */
export function serverFindings(tree: ConfigTree, process: ProcessResult): readonly Diagnostic[] {
  const errors = errorsOf(tree, process);
  const judged = loadsModules(tree) ? errors : withoutModules(tree, errors);
  return [...judged, ...tree.warnings, ...process.warnings];
}

/** httpd's errors and warnings of a .htaccess that was read as part of its server. */
export function htaccessFindings(tree: ConfigTree, process: ProcessResult): readonly Diagnostic[] {
  return [...errorsOf(tree, process), ...tree.warnings, ...process.warnings];
}

/** httpd's errors and warnings of a file alone that hold whatever the server around it is. */
export function aloneFindings(tree: ConfigTree, process: ProcessResult): readonly Diagnostic[] {
  const judged = withoutModules(tree, errorsOf(tree, process));
  return [...judged, ...tree.warnings, ...process.warnings].filter((diagnostic) => holdsAlone(tree, diagnostic));
}

function errorsOf(tree: ConfigTree, process: ProcessResult): readonly Diagnostic[] {
  return [...tree.errors, ...process.errors].map(({ diagnostic }) => diagnostic);
}

/** What has no place is told of the main file. */
function byFile(
  tree: ConfigTree,
  isServer: boolean,
  diagnostics: readonly Diagnostic[],
): ReadonlyMap<string, readonly Diagnostic[]> {
  const files = new Map<string, Diagnostic[]>();
  const seen = new Set<string>();
  const add = (file: string, diagnostic: Diagnostic): void => {
    // A .htaccess or a file alone says nothing about what it includes.
    if (!isServer && file !== tree.mainFile) return;
    const { code, message, location } = diagnostic;
    const key = `${code}\0${file}\0${location?.start}\0${message}`;
    if (seen.has(key)) return;
    seen.add(key);
    const known = files.get(file);
    if (known === undefined) files.set(file, [diagnostic]);
    else known.push(diagnostic);
  };
  for (const diagnostic of diagnostics) {
    add(diagnostic.location?.file ?? tree.mainFile, diagnostic);
    for (const other of inOtherFiles(diagnostic)) add(other.location?.file ?? tree.mainFile, other);
  }
  return files;
}

/** An unknown name is reported once for a whole server; a person looks at one file of it. */
function inOtherFiles(diagnostic: Diagnostic): readonly Diagnostic[] {
  const { code, location, related = [] } = diagnostic;
  if (code !== "httpd/unknown-directive" || location === undefined) return [];
  const files = new Set(related.map((place) => place.location.file));
  files.delete(location.file);
  return [...files].map((file) => seenFrom(diagnostic, (other) => other === file));
}

/** An unknown name is reported once for a whole server: here for one of its files, at the first place there. */
export function seenFrom(diagnostic: Diagnostic, isFile: (file: string) => boolean): Diagnostic {
  const { code, location, related = [] } = diagnostic;
  if (code !== "httpd/unknown-directive" || location === undefined || isFile(location.file)) return diagnostic;
  const own = related.find((place) => isFile(place.location.file));
  if (own === undefined) return diagnostic;
  const others = related.filter((place) => place !== own);
  return { ...diagnostic, location: own.location, related: [{ ...own, location }, ...others] };
}
