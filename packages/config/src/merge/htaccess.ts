import { OVERRIDE } from "@httpd-lint/directives";
import { wordsOf } from "../node.ts";
import { listOf, overridesOf } from "../process/allowed-overrides.ts";
import type { AllowedOverrides } from "../process/place.ts";
import { processHtaccess } from "../process/process-config.ts";
import { readHtaccess, stateOf } from "../read/read-config.ts";
import type { ConfigNode, ConfigTree } from "../tree.ts";
import { effectiveConfig } from "./effective.ts";
import type { HtaccessOf, Layer } from "./layers.ts";
import { htaccessSection } from "./sections.ts";

/**
 * Finds what a .htaccess adds on the way to a file (`ap_parse_htaccess`): the first file that is there of those that
 * AccessFileName names, where the sections for the folder let it be read.
 *
 * @param take is given every file that counts, and what it may hold
 */
export function htaccessFinder(
  tree: ConfigTree,
  virtualHost: ConfigNode | undefined,
  take: (htaccess: ConfigTree, allowed: AllowedOverrides) => void = () => {},
): HtaccessOf {
  const state = stateOf(tree);
  let names: readonly string[] | undefined;
  return (folder, before) => {
    names ??= accessFileNames(tree, virtualHost);
    const paths = names.map((name) => `${folder === "/" ? "" : folder}/${name}`);
    const path = paths.find((each) => state.host.typeOf(state.relocated(each)) === "file");
    const allowed = path === undefined ? undefined : allowedBy(before, tree);
    if (path === undefined || allowed === undefined) return undefined;
    const htaccess = readHtaccess(path, state.host, state.profile, tree);
    take(htaccess, allowed);
    return htaccessSection(htaccess, (node) => isAllowed(node, allowed, tree));
  };
}

function accessFileNames(tree: ConfigTree, virtualHost: ConfigNode | undefined): readonly string[] {
  const node = effectiveConfig(tree, { host: virtualHost }).node("AccessFileName");
  return node === undefined ? [".htaccess"] : wordsOf(node);
}

/** Whether httpd refuses a .htaccess, and with it every request for what lies below its folder. */
export function isRefused(htaccess: ConfigTree, allowed: AllowedOverrides): boolean {
  if (htaccess.errors.length > 0) return true;
  const conditions = htaccess.conditions.map(({ node }) => `<${node.key}`);
  const mayHave = (key: string): boolean => allowed.list?.has(key) === true || (allowed.bits & OVERRIDE.all) !== 0;
  if ((allowed.bits & OVERRIDE.nonfatalOverride) === 0 && !conditions.every(mayHave)) return true;
  return processHtaccess(htaccess, allowed).errors.length > 0;
}

/**
 * What the sections so far allow; those with a regular expression come too late. Undefined: no file is looked for. It
 * is when no section says anything (`OR_UNSET`), and may then hold nothing.
 */
function allowedBy(layers: readonly Layer[], tree: ConfigTree): AllowedOverrides | undefined {
  let allowed: AllowedOverrides = { bits: 0 };
  let isSaid = false;
  for (const { section } of layers) {
    for (const node of section.directives) {
      if (node.key === "allowoverride") {
        isSaid = true;
        allowed = { ...allowed, ...overridesOf(wordsOf(node)) };
      } else if (node.key === "allowoverridelist") {
        allowed = { ...allowed, list: listOf(wordsOf(node), stateOf(tree).modules) };
      }
    }
  }
  return isSaid && allowed.bits === 0 && (allowed.list === undefined || allowed.list.size === 0) ? undefined : allowed;
}

/** AllowOverride Nonfatal=Override leaves out what is not allowed; without it every request is answered with an error. */
function isAllowed(node: ConfigNode, { bits, list }: AllowedOverrides, tree: ConfigTree): boolean {
  if ((bits & OVERRIDE.nonfatalOverride) === 0) return true;
  const key = node.isSection ? `<${node.key}` : node.key;
  const mask = stateOf(tree).modules.command(key)?.mask;
  return mask === undefined || (bits & mask) !== 0 || list?.has(key) === true;
}
