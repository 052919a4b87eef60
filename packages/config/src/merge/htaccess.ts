import { OVERRIDE } from "@httpd-lint/directives";
import { wordsOf } from "../node.ts";
import { listOf, overridesOf } from "../process/allowed-overrides.ts";
import type { AllowedOverrides } from "../process/place.ts";
import { processHtaccess } from "../process/process-config.ts";
import { readHtaccess, stateOf } from "../read/read-config.ts";
import type { ConfigNode, ConfigTree } from "../tree.ts";
import { effectiveConfig } from "./effective.ts";
import type { Layer } from "./layers.ts";
import { htaccessSection, type Section } from "./sections.ts";

/** A .htaccess that counts. */
export interface Htaccess {
  readonly tree: ConfigTree;
  readonly section: Section;
  /** Whether httpd refuses it, and with it every request for what lies below its folder. */
  isRefused(): boolean;
}

export type HtaccessReader = (folder: string, before: readonly Layer[]) => Htaccess | undefined;

/**
 * Finds what a .htaccess adds on the way to a file (`ap_parse_htaccess`): the first file that is there of those that
 * AccessFileName names, where the sections for the folder let it be read. Each is read once, as by httpd for a request.
 */
export function htaccessReader(tree: ConfigTree, virtualHost: ConfigNode | undefined): HtaccessReader {
  const state = stateOf(tree);
  const known = new Map<string, Htaccess>();
  let names: readonly string[] | undefined;
  const read = (path: string, allowed: AllowedOverrides): Htaccess => {
    const htaccess = readHtaccess(path, state.host, state.profile, tree);
    const section = htaccessSection(htaccess, (node) => isAllowed(node, allowed, tree));
    return { tree: htaccess, section, isRefused: () => isRefused(htaccess, allowed) };
  };
  return (folder, before) => {
    names ??= accessFileNames(tree, virtualHost);
    const paths = names.map((name) => `${folder === "/" ? "" : folder}/${name}`);
    const path = paths.find((each) => state.host.typeOf(state.relocated(each)) === "file");
    const allowed = path === undefined ? undefined : allowedBy(before, tree);
    if (path === undefined || allowed === undefined) return undefined;
    const htaccess = known.get(path) ?? read(path, allowed);
    known.set(path, htaccess);
    return htaccess;
  };
}

function accessFileNames(tree: ConfigTree, virtualHost: ConfigNode | undefined): readonly string[] {
  const node = effectiveConfig(tree, { host: virtualHost }).node("AccessFileName");
  return node === undefined ? [".htaccess"] : wordsOf(node);
}

function isRefused(htaccess: ConfigTree, allowed: AllowedOverrides): boolean {
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
