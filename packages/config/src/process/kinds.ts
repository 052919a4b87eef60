import type { CommandInfo } from "@httpd-lint/directives";
import type { ModuleSet } from "../read/modules.ts";
import type { ConfigNode } from "../tree.ts";
import { rightCount } from "./arity.ts";
import { checkOf, moreThanText, sectionCheckOf } from "./checks/index.ts";
import { constraintFault, isJudgedByWords } from "./constraints.ts";
import { heeded } from "./context.ts";
import type { JudgedLines, RightTexts } from "./judged-lines.ts";
import type { Check, SectionCheck } from "./types.ts";

/**
 * What a walk knows of all lines of one name and one module. Put together when the first of them is met, so that each
 * of the thousands that follow costs one look-up.
 */
export interface Kind {
  readonly command: CommandInfo;
  readonly isSection: boolean;
  /** Tells texts that have the right number of words (`rightCount`). */
  readonly count: RegExp | undefined;
  /** Undefined when any arguments of the right number will do. */
  readonly check: Check | undefined;
  readonly enter: SectionCheck | undefined;
  /** Where the place has to be looked at: bits as `surroundings` gives them. */
  readonly heeds: number;
  /** Arguments that were right, when outside of the places in `heeds` nothing but they count. */
  readonly right: RightTexts | undefined;
  /** Of the module that registered the same name before. */
  readonly next: Kind | undefined;
}

/** The kinds a walk has met. */
export class Kinds {
  readonly #directives = new Map<string, Kind>();
  readonly #sections = new Map<string, Kind>();
  readonly #modules: ModuleSet;
  readonly #rightLines: JudgedLines;

  constructor(modules: ModuleSet, rightLines: JudgedLines) {
    this.#modules = modules;
    this.#rightLines = rightLines;
  }

  /** That of the newest module; undefined when no module has the name. */
  of(node: ConfigNode): Kind | undefined {
    // Two tables: putting `<` in front of each section's name would make a text to be hashed each time.
    const known = node.isSection ? this.#sections : this.#directives;
    return known.get(node.key) ?? this.#make(known, node);
  }

  #make(known: Map<string, Kind>, node: ConfigNode): Kind | undefined {
    let kind: Kind | undefined;
    for (const command of this.#modules.commands(nameOf(node)).toReversed()) {
      kind = kindOf(command, this.#rightLines, kind);
    }
    if (kind !== undefined) known.set(node.key, kind);
    return kind;
  }
}

/** As modules register it: sections with `<`. */
export function nameOf(node: ConfigNode): string {
  return node.isSection ? `<${node.key}` : node.key;
}

function kindOf(command: CommandInfo, rightLines: JudgedLines, next: Kind | undefined): Kind {
  const { isSection, values, forbidden } = command;
  const check = checkOf(command);
  const more = isSection ? undefined : check === undefined ? ofData(command) : moreThanText(command);
  let heeds = more ?? 0;
  for (const places of forbidden) heeds |= heeded(places);
  return {
    command,
    isSection,
    count: rightCount(command.how),
    check: check ?? (values.length === 0 ? undefined : constraintFault),
    enter: isSection ? sectionCheckOf(command) : undefined,
    heeds,
    right: more === undefined || (check === undefined && values.length === 0) ? undefined : rightLines.of(command),
    next,
  };
}

function ofData(command: CommandInfo): number | undefined {
  return isJudgedByWords(command) ? 0 : undefined;
}
