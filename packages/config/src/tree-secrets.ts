import { descendants, sourceTextOf } from "./node.ts";
import { maskSecrets, secretMask, secretsIn, wordsFrom } from "./secrets.ts";
import type { ConfigNode, ConfigTree } from "./tree.ts";

/** Masks a logical line as it may be shown to people. */
export type Masker = (line: string) => string;

interface TreeSecrets {
  /** Defines whose value a directive takes as a secret. */
  readonly defines: ReadonlySet<string>;
  /** Secrets that a macro or a Define put where they are. */
  readonly values: ReadonlySet<string>;
}

const maskers = new WeakMap<ConfigTree, Masker>();

/**
 * Like `maskSecrets`, and it knows where secrets of the tree come from: the value of `Define KEY ...` when
 * `SessionCryptoPassphrase ${KEY}` uses it, and the words of a Use that become one.
 */
export function maskerOf(tree: ConfigTree): Masker {
  const known = maskers.get(tree);
  if (known !== undefined) return known;
  let secrets: TreeSecrets | undefined;
  const masker: Masker = (line) => {
    const masked = maskSecrets(line);
    const [, key = ""] = /^[\s#]*(define|use)\s/i.exec(line) ?? [];
    if (key === "") return masked;
    secrets ??= findSecrets(tree);
    return maskWords(masked, key.toLowerCase(), secrets);
  };
  maskers.set(tree, masker);
  return masker;
}

/** For texts of which several trees have a part. */
export function maskerOfAll(trees: Iterable<ConfigTree>): Masker {
  const all = [...trees].map(maskerOf);
  return (line) => all.reduce((masked, mask) => mask(masked), maskSecrets(line));
}

function findSecrets(tree: ConfigTree): TreeSecrets {
  const defines = new Set<string>();
  const values = new Set<string>();
  for (const node of descendants(tree.nodes)) {
    if (node.frame.macro === undefined && !mentionsVariable(node)) continue;
    for (const value of secretsIn(`${node.name} ${node.argumentText}`)) values.add(value);
    for (const value of secretsIn(sourceTextOf(node), true)) {
      for (const [, name = ""] of value.matchAll(/\$\{([^}:]+)\}/g)) defines.add(name);
    }
  }
  return { defines, values };
}

function mentionsVariable({ line, frame }: ConfigNode): boolean {
  const at = frame.file.text.indexOf("${", line.nameStart);
  return at >= 0 && at < line.contentEnd;
}

/** Shorter ones are found in too many words that are none. */
const SHORTEST_PART = 6;

function maskWords(line: string, key: string, { defines, values }: TreeSecrets): string {
  const isSecret = (value: string): boolean =>
    values.has(value) || (value.length >= SHORTEST_PART && [...values].some((secret) => secret.includes(value)));
  const [, name, ...rest] = wordsFrom(line, /^[\s#]*/.exec(line)?.[0].length ?? 0);
  if (name === undefined) return line;
  const isKnown = key === "define" && defines.has(name.value);
  const hidden = rest.filter(({ value }) => value !== "" && (isKnown || isSecret(value)));
  let masked = "";
  let at = 0;
  for (const { start, end } of hidden) {
    masked += line.slice(at, start) + secretMask;
    at = end;
  }
  return masked + line.slice(at);
}
