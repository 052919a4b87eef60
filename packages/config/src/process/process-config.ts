import { OVERRIDE } from "@httpd-lint/directives";
import { ROW_WIDTH, ROW_WORD } from "@httpd-lint/grammar";
import { type Kept, type LineRun, NodeRecord, SectionRecord } from "../node.ts";
import type { Name } from "../read/names.ts";
import { stateOf } from "../read/read-config.ts";
import type { ConfigNode, ConfigTree } from "../tree.ts";
import { errorLogs } from "./checks/core/error-log.ts";
import { surroundings } from "./context.ts";
import { invoke } from "./invoke.ts";
import { type JudgedLines, linesOfOneWalk } from "./judged-lines.ts";
import { type Kind, Kinds, nameOf } from "./kinds.ts";
import type { PatternCompiler } from "./patterns.ts";
import { type AllowedOverrides, htaccessPlace, type Place, serverPlace } from "./place.ts";
import { ArgumentsInPlace } from "./plain-arguments.ts";
import { isFault } from "./section-arguments.ts";
import type { Inside, ProcessResult } from "./types.ts";
import { UnknownNames } from "./unknown.ts";
import { Walk } from "./walk.ts";

export interface ProcessOptions {
  /** Without one regular expressions are taken as right. */
  readonly patterns?: PatternCompiler;
  /** What earlier walks with the same patterns and profile found right; by default nothing is known before. */
  readonly rightLines?: JudgedLines;
}

/**
 * The rest of `httpd -t` after reading: the number of MPMs, the walk over all directives (`ap_process_config_tree`),
 * and the checks at its end. Goes on after every error; the first one is httpd's, provided reading found none.
 *
 * What httpd would look at on its machine is judged by `tree.profile.moduleFiles`: with `check` the host is asked, with
 * `assume` it is taken as it should be, and `undecided` says so.
 */
export function processConfig(tree: ConfigTree, options: ProcessOptions = {}): ProcessResult {
  const walk = walkOf(tree, options);
  testMpm(walk);
  walk.memory(errorLogs);
  walkNodes(walk, stateOf(tree).kept, serverPlace(walk.mainServer));
  walk.finish();
  return walk;
}

/**
 * The same for a .htaccess, as httpd does at request time (`ap_parse_htaccess`).
 *
 * @param tree made by `readHtaccess` with the server's tree
 * @param allowed what the server's AllowOverride and AllowOverrideList grant where the file lies
 */
export function processHtaccess(
  tree: ConfigTree,
  allowed: AllowedOverrides,
  options: ProcessOptions = {},
): ProcessResult {
  const walk = walkOf(tree, options);
  const folder = tree.mainFile.slice(0, tree.mainFile.lastIndexOf("/") + 1);
  walkNodes(walk, stateOf(tree).kept, htaccessPlace(folder, allowed));
  return walk;
}

function walkOf(tree: ConfigTree, { patterns, rightLines = linesOfOneWalk() }: ProcessOptions): Walk {
  const state = stateOf(tree);
  rightLines.expect(tree.modules.map(({ symbol }) => symbol).join(" "));
  const relocated = (path: string): string => state.relocated(path);
  return new Walk(tree, state.modules, state.host, state.serverRoot, relocated, patterns, rightLines);
}

/** `ap_process_config_tree`'s caller tests this between reading and walking. */
function testMpm(walk: Walk): void {
  const mpms = walk.tree.modules.filter(({ symbol }) => walk.modules.info(symbol)?.mpm);
  if (mpms.length === 1) return;
  const message = mpms.length === 0 ? "No MPM loaded." : "More than one MPM loaded.";
  const second = mpms[1]?.loadedBy;
  if (second === undefined) walk.complain("mpm", undefined, { code: "httpd/mpm", message });
  else walk.complain("mpm", second, { code: "httpd/mpm", message });
}

interface OpenSection {
  readonly node: ConfigNode | undefined;
  readonly kept: readonly Kept[];
  readonly place: Place;
  readonly leave: Inside["leave"];
  /** As `surroundings` has it. */
  readonly around: number;
  /** Index in `kept`. */
  next: number;
  /** The line that comes next in a run of lines; -1 before its first one. */
  line: number;
}

