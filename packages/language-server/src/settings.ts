import { dirname, resolve } from "node:path";
import { type ConfigHost, isFailure, isProfileName } from "@httpd-lint/config";
import { type Catalogue, moduleOfCatalogue } from "@httpd-lint/directives";
import type {
  CodeLensOptions,
  DocumentLinkOptions,
  FormatOptions,
  InlayHintOptions,
  ServerSettings,
} from "@httpd-lint/language-service";
import { builtInRules, checkSettings, isRuleProfileName, type RuleSettings } from "@httpd-lint/lint";
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import type { FormattingOptions } from "vscode-languageserver/node";

/** Name of the section in the client's settings. */
export const SECTION = "httpd-lint";

/** Same file as for the command. */
export const SETTINGS_FILE = ".httpd-lint.json";

/** What a client's settings say: the keys of the settings file, and what only an editor has. */
export interface ClientSettings {
  readonly server: ServerSettings;
  /** Absolute paths of main files that are called otherwise than usual. */
  readonly mainFiles: readonly string[];
  readonly format: Omit<FormatOptions, keyof FormattingOptions>;
  readonly inlayHints: InlayHintOptions;
  readonly codeLens: CodeLensOptions;
  readonly documentLinks: DocumentLinkOptions;
}

/** Tells the user what is wrong with his settings. */
export type Complain = (message: string) => void;

/** Settings as a client gives them; what is wrong with them is told and left out. */
export function clientSettings(
  value: unknown,
  folder: string | undefined,
  host: ConfigHost,
  complain: Complain,
): ClientSettings {
  const base = folder ?? "/";
  const server = serverSettings(value, base, host, (message) => complain(`settings of the editor: ${message}`));
  const mainFiles = wordsOf(recordOf(value).mainFiles, "mainFiles", complain).map((path) => resolve(base, path));
  const { format, inlayHints, codeLens, documentLinks } = recordOf(value);
  return {
    server,
    mainFiles,
    format: formatOf(format, complain),
    inlayHints: switchesOf(inlayHints),
    codeLens: switchesOf(codeLens),
    documentLinks: switchesOf(documentLinks),
  };
}

/**
 * Finds the settings for a path: those of the nearest settings file in its folder or above, and over them those of the
 * client, as options given by hand come first for the command. Each folder's are read once.
 */
export function createSettings(
  client: ServerSettings,
  host: ConfigHost,
  complain: Complain,
): (path: string) => ServerSettings {
  const known = new Map<string, ServerSettings>();
  return (path) => {
    const folder = dirname(path);
    const settings = known.get(folder) ?? settingsFor(path, client, host, complain);
    known.set(folder, settings);
    return settings;
  };
}

function settingsFor(path: string, client: ServerSettings, host: ConfigHost, complain: Complain): ServerSettings {
  const file = nearestSettings(path, host);
  if (file === undefined) return client;
  const text = host.readFile(file);
  if (isFailure(text)) return client;
  const problems: ParseError[] = [];
  const value: unknown = parse(text, problems, { allowTrailingComma: true });
  const [problem] = problems;
  if (problem !== undefined) complain(`${file}: no JSON: ${printParseErrorCode(problem.error)}`);
  const own = serverSettings(value, dirname(file), host, (message) => complain(`${file}: ${message}`));
  const { define = [], lint = {}, catalogues = [], described = [] } = own;
  return {
    ...own,
    ...client,
    define: [...define, ...(client.define ?? [])],
    catalogues: [...(client.catalogues ?? []), ...catalogues],
    described: [...(client.described ?? []), ...described],
    lint: { ...lint, ...client.lint, rules: { ...lint.rules, ...client.lint?.rules } },
  };
}

const MODULE_FILES = ["assume", "check"] as const;
const INDENTED = ["all", "exceptConditions", "keep"] as const;
const NAMES = ["keep", "canonical"] as const;

