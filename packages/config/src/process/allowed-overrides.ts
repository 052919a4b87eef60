import { OVERRIDE } from "@httpd-lint/directives";
import { splitWords } from "@httpd-lint/grammar";
import { wordsOf } from "../node.ts";
import type { ModuleSet } from "../read/modules.ts";
import { matchesName } from "../read/paths.ts";
import { stateOf } from "../read/read-config.ts";
import type { ConfigNode, ConfigTree } from "../tree.ts";
import type { AllowedOverrides } from "./place.ts";

/**
 * What AllowOverride and AllowOverrideList of the server grant a .htaccess, or undefined when httpd does not open it
 * (`AllowOverride None`). Sections are applied as `ap_directory_walk` does: those without pattern by the number of path
 * parts, then those with a regular expression, which are taken to match when they are not for certain another place.
 *
 * @param path absolute path of the .htaccess
 */
export function allowedOverrides(tree: ConfigTree, path: string): AllowedOverrides | undefined {
  const folder = path.slice(0, path.lastIndexOf("/")) || "/";
  const sections = directorySections(tree.nodes).filter((section) => appliesTo(section, folder));
  // Array.sort is stable: sections of equal depth stay in the order of the file.
  sections.sort((a, b) => a.depth - b.depth);
  let allowed: AllowedOverrides = { bits: 0 };
  let none = false;
  for (const { node } of sections) {
    for (const directive of node.children) {
      if (directive.key === "allowoverride") {
        const words = wordsOf(directive);
        allowed = { ...allowed, ...overridesOf(words) };
        none = allowed.bits === 0;
      } else if (directive.key === "allowoverridelist") {
        allowed = { ...allowed, list: listOf(wordsOf(directive), stateOf(tree).modules) };
      }
    }
  }
  return none && (allowed.list === undefined || allowed.list.size === 0) ? undefined : allowed;
}

interface DirectorySection {
  readonly node: ConfigNode;
  readonly pattern: string;
  /** Infinity for regular expressions: they come last. */
  readonly depth: number;
}

function directorySections(nodes: readonly ConfigNode[]): DirectorySection[] {
  return nodes.flatMap((node) => {
    if (node.key === "virtualhost") return directorySections(node.children);
    if (node.key !== "directory" && node.key !== "directorymatch") return [];
    const [first = "", second = ""] = splitWords(node.argumentText);
    const isRegex = node.key === "directorymatch" || first === "~";
    const pattern = first === "~" ? second : first;
    return [{ node, pattern, depth: isRegex ? Number.POSITIVE_INFINITY : partsOf(pattern).length }];
  });
}

function partsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}

function appliesTo({ pattern, depth }: DirectorySection, folder: string): boolean {
  if (depth === Number.POSITIVE_INFINITY) return regexMatches(pattern, folder);
  const parts = partsOf(folder);
  return partsOf(pattern).every((part, at) => parts[at] !== undefined && matchesName(part, parts[at]));
}

function regexMatches(pattern: string, folder: string): boolean {
  try {
    return new RegExp(pattern).test(`${folder}/`);
  } catch {
    return true;
  }
}

const BITS: Readonly<Record<string, number>> = {
  limit: OVERRIDE.limit,
  options: OVERRIDE.options,
  fileinfo: OVERRIDE.fileInfo,
  authconfig: OVERRIDE.authConfig,
  indexes: OVERRIDE.indexes,
  all: OVERRIDE.all,
  none: 0,
};

const NONFATAL: Readonly<Record<string, number>> = {
  override: OVERRIDE.nonfatalOverride,
  unknown: OVERRIDE.nonfatalUnknown,
  all: OVERRIDE.nonfatalOverride | OVERRIDE.nonfatalUnknown,
};

/**
 * What the words of AllowOverride stand for (`set_override`): All and None put aside what stands before them, words
 * that httpd would refuse stand for nothing.
 */
export function overridesOf(words: readonly string[]): AllowedOverrides {
  let bits = 0;
  let options: ReadonlySet<string> | undefined;
  for (const word of words) {
    const [name = "", value = ""] = word.toLowerCase().split("=", 2);
    if (name === "nonfatal") bits |= NONFATAL[value] ?? 0;
    else if (name === "all" || name === "none") bits = BITS[name] ?? 0;
    else bits |= BITS[name] ?? 0;
    if (name === "options" && value !== "") options = new Set(value.split(","));
  }
  return { bits, options };
}

/** The names of AllowOverrideList that it keeps, in lower case. */
export function listOf(words: readonly string[], modules: ModuleSet): ReadonlySet<string> {
  const names = words.map((word) => word.toLowerCase());
  return new Set(names.filter((name) => name !== "none" && whyDiscarded(name, modules) === undefined));
}

/** Why AllowOverrideList leaves out a name (`set_override_list`): only those that a section may hold are kept. */
export function whyDiscarded(name: string, modules: ModuleSet): "unrecognized" | "not allowed" | undefined {
  const command = modules.command(name.toLowerCase());
  if (command === undefined) return "unrecognized";
  return (command.mask & (OVERRIDE.all | OVERRIDE.accessConf)) === 0 ? "not allowed" : undefined;
}
