import { type ConfigHost, isFailure } from "../host.ts";
import { errorText } from "./error-text.ts";
import { fullPath, inByteOrder, isWildcard, matchesName } from "./paths.ts";

/** AP_MAX_INCLUDE_DIR_DEPTH */
const MAX_DIRECTORY_DEPTH = 128;

/** What an Include leads to, in httpd's order: files to read, and what goes wrong between them. */
export type IncludeStep = { readonly path: string } | { readonly error: string; readonly code: IncludeErrorCode };

export type IncludeErrorCode =
  | "read/include-not-found"
  | "read/include-no-match"
  | "read/include-directory"
  | "read/include-unreadable";

/**
 * The files of an Include, already joined to the ServerRoot. Mirrors `ap_process_fnmatch_configs` and what it calls:
 * a path without wildcard is a file, or a folder read whole and recursively; a path with wildcards is matched part by
 * part, everything in byte order.
 */
export function includeSteps(host: ConfigHost, path: string, optional: boolean): IncludeStep[] {
  const steps: IncludeStep[] = [];
  if (isWildcard(path)) matchParts(host, "/", path.replace(/^\/+/, ""), optional, steps);
  else addFileOrFolder(host, path, optional, 0, steps);
  return steps;
}

function matchParts(host: ConfigHost, base: string, pattern: string, optional: boolean, steps: IncludeStep[]): void {
  let directory = base;
  let rest = pattern;
  for (;;) {
    const slash = rest.indexOf("/");
    const part = slash < 0 ? rest : rest.slice(0, slash);
    const following = slash < 0 ? undefined : rest.slice(slash + 1);
    if (isWildcard(part)) {
      matchPart(host, directory, part, following, optional, steps);
      return;
    }
    directory = fullPath(directory, part);
    if (following === undefined) {
      addFileOrFolder(host, directory, optional, 0, steps);
      return;
    }
    rest = following;
  }
}

function matchPart(
  host: ConfigHost,
  directory: string,
  part: string,
  following: string | undefined,
  optional: boolean,
  steps: IncludeStep[],
): void {
  const entries = host.list(directory);
  if (isFailure(entries)) {
    if (optional && entries.error === "ENOENT") return;
    const error = `Include/IncludeOptional: Could not open directory ${directory}: ${errorText(entries.error)}`;
    steps.push({ error, code: "read/include-directory" });
    return;
  }
  // A wildcard in the middle only meets real directories: httpd looks at the entry's own type, not at a link's target.
  const matches = entries
    .filter((entry) => matchesName(part, entry.name) && (following === undefined || entry.isDirectory))
    .map((entry) => fullPath(directory, entry.name));
  if (matches.length === 0 && !optional) {
    const error = `Include/IncludeOptional: No matches for the wildcard '${part}' in '${directory}', failing`;
    steps.push({ error, code: "read/include-no-match" });
  }
  for (const match of inByteOrder(matches)) {
    if (following === undefined) addFileOrFolder(host, match, optional, 0, steps);
    else matchParts(host, match, following, optional, steps);
  }
}

function addFileOrFolder(host: ConfigHost, path: string, optional: boolean, depth: number, steps: IncludeStep[]): void {
  const type = host.typeOf(path);
  if (isFailure(type)) {
    // IncludeOptional forgives whatever keeps httpd from looking the path up, be it a loop of links or a file in the way.
    if (!optional) steps.push(cannotOpen(path, type.error));
  } else if (type === "directory") {
    addFolder(host, path, optional, depth + 1, steps);
  } else if (type === "file" || path === "/dev/null") {
    steps.push({ path });
  } else {
    // ap_pcfg_openfile refuses what is neither a regular file nor /dev/null.
    steps.push(cannotOpen(path, "EBADF"));
  }
}

function cannotOpen(path: string, code: string): IncludeStep {
  const error = `Could not open configuration file ${path}: ${errorText(code)}`;
  return { error, code: code === "ENOENT" ? "read/include-not-found" : "read/include-unreadable" };
}

function addFolder(host: ConfigHost, path: string, optional: boolean, depth: number, steps: IncludeStep[]): void {
  if (depth > MAX_DIRECTORY_DEPTH) {
    const error = `Directory ${path} exceeds the maximum include directory nesting level of ${MAX_DIRECTORY_DEPTH}. You have probably a recursion somewhere.`;
    steps.push({ error, code: "read/include-directory" });
    return;
  }
  const entries = host.list(path);
  if (isFailure(entries)) {
    const error = `Could not open config directory ${path}: ${errorText(entries.error)}`;
    steps.push({ error, code: "read/include-directory" });
    return;
  }
  const paths = inByteOrder(entries.map((entry) => fullPath(path, entry.name)));
  for (const entry of paths) addFileOrFolder(host, entry, optional, depth, steps);
}
