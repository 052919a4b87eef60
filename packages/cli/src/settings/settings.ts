import { dirname, resolve } from "node:path";
import type { ConfigHost } from "@httpd-lint/config";
import { type Catalogue, type ModuleInfo, moduleOfCatalogue } from "@httpd-lint/directives";
import { readJson } from "./read-json.ts";
import { validateCatalogue, validateSettings } from "./validators.generated.ts";

/** What `.httpd-lint.json` holds: schema/httpd-lint.schema.json. */
interface SettingsFile {
  readonly catalogues?: readonly string[];
  readonly rules?: string;
  readonly profile?: string;
  readonly define?: readonly string[];
}

export interface Settings {
  /** The file they were read from. */
  readonly file: string;
  readonly catalogues: readonly ModuleInfo[];
  readonly rules: string | undefined;
  readonly profile: string | undefined;
  readonly define: readonly string[];
}

/**
 * Reads a settings file and the catalogues it names.
 *
 * @param file absolute
 * @throws UsageError with path, line and what was wanted
 */
export function readSettings(host: ConfigHost, file: string): Settings {
  const settings = readJson<SettingsFile>(host, file, "settings file", validateSettings);
  const { catalogues = [], rules, profile, define = [] } = settings;
  const paths = catalogues.map((path) => resolve(dirname(file), path));
  return { file, catalogues: paths.map((path) => readCatalogue(host, path)), rules, profile, define };
}

function readCatalogue(host: ConfigHost, path: string): ModuleInfo {
  return moduleOfCatalogue(readJson<Catalogue>(host, path, "catalogue", validateCatalogue));
}
