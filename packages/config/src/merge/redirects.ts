import { wordsOf } from "../node.ts";
import type { ConfigNode } from "../tree.ts";
import type { Layer } from "./layers.ts";
import { compiled } from "./matching.ts";
import type { Section } from "./sections.ts";
import { below } from "./translate.ts";

/** What mod_alias answers instead of a file: `unknown` when a pattern or section decides of which nothing can be told. */
export type Redirected = "redirection" | "error" | "unknown";

const KEYS = new Set(["redirect", "redirectmatch", "redirecttemp", "redirectpermanent"]);

/**
 * Before a file is looked for (`translate_alias_redir`): a URL alone in a Location, then the server's own, a virtual
 * host's before the main server's.
 *
 * @param layers without directories and files
 */
export function redirectedBefore(layers: readonly Layer[], path: string): Redirected | undefined {
  const ofSections = layers.filter(({ section }) => !isServer(section));
  const ofServers = layers.filter(({ section }) => isServer(section));
  return firstOf(ofSections, path, true) ?? firstOf(ofServers, path);
}

/** By any section that applies to the file (`fixup_redir`). */
export function redirectedBySection(layers: readonly Layer[], path: string): Redirected | undefined {
  const ofSections = layers.filter(({ section }) => !isServer(section));
  return firstOf(ofSections, path, true) ?? firstOf(ofSections, path);
}

function isServer({ kind }: Section): boolean {
  return kind === "server" || kind === "virtual host";
}

/** The innermost section's come first; in one section the first for the path, or the last without a path. */
function firstOf(layers: readonly Layer[], path: string, isWhole = false): Redirected | undefined {
  for (const { section, isCertain } of [...layers].reverse()) {
    for (const node of isWhole ? [...section.directives].reverse() : section.directives) {
      const found = KEYS.has(node.key) ? redirected(node, path, isWhole) : undefined;
      if (found !== undefined) return isCertain ? found : "unknown";
    }
  }
  return undefined;
}

const WORDS: Readonly<Record<string, number>> = { permanent: 301, temp: 302, seeother: 303, gone: 410 };

/** @param isWhole what has no path of its own, as it may in a section: a URL alone, or a status alone */
function redirected(node: ConfigNode, path: string, isWhole: boolean): Redirected | undefined {
  const words = [...wordsOf(node)];
  const first = words[0] ?? "";
  const status = WORDS[first.toLowerCase()] ?? (/^\d/.test(first) ? Number.parseInt(first, 10) : undefined);
  if (status !== undefined) words.shift();
  const isRedirection = status === undefined || (status >= 300 && status < 400);
  const answer = isRedirection ? "redirection" : "error";
  const [from] = words;
  if (from === undefined || (words.length === 1 && isRedirection)) return isWhole ? answer : undefined;
  if (isWhole) return undefined;
  if (node.key !== "redirectmatch") return below(from, path) === undefined ? undefined : answer;
  const regex = compiled(from);
  return regex === undefined ? "unknown" : regex.test(path) ? answer : undefined;
}
