import type { Fix, TextEdit } from "@httpd-lint/diagnostics";
import type { ModuleInfo } from "@httpd-lint/directives";
import { locationOfArgument, locationOfName, wordsOf, writtenArguments } from "../node.ts";
import type { ConfigNode, ConfigTree } from "../tree.ts";

/** Writes another word in the place of one; undefined when `${}` or a macro made the word. */
export function replaceWord(node: ConfigNode, at: number, text: string, safe: boolean): readonly Fix[] {
  const written = writtenArguments(node);
  const words = wordsOf(node);
  const own = written[at];
  if (own === undefined || written.length !== words.length) return [];
  const source = node.frame.file.text.slice(own.start, own.end);
  const word = words[at] as string;
  if (!source.includes(word)) return [];
  const newText = source.replace(word, () => text);
  return [{ title: `Change '${word}' to '${text}'`, safe, edits: [{ ...locationOfArgument(node, at), newText }] }];
}

/** Other people's words for a switch; no configuration of httpd means anything else by them. */
const SWITCHES: Readonly<Record<string, string>> = {
  yes: "On",
  true: "On",
  "1": "On",
  enable: "On",
  enabled: "On",
  no: "Off",
  false: "Off",
  "0": "Off",
  disable: "Off",
  disabled: "Off",
};

/** `On` or `Off` for a first word that says the same in other words. */
export function onOrOff(node: ConfigNode): readonly Fix[] {
  const word = wordsOf(node)[0]?.toLowerCase() ?? "";
  const meant = Object.hasOwn(SWITCHES, word) ? SWITCHES[word] : undefined;
  return meant === undefined ? [] : replaceWord(node, 0, meant, true);
}

/** Writes another name; sections keep their `<`. */
export function replaceName(node: ConfigNode, name: string): readonly Fix[] {
  const place = locationOfName(node);
  const source = node.frame.file.text.slice(place.start, place.end);
  if (source.replace("<", "").toLowerCase() !== node.key) return [];
  return [{ title: `Change it to ${name}`, safe: false, edits: [{ ...place, newText: name }] }];
}

/** Ends a section's tag that lacks its `>`. */
export function closeTag(node: ConfigNode): readonly Fix[] {
  const { file } = node.frame;
  const at = node.line.contentEnd;
  return [{ title: "Add the missing >", safe: true, edits: [{ file: file.path, start: at, end: at, newText: ">" }] }];
}

/** Adds a LoadModule behind the last one, with its module's file in the folder that one has. */
export function loadModule(tree: ConfigTree, module: ModuleInfo): readonly Fix[] {
  const loading = tree.executed.filter(({ key, frame }) => key === "loadmodule" && frame.kind === "file");
  const last = loading.findLast(({ frame }) => frame.file.path === tree.mainFile) ?? loading.at(-1);
  if (last === undefined) return [];
  const neighbour = wordsOf(last)[1] ?? "";
  const folder = neighbour.slice(0, neighbour.lastIndexOf("/") + 1);
  const { text, path } = last.frame.file;
  const lineEnd = text.indexOf("\n", last.line.contentEnd);
  const at = lineEnd < 0 ? text.length : lineEnd + 1;
  const indent = /[ \t]*$/.exec(text.slice(0, last.line.nameStart))?.[0] ?? "";
  const line = `${indent}LoadModule ${module.symbol} ${folder}${module.file}\n`;
  const edit: TextEdit = { file: path, start: at, end: at, newText: lineEnd < 0 ? `\n${line}` : line };
  return [{ title: `Load ${module.symbol}`, safe: false, edits: [edit] }];
}
