import { type ConfigHost, isFailure } from "@httpd-lint/config";
import type { DocumentStore } from "./documents.ts";
import { MAX_FILE_SIZE, tooLarge } from "./node-host.ts";

/** The disk as it will be when everything that is open is saved. */
export function overlayHost(disk: ConfigHost, documents: DocumentStore): ConfigHost {
  return {
    ...disk,
    readFile(path) {
      const text = documents.at(path)?.text;
      if (text === undefined) return disk.readFile(path);
      return text.length > MAX_FILE_SIZE ? tooLarge(text.length, MAX_FILE_SIZE) : text;
    },
    typeOf: (path) => (documents.at(path) === undefined ? disk.typeOf(path) : "file"),
    list(path) {
      const entries = disk.list(path);
      if (isFailure(entries)) return entries;
      const folder = path.replace(/\/*$/, "/");
      const fresh = [...documents.all()]
        .filter((document) => document.path.startsWith(folder))
        .map((document) => document.path.slice(folder.length))
        .filter((name) => !name.includes("/") && !entries.some((entry) => entry.name === name));
      return fresh.length === 0 ? entries : [...entries, ...fresh.map((name) => ({ name, isDirectory: false }))];
    },
  };
}
