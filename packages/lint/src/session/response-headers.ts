import { type ConfigNode, type ConfigTree, type EffectiveConfig, headersMentioning, wordsOf } from "@httpd-lint/config";
import { foundOnce } from "../model/memory.ts";
import type { RuleContext } from "../rule.ts";

/** A Header directive, read as mod_headers does. */
export interface HeaderLine {
  readonly node: ConfigNode;
  /** `always` is the table that is sent with errors, too. */
  readonly table: "always" | "onsuccess";
  /** In lower case, as the name is. */
  readonly action: string;
  readonly name: string;
  /** What is written, or for `edit` what is looked for. */
  readonly value: string;
  /** Which word `value` is. */
  readonly valueIndex: number;
  readonly replacement: string;
  /** It depends on the request. */
  readonly isConditional: boolean;
}

export function headerLine(node: ConfigNode): HeaderLine {
  let line = knownLines.get(node);
  if (line === undefined) {
    line = readLine(node);
    knownLines.set(node, line);
  }
  return line;
}

/**
 * The Header directives about one header.
 *
 * @param name in lower case
 */
export function linesAbout(context: RuleContext, name: string): readonly HeaderLine[] {
  const known = linesByName(context);
  let lines = known.get(name);
  if (lines === undefined) {
    // Most are about others, and are not cut into words for that.
    const mentioning = headersMentioning(context.tree, name);
    lines = mentioning.map(headerLine).filter((line) => line.name === name);
    known.set(name, lines);
  }
  return lines;
}

const linesByName: (context: RuleContext) => Map<string, readonly HeaderLine[]> = foundOnce(() => new Map());

const knownLines = new WeakMap<ConfigNode, HeaderLine>();

function readLine(node: ConfigNode): HeaderLine {
  const words = wordsOf(node);
  const hasTable = /^(?:always|onsuccess)$/i.test(words[0] ?? "");
  const [action = "", name = "", ...rest] = hasTable ? words.slice(1) : words;
  const lower = action.toLowerCase();
  const isEdit = lower.startsWith("edit");
  const condition = rest[isEdit ? 2 : lower === "unset" || lower === "echo" ? 0 : 1];
  return {
    node,
    table: words[0]?.toLowerCase() === "always" ? "always" : "onsuccess",
    action: lower,
    name: name.toLowerCase().replace(/:$/, ""),
    value: rest[0] ?? "",
    valueIndex: hasTable ? 3 : 2,
    replacement: isEdit ? (rest[1] ?? "") : "",
    isConditional: condition !== undefined && condition !== "",
  };
}

/** The lines for one header that are in effect, and those of sections that may apply. */
export interface HeaderLines {
  readonly sure: readonly HeaderLine[];
  readonly possible: readonly HeaderLine[];
}

/** @param name in lower case */
export function headerLines(config: EffectiveConfig, name: string): HeaderLines {
  const setting = config.setting("Header");
  if (setting === undefined) return NO_LINES;
  const mentioning = nodesMentioning(config, name);
  const read = (nodes: readonly ConfigNode[]): readonly HeaderLine[] => {
    const lines: HeaderLine[] = [];
    for (const node of nodes) {
      // Most are about others, and are not cut into words for that.
      const line = mentioning?.has(node) === false ? undefined : headerLine(node);
      if (line?.name === name) lines.push(line);
    }
    return lines;
  };
  const { setBy, overrode, possible } = setting;
  return { sure: [...read(overrode), ...read(setBy)], possible: read(possible) };
}

const NO_LINES: HeaderLines = { sure: [], possible: [] };

const knownNodes = new WeakMap<ConfigTree, Map<string, ReadonlySet<ConfigNode>>>();

/** Undefined when a .htaccess is merged: what it has is not among the tree's own. */
function nodesMentioning({ tree, layers }: EffectiveConfig, name: string): ReadonlySet<ConfigNode> | undefined {
  if (layers.some(({ section }) => section.isOfHtaccess)) return undefined;
  let ofTree = knownNodes.get(tree);
  if (ofTree === undefined) {
    ofTree = new Map();
    knownNodes.set(tree, ofTree);
  }
  let nodes = ofTree.get(name);
  if (nodes === undefined) {
    nodes = new Set(headersMentioning(tree, name));
    ofTree.set(name, nodes);
  }
  return nodes;
}
