import { applyFixes, type Diagnostic } from "@httpd-lint/diagnostics";
import { type ModuleInfo, moduleBySymbol } from "@httpd-lint/directives";
import type { ConfigHost } from "../host.ts";
import { createMemoryHost } from "../memory-host.ts";
import { lineNumberOf } from "../node.ts";
import { allowedOverrides } from "../process/allowed-overrides.ts";
import type { PatternCompiler } from "../process/patterns.ts";
import { processConfig, processHtaccess } from "../process/process-config.ts";
import type { ProcessResult } from "../process/types.ts";
import type { ServerProfile } from "../profile.ts";
import { readConfig, readHtaccess } from "../read/read-config.ts";
import type { ConfigTree } from "../tree.ts";

const FOLDER = "/etc/apache2";
const MAIN = `${FOLDER}/httpd.conf`;

/** Where a .htaccess of `checkHtaccess` lies. */
const HTACCESS = "/var/www/site/.htaccess";

const LINKED = ["core.c", "mod_so.c", "http_core.c", "mod_log_config.c", "mod_version.c", "mod_unixd.c"];

/** What a configuration is judged with, beside its text. */
export interface Setting {
  /** Modules linked into the httpd beside its core and the event MPM: names without mod_, with blanks between. */
  readonly modules?: string;
  /** Other files by path: relative ones lie beside the main file. */
  readonly files?: Readonly<Record<string, string>>;
  readonly profile?: Partial<ServerProfile>;
  readonly knows?: ConfigHost["knows"];
  readonly patterns?: PatternCompiler;
}

/** What was found in a configuration. */
export interface Checked {
  readonly tree: ConfigTree;
  readonly result: ProcessResult;
  readonly diagnostics: readonly Diagnostic[];
  /** `line code [what is underlined] message` of every error. */
  readonly errors: readonly string[];
  /** The same of warnings. */
  readonly warnings: readonly string[];
  /** `line class: what was assumed` */
  readonly undecided: readonly string[];
  /** The main file after all fixes, also those that are not safe. */
  readonly fixed: string;
}

/** Reads and processes a text as httpd.conf. */
export function check(text: string, setting: Setting = {}): Checked {
  const main = withoutIndent(text);
  const tree = readConfig(MAIN, hostOf({ [MAIN]: main }, setting), profileOf(setting));
  return checked(tree, processConfig(tree, optionsOf(setting)), MAIN);
}

/** Reads and processes a text as the .htaccess of a folder below `<Directory /var/www>` of the server's text. */
export function checkHtaccess(server: string, text: string, setting: Setting = {}): Checked | "not opened" {
  const host = hostOf({ [MAIN]: withoutIndent(server), [HTACCESS]: withoutIndent(text) }, setting);
  const tree = readConfig(MAIN, host, profileOf(setting));
  const allowed = allowedOverrides(tree, HTACCESS);
  if (allowed === undefined) return "not opened";
  const htaccess = readHtaccess(HTACCESS, host, profileOf(setting), tree);
  return checked(htaccess, processHtaccess(htaccess, allowed, optionsOf(setting)), HTACCESS);
}

/** The text without the indentation of its least indented line and without a line end in front. */
export function withoutIndent(text: string): string {
  const lines = text.replace(/^\n/, "").replace(/\n *$/, "\n").split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const least = Math.min(...indents);
  return lines.map((line) => line.slice(least)).join("\n");
}

function hostOf(own: Readonly<Record<string, string>>, { files = {}, knows }: Setting): ConfigHost {
  const others = Object.entries(files).map(([path, text]) => [path.startsWith("/") ? path : `${FOLDER}/${path}`, text]);
  const host = createMemoryHost({ "/var/www/index.html": "", ...own, ...Object.fromEntries(others) });
  return knows === undefined ? host : { ...host, knows };
}

function profileOf({ modules = "", profile }: Setting): ServerProfile {
  const names = modules.split(" ").filter((name) => name !== "");
  return {
    name: "debian",
    version: "2.4.71",
    serverRoot: FOLDER,
    compiledIn: [...LINKED, "event.c", ...names.map((name) => sourceOf(name, profile?.catalogues ?? []))],
    defines: [],
    environment: {},
    before: [],
    after: [],
    moduleFiles: "assume",
    relocations: [],
    ...profile,
  };
}

function sourceOf(name: string, catalogues: readonly ModuleInfo[]): string {
  const info = moduleBySymbol(`${name}_module`) ?? catalogues.find(({ symbol }) => symbol === `${name}_module`);
  if (info === undefined) throw new Error(`there is no module ${name}`);
  return info.source;
}

function optionsOf({ patterns }: Setting): { readonly patterns?: PatternCompiler } {
  return patterns === undefined ? {} : { patterns };
}

function checked(tree: ConfigTree, result: ProcessResult, main: string): Checked {
  const errors = [...tree.errors, ...result.errors];
  const diagnostics = errors.map(({ diagnostic }) => diagnostic);
  const text = tree.files.get(main)?.text ?? "";
  return {
    tree,
    result,
    diagnostics,
    errors: diagnostics.map((diagnostic) => told(tree, diagnostic)),
    warnings: [...tree.warnings, ...result.warnings].map((diagnostic) => told(tree, diagnostic)),
    undecided: result.undecided.map((one) => `${lineNumberOf(one.node)} ${one.class}: ${one.assumed}`),
    fixed: applyFixes(text, main, diagnostics, { unsafe: true }).text,
  };
}

function told(tree: ConfigTree, { code, message, location }: Diagnostic): string {
  if (location === undefined) return `- ${code} ${message}`;
  const file = tree.files.get(location.file);
  const underlined = file?.text.slice(location.start, location.end) ?? "";
  const place = location.file === tree.mainFile ? "" : `${location.file.replace(`${FOLDER}/`, "")}:`;
  return `${place}${file?.lineIndex.lineAt(location.start) ?? 0} ${code} [${underlined}] ${message}`;
}
