import { type ArgumentsHow, type CommandInfo, syntaxOf } from "@httpd-lint/directives";
import { readWord, splitWords } from "@httpd-lint/grammar";
import { PlainArguments } from "./plain-arguments.ts";
import type { Fault } from "./types.ts";

/** AP_MAX_ARGC: words after the 64th are dropped. */
const MAX_WORDS = 64;

interface Counts {
  readonly least: number;
  readonly most: number;
  /** How many of the first words must not be empty. */
  readonly filled: number;
  readonly says: string;
}

const COUNTS: Partial<Record<ArgumentsHow, Counts>> = {
  take1: { least: 1, most: 1, filled: 1, says: "takes one argument" },
  take2: { least: 2, most: 2, filled: 2, says: "takes two arguments" },
  take3: { least: 3, most: 3, filled: 3, says: "takes three arguments" },
  take12: { least: 1, most: 2, filled: 1, says: "takes 1-2 arguments" },
  take13: { least: 1, most: 3, filled: 1, says: "takes one or three arguments" },
  take23: { least: 2, most: 3, filled: 2, says: "takes two or three arguments" },
  take123: { least: 1, most: 3, filled: 1, says: "takes one, two or three arguments" },
};

export interface ReadArguments {
  readonly words: readonly string[];
  readonly fault?: Fault;
}

/** A word that is not empty and ends at a blank: without quotes, or in double quotes with no backslash. */
export const WORD: string = '(?:[^\\t-\\r "\'][^\\t-\\r ]*|"[^"\\\\\\n]+"(?![^\\t-\\r ]))';
const NEXT = `[\\t\\v-\\r ]+${WORD}`;

/** One plain word after the other. */
export const TWO_WORDS: string = WORD + NEXT;

interface RightNumber {
  readonly source: string;
  /** Anything may follow. */
  readonly isOpen?: boolean;
}

/** Texts whose number of words is right for certain: nearly all. To see that, no words need be cut. */
const RIGHT: Partial<Record<ArgumentsHow, RightNumber>> = {
  take1: { source: WORD },
  take2: { source: TWO_WORDS },
  take12: { source: `${WORD}(?:${NEXT})?` },
  take23: { source: `${TWO_WORDS}(?:${NEXT})?` },
  take123: { source: `${WORD}(?:${NEXT}){0,2}` },
  iterate: { source: WORD, isOpen: true },
  iterate2: { source: TWO_WORDS, isOpen: true },
  flag: { source: "(?:[Oo][Nn]|[Oo][Ff][Ff])(?![^\\t-\\r ])", isOpen: true },
};

/** Nothing. */
const NONE = /(?!)/;

const counts = new Map<ArgumentsHow, RegExp>();
const countsInPlace = new Map<ArgumentsHow, PlainArguments>();

/** What matches has the right number of words; what does not may still have it. Undefined when any number will do. */
export function rightCount(how: ArgumentsHow): RegExp | undefined {
  if (how === "raw" || how === "argv" || how === "none") return undefined;
  let count = counts.get(how);
  if (count === undefined) {
    const right = RIGHT[how];
    count = right === undefined ? NONE : new RegExp(`^${right.source}${right.isOpen ? "" : "$"}`);
    counts.set(how, count);
  }
  return count;
}

/** The same for arguments where they stand in a file. Undefined when no number is plain to see. */
export function rightCountInPlace(how: ArgumentsHow): PlainArguments | undefined {
  const right = RIGHT[how];
  let count = countsInPlace.get(how);
  if (count === undefined && right !== undefined) {
    count = new PlainArguments(right.source, right.isOpen ? { isOpen: true } : {});
    countsInPlace.set(how, count);
  }
  return count;
}

/** Words with a single blank between and nothing that is quoted or escaped. */
const PLAIN = /^[^\t-\r "'\\]+(?: [^\t-\r "'\\]+)*$/;

const ONE = /^[^\t-\r "'\\]+$/;

const QUOTED = /^"[^"\\]+"$/;

/** Of a line of megabytes a regular expression would have to keep more in mind than it can. */
const LONGEST_PLAIN = 10_000;

/** The only word of a text; undefined where it is not plain to see that there is one. */
export function onlyWord(text: string): string | undefined {
  if (text.length > LONGEST_PLAIN) return undefined;
  if (text.startsWith('"')) return QUOTED.test(text) ? text.slice(1, -1) : undefined;
  return ONE.test(text) ? text : undefined;
}

/** The words of a text whose number is right, as the directive's `args_how` asks. */
export function rightWords(command: CommandInfo, text: string): readonly string[] {
  if (command.how !== "flag" && text.length <= LONGEST_PLAIN) {
    if (text.includes(" ") && PLAIN.test(text)) {
      const words = text.split(" ");
      if (words.length <= MAX_WORDS) return words;
    }
    const only = onlyWord(text);
    if (only !== undefined) return [only];
  }
  return readArguments(command, command.name, text).words;
}

/** `invoke_cmd`: splits the text as the directive's `args_how` asks and says when the number of words is wrong. */
export function readArguments(command: CommandInfo, name: string, text: string): ReadArguments {
  const { how } = command;
  switch (how) {
    case "raw":
    case "none":
      return { words: splitWords(text) };
    case "argv":
      return { words: withoutTrailingEmpty(splitWords(text)).slice(0, MAX_WORDS) };
    case "flag":
      return flag(name, text);
    case "iterate":
    case "iterate2":
      return list(how, command, name, text);
    default:
      return counted(COUNTS[how] as Counts, command, name, text);
  }
}

/** httpd ends the list at an empty word with nothing behind it. */
function withoutTrailingEmpty(words: readonly string[]): readonly string[] {
  return words.at(-1) === "" ? words.slice(0, -1) : words;
}

function flag(name: string, text: string): ReadArguments {
  const word = text === "" ? "" : readWord(text, 0).value;
  const lower = word.toLowerCase();
  if (lower === "on" || lower === "off") return { words: [word] };
  return { words: [word], fault: { code: "httpd/on-or-off", message: `${name} must be On or Off`, word: 0 } };
}

function list(how: "iterate" | "iterate2", command: CommandInfo, name: string, text: string): ReadArguments {
  const words = splitWords(text);
  const least = how === "iterate" ? 1 : 2;
  const says = `${name} requires at least ${least === 1 ? "one argument" : "two arguments"}`;
  // An empty word ends the list; of ITERATE2, one in second place is there but nothing is done with it.
  const end = words.indexOf("");
  const there = end < 0 ? words : words.slice(0, end);
  if (there.length === 0 || words.length < least) return { words: there, fault: countFault(command, says) };
  return { words: there };
}

function counted(counts: Counts, command: CommandInfo, name: string, text: string): ReadArguments {
  const words: string[] = [];
  for (let at = 0; at < text.length && words.length <= counts.most; ) {
    const word = readWord(text, at);
    words.push(word.value);
    at = word.next;
  }
  const wrong =
    words.length > counts.most ||
    words.length < counts.least ||
    words.slice(0, counts.filled).includes("") ||
    (command.how === "take13" && words.length === 2);
  if (!wrong) return { words };
  const surplus = words.length > counts.most ? { word: counts.most } : {};
  return { words, fault: { ...countFault(command, `${name} ${counts.says}`), ...surplus } };
}

/** httpd puts the directive's help text behind the count; ours is how its line looks. */
function countFault(command: CommandInfo, says: string): Fault {
  return { code: "httpd/argument-count", message: `${says}, usage: ${syntaxOf(command)}` };
}
