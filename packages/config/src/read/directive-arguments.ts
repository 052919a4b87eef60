import { readWord } from "@httpd-lint/grammar";
import { lineNumberOf, type NodeRecord } from "../node.ts";
import type { Level } from "./level.ts";
import type { ConfigReader } from "./reader.ts";
import { labelOf } from "./state.ts";

/** Words of a directive whose number of arguments is checked; one more than allowed is enough to see that. */
export function wordsUpTo(text: string, count: number): string[] {
  const words: string[] = [];
  for (let at = 0; at < text.length && words.length <= count; ) {
    const word = readWord(text, at);
    words.push(word.value);
    at = word.next;
  }
  return words;
}

/** The one argument of a TAKE1 directive, or undefined after the complaint. */
export function oneArgument(reader: ConfigReader, level: Level, node: NodeRecord, meaning: string): string | undefined {
  const words = wordsUpTo(node.rawArgumentText, 1);
  if (words.length === 1 && words[0] !== "") return words[0];
  complainOfCount(reader, level, node, `takes one argument, ${meaning}`);
  return undefined;
}

export function twoArguments(
  reader: ConfigReader,
  level: Level,
  node: NodeRecord,
  meaning: string,
): readonly [string, string] | undefined {
  const [first, second, third] = wordsUpTo(node.rawArgumentText, 2);
  if (first && second && third === undefined) return [first, second];
  complainOfCount(reader, level, node, `takes two arguments, ${meaning}`);
  return undefined;
}

export function complainOfCount(reader: ConfigReader, level: Level, node: NodeRecord, complaint: string): void {
  const message = `${node.name} ${complaint}`;
  reader.state.complain(level.stream, { code: "read/argument-count", message, node });
}

/** `line N of F`, as messages of mod_macro name a place. */
export function placeOf(node: NodeRecord): string {
  return `line ${lineNumberOf(node)} of ${labelOf(node)}`;
}
