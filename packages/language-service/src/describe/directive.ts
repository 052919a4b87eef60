import type { CommandInfo } from "@httpd-lint/directives";
import { syntaxOf } from "@httpd-lint/directives";
import type { DirectiveReference, ModuleReference, ValueMeaning } from "@httpd-lint/directives/reference";
import { knownCommands } from "../model/commands.ts";
import { modulesOf } from "../model/nodes.ts";
import { replacementOf } from "../model/old-names.ts";
import type { Analysis, DocumentContext } from "../workspace.ts";
import { block, code, plain } from "./markdown.ts";

/** The texts about directives are half a megabyte that only a question about one needs. */
export async function referencesOf(context: DocumentContext, key: string): Promise<readonly DirectiveReference[]> {
  const { directiveReferences, isCalled, referenceOfCatalogue } = await import("@httpd-lint/directives/reference");
  const { workspace, analyses } = context;
  const { described = [] } = workspace.settingsOf(analyses[0].server?.mainFile ?? analyses[0].mainFile);
  const own = described.map(referenceOfCatalogue).flatMap(({ directives }) => directives);
  const all = [...own.filter((each) => isCalled(each, key)), ...directiveReferences(key)];
  const isSection = key.startsWith("<");
  const ofKind = all.filter(({ name }) => name.startsWith("<") === isSection);
  const loaded = modulesOf(analyses[0]);
  const here = ofKind.filter(({ module }) => loaded.has(module.symbol));
  return here.length > 0 ? here : ofKind;
}

export async function moduleReferenceOf(symbolOrSource: string): Promise<ModuleReference | undefined> {
  const { moduleReferences } = await import("@httpd-lint/directives/reference");
  return moduleReferences().find(({ symbol, source }) => symbol === symbolOrSource || source === symbolOrSource);
}

/** What the reference says of a directive, as Markdown. */
export function directiveText(reference: DirectiveReference, analysis: Analysis): string {
  const { name, module, summary, syntax, contexts, override, since, url } = reference;
  const { default: usual } = reference;
  const loaded = modulesOf(analysis.server ?? analysis).has(module.symbol) ? "" : " (not loaded)";
  const today = replacementOf(name.toLowerCase());
  const rows = [
    `Module: ${code(module.source.replace(/\.c$/, ""))}${loaded}`,
    ...(usual === undefined ? [] : [`Default: ${code(usual)}`]),
    ...(contexts.length === 0 ? [] : [`Where: ${contexts.map(placeName).join(", ")}`]),
    ...(override.length === 0 ? [] : [`In .htaccess: ${code(`AllowOverride ${override.join(" or ")}`)}`]),
    ...(since === undefined ? [] : [since === "trunk" ? "In no release yet" : `Since httpd ${since}`]),
  ];
  return [
    block(syntax ?? name),
    plain(summary),
    ...(today === undefined ? [] : [`**Out of date**: today one writes ${plain(today)}.`]),
    rows.map((row) => `- ${row}`).join("\n"),
    ...(url === undefined ? [] : [`[httpd's manual](${url})`]),
  ].join("\n\n");
}

const PLACES: Readonly<Record<string, string>> = {
  server: "server",
  vhost: "virtual host",
  directory: "Directory",
  location: "Location",
  files: "Files",
  proxy: "Proxy",
  htaccess: ".htaccess",
};

function placeName(context: string): string {
  return PLACES[context] ?? context;
}

/** A directive that only its command table describes. */
export function commandText(command: CommandInfo): string {
  return `${block(syntaxOf(command))}\n\nModule: ${code(command.module)}`;
}

export function moduleText({ symbol, source, summary, status, url }: ModuleReference, isLoaded: boolean): string {
  const state = isLoaded ? "loaded" : "not loaded";
  return [
    `${code(symbol)} (${code(source)}), ${state}`,
    plain(summary),
    ...(status === "" ? [] : [`Status: ${plain(status)}`]),
    ...(url === undefined ? [] : [`[httpd's manual](${url})`]),
  ].join("\n\n");
}

/** What a value means: case does not matter, a sign in front and a value behind `=` are put aside. */
export function meaningOf(reference: DirectiveReference, word: string): ValueMeaning | undefined {
  const exact = reference.meanings.find(({ value }) => value === word);
  if (exact !== undefined) return exact;
  const bare = word.replace(/^[+-](?=\w)/, "").toLowerCase();
  const name = bare.replace(/=.*$/s, "");
  return (
    reference.meanings.find(({ value }) => value.toLowerCase() === bare) ??
    reference.meanings.find(({ value }) => /^[\w-]+=?/.exec(value.toLowerCase())?.[0].replace(/=$/, "") === name)
  );
}

/** The command of a name, from a loaded module first. */
export function commandNamed(context: DocumentContext, key: string): CommandInfo | undefined {
  return knownCommands(context.analyses[0]).get(key)?.[0]?.command;
}
