import { dirname, resolve } from "node:path";
import type { ConfigHost } from "@httpd-lint/config";
import { type Catalogue, type ModuleInfo, moduleOfCatalogue } from "@httpd-lint/directives";
import type { RuleSettings } from "@httpd-lint/lint";
import { readJson } from "./read-json.ts";

/** What `.httpd-lint.json` holds: schema/httpd-lint.schema.json. */
interface SettingsFile {
  readonly catalogues?: readonly string[];
  readonly rules?: string;
  readonly ruleSettings?: RuleSettings;
  readonly extraRules?: readonly string[];
  readonly profile?: string;
  readonly define?: readonly string[];
}

export interface Settings {
  /** The file they were read from. */
  readonly file: string;
  readonly catalogues: readonly ModuleInfo[];
  readonly rules: string | undefined;
  readonly ruleSettings: RuleSettings;
  /** Modules with rules of the user's own, absolute. */
  readonly extraRules: readonly string[];
  readonly profile: string | undefined;
  readonly define: readonly string[];
  /** The catalogues as written, with what is for people. */
  readonly described: readonly Catalogue[];
  /** `file:line:column` of a key's value. */
  readonly placeOf: (...path: readonly (string | number)[]) => string;
}

/**
 * Reads a settings file and the catalogues it names.
 *
 * @param file absolute
 * @throws UsageError with path, line and what was wanted
 */
export async function readSettings(host: ConfigHost, file: string): Promise<Settings> {
  const { value, placeOf } = await readJson<SettingsFile>(host, file, "settings file");
  const { catalogues = [], rules, ruleSettings = {}, extraRules = [], profile, define = [] } = value;
  const described: Catalogue[] = [];
  for (const path of catalogues) described.push(await readCatalogue(host, resolve(dirname(file), path)));
  return {
    file,
    catalogues: described.map(moduleOfCatalogue),
    rules,
    ruleSettings,
    extraRules: extraRules.map((path) => resolve(dirname(file), path)),
    profile,
    define,
    described,
    placeOf: (...path) => placeOf(path),
  };
}

async function readCatalogue(host: ConfigHost, path: string): Promise<Catalogue> {
  const { value } = await readJson<Catalogue>(host, path, "catalogue");
  return value;
}
