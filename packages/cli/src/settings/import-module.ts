import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

/**
 * Runs a module of the user's own; a folder is a package: `main` of its package.json counts. In the bundled command this
 * is a file by itself: the command is compiled as a script, where import() is not there, and node:module would make
 * every start slower.
 */
export function importModule(path: string, isFolder: boolean): Promise<unknown> {
  const file = isFolder ? createRequire(`${path}/package.json`).resolve(path) : path;
  return import(pathToFileURL(file).href);
}
