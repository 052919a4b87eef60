import { dirname, join } from "node:path";
import type { ConfigHost } from "@httpd-lint/config";
import { readSettings, type Settings } from "./settings.ts";

export const SETTINGS_FILE = ".httpd-lint.json";

/**
 * The settings that hold for a path: those of the nearest settings file in its folder or above; undefined when there is
 * none.
 *
 * @param path absolute, of a file or folder
 * @param given `--config`: this file and no other
 */
export async function settingsFor(
  host: ConfigHost,
  path: string,
  given: string | undefined,
): Promise<Settings | undefined> {
  const file = given ?? nearest(host, path);
  return file === undefined ? undefined : readSettings(host, file);
}

function nearest(host: ConfigHost, path: string): string | undefined {
  for (let folder = path; ; folder = dirname(folder)) {
    const file = join(folder, SETTINGS_FILE);
    if (host.typeOf(file) === "file") return file;
    if (folder === dirname(folder)) return undefined;
  }
}
