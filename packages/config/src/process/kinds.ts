import { type CommandInfo, NOT_IN } from "@httpd-lint/directives";
import type { ModuleSet } from "../read/modules.ts";
import type { Name } from "../read/names.ts";
import type { ConfigNode } from "../tree.ts";
import { rightCount, rightCountInPlace } from "./arity.ts";
import { checkOf, moreThanText, plainOf, plainSectionOf, sectionCheckOf } from "./checks/index.ts";
import { constraintFault, isConstrained, isJudgedByWords, plainValues } from "./constraints.ts";
import { heeded } from "./context.ts";
import type { JudgedLines, RightTexts } from "./judged-lines.ts";
import type { PlainArguments, PlainSection } from "./plain-arguments.ts";
import type { Check, SectionCheck } from "./types.ts";

/**
 * What a walk knows of all lines of one name and one module. Put together when the first of them is met, so that each
 * of the thousands that follow costs one look-up.
 */
export interface Kind {
  readonly command: CommandInfo;
  /** That of the nodes. */
  readonly key: string;
  /** `req_override` */
  readonly mask: number;
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
  /** Looked at in the file, before anything is made of a line. */
  readonly plain: PlainArguments | undefined;
  readonly plainSection: PlainSection | undefined;
  /** Of `right`, those met last. */
  last: string | undefined;
  /** Where these three do not tell. */
  readonly elsewhere: number;
  /** Of the module that registered the same name before. */
  readonly next: Kind | undefined;
}

/** The kinds a walk has met. */
export class Kinds {
  readonly #directives = new Map<string, Kind>();
  readonly #sections = new Map<string, Kind>();
  readonly #modules: ModuleSet;
  readonly #rightLines: JudgedLines;
  /** By the numbers of names; null where no module has the name. */
  readonly #byName: (Kind | null | undefined)[] = [];

  constructor(modules: ModuleSet, rightLines: JudgedLines) {
    this.#modules = modules;
    this.#rightLines = rightLines;
  }

  /** That of the newest module; undefined when no module has the name. */
  of({ isSection, key }: ConfigNode): Kind | undefined {
    // Two tables: putting `<` in front of each section's name would make a text to be hashed each time.
    const known = isSection ? this.#sections : this.#directives;
    return known.get(key) ?? this.#make(known, key, isSection ? `<${key}` : key);
  }

  /** The same for a line that no node was made of. */
  ofName(name: Name): Kind | undefined {
    const met = this.#byName[name.index];
    if (met !== undefined) return met ?? undefined;
    const known = name.isTag ? this.#sections : this.#directives;
    const kind = known.get(name.nodeKey) ?? this.#make(known, name.nodeKey, name.key);
    this.#byName[name.index] = kind ?? null;
    return kind;
  }

  #make(known: Map<string, Kind>, key: string, name: string): Kind | undefined {
    let kind: Kind | undefined;
    for (const command of this.#modules.commands(name).toReversed()) {
      kind = kindOf(key, command, this.#modules, this.#rightLines, kind);
    }
    if (kind !== undefined) known.set(key, kind);
    return kind;
  }
}

/** As modules register it: sections with `<`. */
export function nameOf(node: ConfigNode): string {
  return node.isSection ? `<${node.key}` : node.key;
}

function kindOf(
  key: string,
  command: CommandInfo,
  modules: ModuleSet,
  rightLines: JudgedLines,
  next: Kind | undefined,
): Kind {
  const { isSection, forbidden } = command;
  const own = checkOf(command);
  const check = own ?? (isConstrained(command) ? constraintFault : undefined);
  const more = isSection ? undefined : own === undefined ? ofData(command) : moreThanText(command);
  let heeds = more ?? 0;
  for (const places of forbidden) heeds |= heeded(places);
  const plainSection = isSection ? plainSectionOf(command) : undefined;
  const plain = isSection ? undefined : plainArgumentsOf(command, own, check, modules);
  return {
    command,
    key,
    mask: command.mask,
    isSection,
    count: rightCount(command.how),
    plain,
    plainSection,
    last: undefined,
    // Of a .htaccess, what AllowOverride grants counts, too.
    elsewhere: heeds | ((plain ?? plainSection?.plain)?.elsewhere ?? 0) | NOT_IN.htaccess,
    check,
    enter: isSection ? sectionCheckOf(command) : undefined,
    heeds,
    right: more === undefined || check === undefined ? undefined : rightLines.of(command),
    next,
  };
}

/** @param own the check that is code, beside the data's */
function plainArgumentsOf(
  command: CommandInfo,
  own: Check | undefined,
  check: Check | undefined,
  modules: ModuleSet,
): PlainArguments | undefined {
  if (own !== undefined) return plainOf(command, modules);
  return check === undefined ? rightCountInPlace(command.how) : plainValues(command);
}

function ofData(command: CommandInfo): number | undefined {
  return isJudgedByWords(command) ? 0 : undefined;
}
