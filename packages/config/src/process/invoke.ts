import { type CommandInfo, OVERRIDE } from "@httpd-lint/directives";
import { splitWords } from "@httpd-lint/grammar";
import type { ConfigNode } from "../tree.ts";
import { readArguments, rightWords } from "./arity.ts";
import { contextFault, overrideFault } from "./context.ts";
import { onOrOff } from "./fixes.ts";
import type { Kind } from "./kinds.ts";
import type { Place } from "./place.ts";
import type { Call, Fault, Inside } from "./types.ts";
import type { Walk } from "./walk.ts";

class DirectiveCall implements Call {
  readonly node: ConfigNode;
  readonly command: CommandInfo;
  readonly text: string;
  readonly place: Place;
  readonly around: number;
  readonly walk: Walk;
  #words: readonly string[] | undefined;

  constructor(node: ConfigNode, command: CommandInfo, text: string, place: Place, around: number, walk: Walk) {
    this.node = node;
    this.command = command;
    this.text = text;
    this.place = place;
    this.around = around;
    this.walk = walk;
  }

  get name(): string {
    return this.command.name;
  }

  /** Many handlers look at the place or at the text alone. */
  get words(): readonly string[] {
    this.#words ??= this.#split();
    return this.#words;
  }

  #split(): readonly string[] {
    const { command, node, text } = this;
    // The arguments of a section end at its `>`.
    return node.isSection && (command.how === "raw" || command.how === "none")
      ? splitWords(node.argumentText)
      : rightWords(command, text);
  }
}

/** `invoke_cmd`: context, number of words, then what the handler tests. */
export function invoke(
  node: ConfigNode,
  kind: Kind,
  place: Place,
  around: number,
  walk: Walk,
): Fault | Inside | undefined {
  const { command, check } = kind;
  const text = node.rawArgumentText;
  if ((place.bits & command.mask) === 0 && !place.overrideList?.has(command.key)) {
    return refuse(new DirectiveCall(node, command, text, place, around, walk));
  }
  const isPlaced = (kind.heeds & around) === 0;
  const right = (kind.elsewhere & around) === 0 ? kind.right : undefined;
  if (right?.has(text)) {
    kind.last = text;
    return undefined;
  }
  if (kind.count !== undefined && !kind.count.test(text)) {
    const { fault } = readArguments(command, command.name, text);
    if (fault !== undefined) return fault.code === "httpd/on-or-off" ? { ...fault, fixes: onOrOff(node) } : fault;
  }
  if (isPlaced && check === undefined && !kind.isSection) return undefined;
  const call = new DirectiveCall(node, command, text, place, around, walk);
  if (kind.isSection) return kind.enter === undefined ? (misplaced(call) ?? { place }) : kind.enter(call);
  const fault = (isPlaced ? undefined : misplaced(call)) ?? check?.(call);
  // A pattern that was taken as right because there was nothing to compile it with is none that was judged.
  if (fault === undefined && right !== undefined && !walk.missesPatterns) {
    right.add(text);
    kind.last = text;
  }
  return fault;
}

/** AllowOverride Nonfatal=Override leaves out what is not allowed. */
function refuse(call: Call): Fault | undefined {
  const { name, place, walk, node } = call;
  if ((place.bits & OVERRIDE.nonfatalOverride) === 0) return overrideFault(call);
  walk.warn("AH02295", "httpd/ignored", `${name} in .htaccess forbidden by AllowOverride`, node);
  return undefined;
}

function misplaced(call: Call): Fault | undefined {
  for (const forbidden of call.command.forbidden) {
    const fault = contextFault(call, forbidden);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