function formatOf(value: unknown, complain: Complain): ClientSettings["format"] {
  const { indentSections, names, maxBlankLines, alignArguments } = recordOf(value);
  const indented = chosen(indentSections, "format.indentSections", oneOf(INDENTED), complain);
  const spelled = chosen(names, "format.names", oneOf(NAMES), complain);
  return {
    ...(indented === undefined ? {} : { indentSections: indented }),
    ...(spelled === undefined ? {} : { names: spelled }),
    ...(typeof maxBlankLines === "number" ? { maxBlankLines } : {}),
    ...(typeof alignArguments === "boolean" ? { alignArguments } : {}),
  };
}

function switchesOf(value: unknown): Readonly<Record<string, boolean>> {
  return Object.fromEntries(Object.entries(recordOf(value)).filter(([, each]) => typeof each === "boolean")) as Record<
    string,
    boolean
  >;
}

function nearestSettings(path: string, host: ConfigHost): string | undefined {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const file = resolve(folder, SETTINGS_FILE);
    if (host.typeOf(file) === "file") return file;
    if (folder === dirname(folder)) return undefined;
  }
}

/** Modules of rules (`extraRules`) are programs: an editor does not run what a folder brings along. */
function serverSettings(value: unknown, folder: string, host: ConfigHost, complain: Complain): ServerSettings {
  const { profile, rules, ruleSettings, define, catalogues, moduleFiles } = recordOf(value);
  const described = wordsOf(catalogues, "catalogues", complain)
    .map((path) => readCatalogue(resolve(folder, path), host, complain))
    .filter((catalogue) => catalogue !== undefined);
  const set = chosen(rules, "rules", isRuleProfileName, complain);
  const kind = chosen(profile, "profile", isProfileName, complain);
  const files = chosen(moduleFiles, "moduleFiles", oneOf(MODULE_FILES), complain);
  return {
    ...(kind === undefined ? {} : { profile: kind }),
    ...(files === undefined ? {} : { moduleFiles: files }),
    define: wordsOf(define, "define", complain),
    catalogues: described.map(moduleOfCatalogue),
    described,
    lint: { ...(set === undefined ? {} : { profile: set }), rules: ruleSettingsOf(ruleSettings, complain) },
  };
}

function oneOf<T extends string>(words: readonly T[]): (value: string) => value is T {
  return (value): value is T => (words as readonly string[]).includes(value);
}

function chosen<T extends string>(
  value: unknown,
  key: string,
  isValid: (word: string) => word is T,
  complain: Complain,
): T | undefined {
  // A client sends null or "" for what nobody has set.
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "string" && isValid(value)) return value;
  complain(`there is no ${key} ${JSON.stringify(value)}`);
  return undefined;
}

function wordsOf(value: unknown, key: string, complain: Complain): readonly string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((word) => typeof word === "string" && word !== "")) return value;
  complain(`${key} must be a list of words`);
  return [];
}

const LEVELS: readonly unknown[] = ["off", "on", "error", "warning", "info", "hint"];

function ruleSettingsOf(value: unknown, complain: Complain): RuleSettings {
  const settings: Record<string, RuleSettings[string]> = {};
  for (const [name, setting] of Object.entries(recordOf(value))) {
    const { severity, options } = recordOf(setting);
    const isShort = LEVELS.includes(setting);
    const isLong =
      (severity === undefined || LEVELS.includes(severity)) && (options === undefined || isRecord(options));
    if (isShort || (isRecord(setting) && isLong)) settings[name] = setting as RuleSettings[string];
    else complain(`ruleSettings: ${name} must be one of ${LEVELS.join(", ")}, or have a severity and options`);
  }
  for (const { rule, message } of checkSettings(builtInRules, settings)) complain(`ruleSettings: ${rule}: ${message}`);
  return settings;
}

function readCatalogue(path: string, host: ConfigHost, complain: Complain): Catalogue | undefined {
  const text = host.readFile(path);
  if (isFailure(text)) {
    complain(`the catalogue ${path} cannot be read: ${text.error}`);
    return undefined;
  }
  try {
    const catalogue: Catalogue = parse(text);
    moduleOfCatalogue(catalogue);
    return catalogue;
  } catch {
    complain(`the catalogue ${path} does not fit catalogue.schema.json`);
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}
