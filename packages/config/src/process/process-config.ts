import { OVERRIDE } from "@httpd-lint/directives";
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
  walkNodes(walk, serverPlace(walk.mainServer));
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
  walkNodes(walk, htaccessPlace(folder, allowed));
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
  readonly nodes: readonly ConfigNode[];
  readonly place: Place;
  readonly leave: Inside["leave"];
  /** As `surroundings` has it. */
  readonly around: number;
  next: number;
}

function opened(
  node: ConfigNode | undefined,
  nodes: readonly ConfigNode[],
  inside: Inside,
  outer: number,
): OpenSection {
  const { place, leave } = inside;
  return { node, nodes, place, leave, around: surroundings(place, node, outer), next: 0 };
}

/** Whether the directive has what it takes, as can be seen where it is written. */
function isPlainlyRight(node: ConfigNode, kind: Kind, { place, around }: OpenSection, inPlace: ArgumentsInPlace): boolean {
  return (
    (kind.elsewhere & around) === 0 && (place.bits & kind.command.mask) !== 0 && inPlace.areRight(node, kind)
  );
}

/** `ap_walk_config`, with a stack of its own: sections may nest deeper than the program's stack. */
function walkNodes(walk: Walk, top: Place): void {
  const unknown = new UnknownNames(walk);
  const kinds = new Kinds(walk.modules, walk.rightLines);
  const inPlace = new ArgumentsInPlace();
  const outer: OpenSection[] = [];
  let level: OpenSection | undefined = opened(undefined, walk.tree.nodes, { place: top }, 0);
  while (level !== undefined) {
    const node: ConfigNode | undefined = level.nodes[level.next++];
    if (node === undefined) {
      const fault = level.leave?.();
      if (fault !== undefined && level.node !== undefined) walk.complain("walk", level.node, fault);
      level = outer.pop();
      continue;
    }
    let kind = kinds.of(node);
    if (kind?.next === undefined && kind !== undefined && isPlainlyRight(node, kind, level, inPlace)) continue;
    if (kind === undefined) unknown.meet(node, nameOf(node), (level.place.bits & OVERRIDE.nonfatalUnknown) !== 0);
    // Every module that registered the name has its say (`ap_walk_config_sub`).
    let inside: Inside | undefined;
    for (; kind !== undefined; kind = kind.next) {
      // Its module was loaded further down: by then it is too late for what should have happened while reading.
      if (kind.command.readPhase) continue;
      const result = invoke(node, kind, level.place, level.around, walk);
      if (result === undefined) continue;
      if (isFault(result)) walk.complain("walk", node, result);
      else inside = result;
    }
    if (inside === undefined || !node.isSection) continue;
    outer.push(level);
    level = opened(node, node.children, inside, level.around);
  }
  unknown.finish();
}
