import { NOT_IN } from "@httpd-lint/directives";
import type { ConfigNode } from "../tree.ts";
import type { Call, Fault } from "./types.ts";

const DIRECTORY = ["directory", "directorymatch"] as const;
const LOCATION = ["location", "locationmatch"] as const;
const FILES = ["files", "filesmatch", "if", "elseif", "else"] as const;
const PROXY = ["proxy", "proxymatch"] as const;

/** Each name is looked for in all sections around before the next name is. */
function firstOf(node: ConfigNode, names: readonly string[]): ConfigNode | undefined {
  for (const name of names) {
    for (let parent = node.parent; parent !== undefined; parent = parent.parent) if (parent.key === name) return parent;
  }
  return undefined;
}

/** `invoke_cmd`'s first test: whether the place lends the directive one of the bits it asks for. */
export function overrideFault({ command, name, node, place }: Call): Fault | undefined {
  if ((place.bits & command.mask) !== 0 || place.overrideList?.has(command.key)) return undefined;
  const where = node.parent === undefined ? "here" : `in <${node.parent.name}> context`;
  return { code: "httpd/context", message: `${name} not allowed ${where}` };
}

/** `ap_check_cmd_context` with the mask that the directive's handler passes. */
export function contextFault(call: Call, forbidden: number): Fault | undefined {
  const { command, place, node } = call;
  const shown = command.isSection ? `${call.name}>` : call.name;
  const within = (where: string): Fault => ({
    code: "httpd/context",
    message: `${shown} cannot occur within ${where}`,
  });
  if ((forbidden & NOT_IN.virtualHost) !== 0 && place.server.node !== undefined) return within("<VirtualHost> section");
  if ((forbidden & NOT_IN.limit) !== 0 && place.limited) return within("<Limit> or <LimitExcept> section");
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
