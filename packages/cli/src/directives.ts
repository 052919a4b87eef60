import { resolve } from "node:path";
import type { ConfigHost } from "@httpd-lint/config";
import { closest } from "@httpd-lint/directives";
import type { DirectiveReference, ModuleReference } from "@httpd-lint/directives/reference";
import { wrapped } from "@httpd-lint/language-service";
import { settingsFor } from "./settings/find.ts";
import { type ExitCode, type Terminal, UsageError } from "./terminal.ts";

export interface DirectivesOptions {
  /** A settings file to use instead of the nearest one. */
  readonly config?: string;
  readonly format: "text" | "json";
  /** LoadModule symbol, with or without `_module`, or source file, with or without `.c`: only its directives. */
  readonly module?: string;
}

/** `httpd-lint directives [NAME]`: what a directive is for and how it is written. */
export async function directives(
  host: ConfigHost,
  terminal: Terminal,
  name: string | undefined,
  options: DirectivesOptions,
): Promise<ExitCode> {
  // Its texts are large, and no other command needs them.
  const reference = await import("@httpd-lint/directives/reference");
  const config = options.config === undefined ? undefined : resolve(terminal.cwd, options.config);
  const settings = await settingsFor(host, terminal.cwd, config);
  const own = (settings?.described ?? []).map(reference.referenceOfCatalogue);
  const replaced = new Set(own.map(({ symbol }) => symbol));
  const all = [...own, ...reference.moduleReferences().filter(({ symbol }) => !replaced.has(symbol))];
  const modules = all.filter((module) => isWanted(module, options.module));
  if (modules.length === 0) throw new UsageError(`no module is called '${options.module}'`);
  const found = modules.flatMap((module) => module.directives);
  const shown = name === undefined ? found : found.filter((directive) => reference.isCalled(directive, name));
  if (name !== undefined && shown.length === 0) throw new UsageError(unknownName(name, modules));
  if (options.format === "json") terminal.out(`${JSON.stringify(shown.map(dataOf), undefined, 2)}\n`);
  else if (name === undefined) terminal.out(listText(modules));
  else terminal.out(shown.map((one) => pageText(one, terminal.columns() ?? 100)).join("\n"));
  return 0;
}

function isWanted({ symbol, source }: ModuleReference, module: string | undefined): boolean {
  return (
    module === undefined ||
    [symbol, symbol.replace(/^mod_|_module$/g, ""), source, source.replace(/\.c$/, "")].includes(module)
  );
}

function unknownName(name: string, modules: readonly ModuleReference[]): string {
  const names = modules.flatMap((module) => module.directives.map((directive) => directive.name.replace("<", "")));
  const meant = closest(name.replace("<", ""), names);
  return `no directive is called '${name}'${meant === undefined ? "" : `; did you mean ${meant}?`}`;
}

/** One line per directive, by module. */
function listText(modules: readonly ModuleReference[]): string {
  const lines = modules.flatMap(({ symbol, status, summary, directives: own }) => [
    `${symbol}${status === "" ? "" : ` (${status})`}${summary === "" ? "" : `: ${summary}`}`,
    ...own.map((directive) => `  ${directive.syntax ?? titleOf(directive)}`),
    "",
  ]);
  return `${lines.join("\n")}`;
}

const PLACES: Readonly<Record<string, string>> = {
  server: "server config",
  vhost: "virtual host",
  directory: "directory",
  location: "location",
  files: "files",
  proxy: "proxy",
  htaccess: ".htaccess",
};

function titleOf({ name }: DirectiveReference): string {
  return name.startsWith("<") ? `${name}>` : name;
}

/** The reference page of one directive. */
function pageText(directive: DirectiveReference, width: number): string {
  const { module, summary, syntax, contexts, override, since, meanings, url } = directive;
  const rows: [string, string][] = [
    ["Syntax", syntax ?? titleOf(directive)],
    ["Default", directive.default ?? ""],
    ["Context", contexts.map((context) => PLACES[context] ?? context).join(", ")],
    ["Override", contexts.includes("htaccess") ? override.join(", ") : ""],
    ["Module", `${module.symbol} (${[module.source, module.status].filter((text) => text !== "").join(", ")})`],
    ["Since", since === undefined ? "" : since === "trunk" ? "not in any release yet" : `httpd ${since}`],
    ["Manual", url ?? ""],
  ];
  const filled = rows.filter(([, text]) => text !== "");
  const head = `${titleOf(directive)}${summary === "" ? "" : `\n${wrapped(summary, width, "  ")}`}`;
  const table = filled.map(([title, text]) => `  ${title.padEnd(9)} ${text}`);
  const values = meanings.map(({ value, summary: meaning }) => wrapped(`${value}: ${meaning}`, width, "    "));
  return `${[head, "", ...table, ...(values.length === 0 ? [] : ["", "  Values", ...values])].join("\n")}\n`;
}

function dataOf({ module, ...directive }: DirectiveReference): unknown {
  return { ...directive, module: module.symbol, status: module.status };
}
