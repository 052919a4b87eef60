import { type CommandInfo, OVERRIDE } from "@httpd-lint/directives";
import { splitWords } from "@httpd-lint/grammar";
import type { ConfigNode } from "../tree.ts";
import { readArguments } from "./arity.ts";
import { checkOf, isRepeatable, sectionCheckOf } from "./checks/index.ts";
import { constraintFault } from "./constraints.ts";
import { contextFault, overrideFault } from "./context.ts";
import { onOrOff } from "./fixes.ts";
import type { Place } from "./place.ts";
import type { Call, Fault, Inside } from "./types.ts";
import type { Walk } from "./walk.ts";

class DirectiveCall implements Call {
  readonly node: ConfigNode;
  readonly command: CommandInfo;
  readonly text: string;
  readonly place: Place;
  readonly walk: Walk;
  #words: readonly string[] | undefined;

  constructor(node: ConfigNode, command: CommandInfo, place: Place, walk: Walk) {
    this.node = node;
    this.command = command;
    this.text = node.rawArgumentText;
    this.place = place;
    this.walk = walk;
  }

  get name(): string {
    return this.command.name;
  }

  get words(): readonly string[] {
    this.#words ??= splitWords(this.node.argumentText);
    return this.#words;
  }

  set words(words: readonly string[]) {
    this.#words = words;
  }
}

/** `invoke_cmd`: context, number of words, then what the handler tests. */
export function invoke(node: ConfigNode, command: CommandInfo, place: Place, walk: Walk): Fault | Inside | undefined {
  const call = new DirectiveCall(node, command, place, walk);
  const refused = overrideFault(call);
  if (refused !== undefined) return isForgiven(call) ? undefined : refused;
  const repeatable = isRepeatable(command);
  if (repeatable && walk.rightLines.has(command, call.text)) return undefined;
  if (command.how !== "raw" && command.how !== "none") {
    const { words, fault } = readArguments(command, call.name, call.text);
    call.words = words;
    if (fault !== undefined) return fault.code === "httpd/on-or-off" ? { ...fault, fixes: onOrOff(node) } : fault;
  }
  if (command.isSection) return enter(call);
  const fault = misplaced(call) ?? (checkOf(command) ?? constraintFault)(call);
  if (fault === undefined && repeatable) walk.rightLines.add(command, call.text);
  return fault;
}

/** AllowOverride Nonfatal=Override leaves out what is not allowed. */
function isForgiven({ name, place, walk, node }: Call): boolean {
  if ((place.bits & OVERRIDE.nonfatalOverride) === 0) return false;
  walk.warn("AH02295", "httpd/ignored", `${name} in .htaccess forbidden by AllowOverride`, node);
  return true;
}

function misplaced(call: Call): Fault | undefined {
  for (const forbidden of call.command.forbidden) {
    const fault = contextFault(call, forbidden);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** A section nobody has described is taken as it stands, with all that is in it. */
function enter(call: Call): Fault | Inside {
  const check = sectionCheckOf(call.command);
  if (check !== undefined) return check(call);
  return misplaced(call) ?? { place: call.place };
}
