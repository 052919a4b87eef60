import { NOT_IN } from "@httpd-lint/directives";
import type { ConfigNode } from "../tree.ts";
import type { Place } from "./place.ts";
import type { Call, Fault } from "./types.ts";

const DIRECTORY = ["directory", "directorymatch"] as const;
const LOCATION = ["location", "locationmatch"] as const;
const FILES = ["files", "filesmatch", "if", "elseif", "else"] as const;
const PROXY = ["proxy", "proxymatch"] as const;

/** Beside the bits of `NOT_IN`: somewhere that has a `cmd->path`. */
export const PATH = 256;

/** In no virtual host. */
export const MAIN_SERVER = 512;

/** Who forbids one of these forbids Limit and LimitExcept, too (`ap_check_cmd_context`). */
const NOT_LIMITED = NOT_IN.limit | NOT_IN.directory | NOT_IN.location | NOT_IN.files;

/** Which of the bits of `surroundings` a handler may object to that forbids these places. */
export function heeded(forbidden: number): number {
  const heeds = (forbidden & NOT_LIMITED) === 0 ? forbidden : forbidden | NOT_IN.limit;
  return (forbidden & NOT_IN.dirContext) === NOT_IN.dirContext ? heeds | PATH : heeds;
}

const OF_SECTION: ReadonlyMap<string, number> = new Map<string, number>([
  ...DIRECTORY.map((name) => [name, NOT_IN.directory] as const),
  ...LOCATION.map((name) => [name, NOT_IN.location] as const),
  ...FILES.map((name) => [name, NOT_IN.files] as const),
  ...PROXY.map((name) => [name, NOT_IN.proxy] as const),
]);

/**
 * All that a handler within the section may object to, as far as the place goes: bits of `NOT_IN` and whether there is
 * a path. Put together once for each section, so that most directives need no look at the sections around them.
 *
 * @param section its name in lower case; empty at the top
 * @param outer those of the section around it
 */
export function surroundings(place: Place, section: string, outer: number): number {
  let bits = place.server.isVirtual ? (outer & ~MAIN_SERVER) | NOT_IN.virtualHost : outer | MAIN_SERVER;
  bits |= OF_SECTION.get(section) ?? 0;
  if (place.limited) bits |= NOT_IN.limit;
  if (place.htaccess) bits |= NOT_IN.htaccess;
  return place.path === undefined ? bits : bits | PATH;
}

/** Each name is looked for in all sections around before the next name is. */
function firstOf(node: ConfigNode, names: readonly string[]): ConfigNode | undefined {
  for (const name of names) {
    for (let parent = node.parent; parent !== undefined; parent = parent.parent) if (parent.key === name) return parent;
  }
  return undefined;
}

/** What `invoke_cmd` says when the place lends the directive none of the bits it asks for. */
export function overrideFault({ name, node }: Call): Fault {
  const where = node.parent === undefined ? "here" : `in <${node.parent.name}> context`;
  return { code: "httpd/context", message: `${name} not allowed ${where}` };
}

/** `ap_check_cmd_context` with the mask that the directive's handler passes. */
export function contextFault(call: Call, forbidden: number): Fault | undefined {
  if ((heeded(forbidden) & call.around) === 0) return undefined;
  const { command, place, node } = call;
  const shown = command.isSection ? `${call.name}>` : call.name;
  const within = (where: string): Fault => ({
    code: "httpd/context",
    message: `${shown} cannot occur within ${where}`,
  });
  if ((forbidden & NOT_IN.virtualHost) !== 0 && place.server.isVirtual) return within("<VirtualHost> section");
  if ((forbidden & NOT_LIMITED) !== 0 && place.limited) return within("<Limit> or <LimitExcept> section");
  if ((forbidden & NOT_IN.htaccess) !== 0 && place.htaccess) return within("htaccess files");
  if ((forbidden & NOT_IN.dirContext) === NOT_IN.dirContext) {
    if (place.path !== undefined) return within("directory context");
    if (command.readPhase) return undefined;
  }
  const section =
    ((forbidden & NOT_IN.directory) !== 0 && firstOf(node, DIRECTORY)) ||
    ((forbidden & NOT_IN.location) !== 0 && firstOf(node, LOCATION)) ||
    ((forbidden & NOT_IN.files) !== 0 && firstOf(node, FILES)) ||
    ((forbidden & NOT_IN.proxy) !== 0 && firstOf(node, PROXY));
  return section ? within(`<${section.name}> section`) : undefined;
}
