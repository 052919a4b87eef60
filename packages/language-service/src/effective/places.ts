import { type ConfigNode, type ConfigTree, maskSecrets, type Section, wordsOf } from "@httpd-lint/config";

/** A directive where it stands, as it may be shown. */
export interface Place {
  readonly directive: string;
  /** Arguments, with secrets masked. */
  readonly value: string;
  readonly file: string;
  readonly line: number;
}

/** Directives whose handlers take the line as it is, quotes included. */
const RAW = /^session(?:dbd)?cookiename2?$/;

/** The arguments as one text, masked; a single word without its quotes. */
export function shownArguments(node: ConfigNode): string {
  const masked = maskSecrets(`${node.name} ${node.argumentText}`).slice(node.name.length + 1);
  if (RAW.test(node.key) || masked !== node.argumentText) return masked;
  const words = wordsOf(node);
  return words.length === 1 ? (words[0] ?? "") : masked;
}

/** The line on which a directive begins; of a macro's lines, where the macro is written. */
export function lineOf({ frame, line }: ConfigNode): number {
  return frame.file.lineIndex.lineAt(line.nameStart);
}

export function placeOf(node: ConfigNode): Place {
  return { directive: node.name, value: shownArguments(node), file: node.frame.file.path, line: lineOf(node) };
}

/** `<Location /app>`, masked: the URL of a Proxy section may have a password. */
export function sectionName(node: ConfigNode): string {
  return `<${node.argumentText === "" ? node.name : maskSecrets(`${node.name} ${node.argumentText}`)}>`;
}

/** A set of settings among those that are merged. */
export interface Scope {
  readonly name: string;
  readonly file: string;
  /** Null for a whole file. */
  readonly line: number | null;
}

export function scopeOf(section: Section, tree: ConfigTree): Scope {
  const { node, kind, directives } = section;
  if (node !== undefined) return { name: sectionName(node), file: node.frame.file.path, line: lineOf(node) };
  const first = directives[0];
  if (kind === "htaccess" && first !== undefined) {
    const file = first.frame.file.path;
    return { name: ".htaccess", file, line: null };
  }
  return { name: kind === "htaccess" ? ".htaccess" : "main server", file: tree.mainFile, line: null };
}