function opened(node: ConfigNode | undefined, kept: readonly Kept[], inside: Inside, outer: number): OpenSection {
  const { place, leave } = inside;
  return { node, kept, place, leave, around: surroundings(place, node, outer), next: 0, line: -1 };
}

/** `ap_walk_config`, with a stack of its own: sections may nest deeper than the program's stack. */
function walkNodes(walk: Walk, kept: readonly Kept[], top: Place): void {
  const unknown = new UnknownNames(walk);
  const kinds = new Kinds(walk.modules, walk.rightLines);
  const inPlace = new ArgumentsInPlace(walk);
  const outer: OpenSection[] = [];
  let level: OpenSection | undefined = opened(undefined, kept, { place: top }, 0);
  while (level !== undefined) {
    const node = nextInDoubt(level, kinds, inPlace);
    if (node === undefined) {
      const fault = level.leave?.();
      if (fault !== undefined && level.node !== undefined) walk.complain("walk", level.node, fault);
      level = outer.pop();
      continue;
    }
    const kind = kinds.of(node);
    if (kind === undefined) unknown.meet(node, nameOf(node), (level.place.bits & OVERRIDE.nonfatalUnknown) !== 0);
    const inside = kind && (plainInside(node, kind, level, inPlace) ?? invokeAll(node, kind, level, walk));
    if (inside === undefined || !(node instanceof SectionRecord)) continue;
    outer.push(level);
    level = opened(node, node.kept, inside, level.around);
  }
  unknown.finish();
}

/** Goes on to the next node of the section that is not plain to see to be right. */
function nextInDoubt(level: OpenSection, kinds: Kinds, inPlace: ArgumentsInPlace): NodeRecord | undefined {
  const { kept } = level;
  while (level.next < kept.length) {
    const one = kept[level.next] as Kept;
    if (one instanceof NodeRecord) {
      level.next++;
      return one;
    }
    const line = lineInDoubt(one, level, kinds, inPlace);
    if (line < one.to) {
      level.line = line + 1;
      return one.nodeAt(line);
    }
    level.line = -1;
    level.next++;
  }
  return undefined;
}

/**
 * The next line of a run whose arguments are not plain to see to be right; behind the run when all are. A function of
 * its own, because V8 compiles this loop long before it would all of the walk.
 */
function lineInDoubt(run: LineRun, level: OpenSection, kinds: Kinds, inPlace: ArgumentsInPlace): number {
  const { around, place } = level;
  const { bits } = place;
  const { names, to } = run;
  const { rows } = run.frame.file.syntax.table;
  let line = Math.max(level.line, run.from);
  for (; line < to; line++) {
    const row = line * ROW_WIDTH;
    const word = rows[row + ROW_WORD] as number;
    if (word === 0) continue;
    const kind = kinds.ofName(names[word] as Name);
    if (
      kind === undefined ||
      kind.next !== undefined ||
      (kind.elsewhere & around) !== 0 ||
      (kind.mask & bits) === 0 ||
      !inPlace.take(run, line, kind, place)
    ) {
      break;
    }
  }
  return line;
}

/** Like `invokeAll` for a section whose arguments are plain to see to be right. */
function plainInside(
  node: ConfigNode,
  { next, elsewhere, mask, plainSection }: Kind,
  { around, place: outer }: OpenSection,
  inPlace: ArgumentsInPlace,
): Inside | undefined {
  if (plainSection === undefined || next !== undefined) return undefined;
  if ((elsewhere & around) !== 0 || (mask & outer.bits) === 0) return undefined;
  const place = inPlace.enter(node, plainSection, outer);
  return place && { place, leave: undefined };
}

/** Every module that registered the name has its say (`ap_walk_config_sub`). */
function invokeAll(node: ConfigNode, newest: Kind, { place, around }: OpenSection, walk: Walk): Inside | undefined {
  let inside: Inside | undefined;
  for (let kind: Kind | undefined = newest; kind !== undefined; kind = kind.next) {
    // Its module was loaded further down: by then it is too late for what should have happened while reading.
    if (kind.command.readPhase) continue;
    const result = invoke(node, kind, place, around, walk);
    if (result === undefined) continue;
    if (isFault(result)) walk.complain("walk", node, result);
    else inside = result;
  }
  return inside;
}
