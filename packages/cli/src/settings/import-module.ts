/**
 * Runs a module of the user's own. In the bundled command this is a file by itself: the command is compiled as a
 * script, where import() is not there.
 *
 * @param url `file:` URL
 */
export function importModule(url: string): Promise<unknown> {
  return import(url);
}
