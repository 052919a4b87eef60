import { OVERRIDE } from "@httpd-lint/directives";
import { SectionRecord } from "../node.ts";
import { type Kept, KeptItems, LineRun } from "../read/line-run.ts";
import { stateOf } from "../read/read-config.ts";
import type { ConfigNode, ConfigTree } from "../tree.ts";
import { serversWithLog } from "./checks/core/error-log.ts";
import { surroundings } from "./context.ts";
import { invoke } from "./invoke.ts";
import { type JudgedLines, linesOfOneWalk } from "./judged-lines.ts";
import { type Kind, Kinds, nameOf } from "./kinds.ts";
import type { PatternCompiler } from "./patterns.ts";
import { type AllowedOverrides, htaccessPlace, type Place, serverPlace } from "./place.ts";
import { RunWalk } from "./run-walk.ts";
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
  walk.memory(serversWithLog);
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
  readonly inside: Inside;
  /** As `surroundings` has it. */
  readonly around: number;
  /** Index in `kept`. */
  next: number;
}

function opened(node: SectionRecord, inside: Inside, outer: number): OpenSection {
  const { body } = node;
  const kept = body instanceof KeptItems ? body.items : [];
  return { node, kept, inside, around: surroundings(inside.place, node.key, outer), next: 0 };
}

/** What a walk goes by. */
interface Means {
  readonly walk: Walk;
  readonly kinds: Kinds;
  readonly unknown: UnknownNames;
}

/** `ap_walk_config`, with a stack of its own: sections may nest deeper than the program's stack. */
function walkNodes(walk: Walk, kept: readonly Kept[], top: Place): void {
  const means = { walk, kinds: new Kinds(walk.modules, walk.rightLines), unknown: new UnknownNames(walk) };
  const lines = new RunWalk(walk, means.kinds);
  const outer: OpenSection[] = [];
  const around = surroundings(top, "", 0);
  let level: OpenSection | undefined = { node: undefined, kept, inside: { place: top }, around, next: 0 };
  while (level !== undefined) {
    const item: Kept | undefined = level.kept[level.next++];
    if (item === undefined) {
      const fault = level.inside.leave?.();
      if (fault !== undefined && level.node !== undefined) walk.complain("walk", level.node, fault);
      level = outer.pop();
    } else if (item instanceof LineRun) {
      walkRun(means, lines, item, level);
    } else {
      const inside = invokeAll(means, item, level.inside.place, level.around);
      if (inside === undefined || !(item instanceof SectionRecord)) continue;
      outer.push(level);
      level = opened(item, inside, level.around);
    }
  }
  means.unknown.finish();
}

function walkRun(means: Means, lines: RunWalk, run: LineRun, { inside: { place }, around }: OpenSection): void {
  lines.begin(run, place, around);
  for (let line = lines.next(); line >= 0; line = lines.next()) {
    const node = run.nodeAt(line);
    const inside = invokeAll(means, node, lines.place, lines.around);
    if (node.isSection) lines.enter(line, inside);
  }
}

/** Every module that registered the name has its say (`ap_walk_config_sub`). */
function invokeAll(
  { walk, kinds, unknown }: Means,
  node: ConfigNode,
  place: Place,
  around: number,
): Inside | undefined {
  let inside: Inside | undefined;
  const newest = kinds.of(node);
  if (newest === undefined) unknown.meet(node, nameOf(node), (place.bits & OVERRIDE.nonfatalUnknown) !== 0);
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
