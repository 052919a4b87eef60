import { type ConfigNode, wordsOf, writtenArguments } from "@httpd-lint/config";
import { foundOnce } from "../model/memory.ts";
import type { RuleContext } from "../rule.ts";
import { isUnknownText } from "./sessions.ts";

/** A literal key of SessionCryptoPassphrase. `text` must never reach a message. */
export interface Passphrase {
  readonly node: ConfigNode;
  readonly index: number;
  readonly text: string;
  /** Bytes, as httpd hashes it. */
  readonly length: number;
  /** Estimated bits an attacker has to guess. */
  readonly bits: number;
}

/** Every word is a key of its own; `exec:` words name a program that prints one. */
export function passphrasesOf(node: ConfigNode): readonly Passphrase[] {
  return wordsOf(node).flatMap((text, index) => {
    if (isProgram(text) || isUnknownText(text)) return [];
    return [{ node, index, text, length: byteLength(text), bits: estimateBits(text) }];
  });
}

/** httpd compares in this case only, and `exec:` with nothing behind it is a passphrase. */
function isProgram(word: string): boolean {
  return word.startsWith("exec:") && word.length > 5;
}

/** Words that were probably meant as one value: arguments of a program, or a sentence. */
export function splitValue(node: ConfigNode): "program" | "sentence" | undefined {
  const words = wordsOf(node);
  const [first, ...rest] = words;
  if (first === undefined || rest.length === 0) return undefined;
  if (isProgram(first))
    return rest.every((word) => !isProgram(word) && estimateBits(word) < 48) ? "program" : undefined;
  // Whoever quotes single words knows that each is a key.
  const isPlain = writtenArguments(node).every(({ quote }) => quote === undefined);
  return isPlain && words.length >= 3 && words.every((word) => /^[a-z]{2,12}$/.test(word)) ? "sentence" : undefined;
}

const PLACEHOLDERS: ReadonlySet<string> = new Set(
  (
    "secret password passphrase changeme change_me change-me changethis change_this changeit replaceme replace_me test testing example " +
    "session key apache httpd default admin letmein mysecret mypassword supersecret topsecret todo fixme foo bar foobar hello none null"
  ).split(" "),
);

/** A value out of documentation, or one that stands in this configuration for everyone to see in its answers. */
export function isPlaceholder(context: RuleContext, text: string): boolean {
  const lower = text.toLowerCase();
  if (PLACEHOLDERS.has(lower) || /^(123456|xxx|your[_-])|^<.*>$|^(.)\2*$/.test(lower)) return true;
  return publicNames(context).has(lower);
}

const publicNames: (context: RuleContext) => ReadonlySet<string> = foundOnce((context) => {
  const nodes = context.directives("ServerName", "SessionCookieName", "SessionDBDCookieName", "AuthName");
  return new Set(nodes.map((node) => wordsOf(node)[0]?.toLowerCase() ?? ""));
});

function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    // A lone surrogate stands for one byte that is not UTF-8.
    if (code < 0x80 || (code >= 0xd800 && code <= 0xdfff)) bytes += 1;
    else bytes += code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/**
 * An upper estimate that knows words, years, repetitions and rows such as `abcd`: two bits for a letter of something
 * pronounceable, one for a character that follows from the one before it, else the size of the character classes used.
 */
export function estimateBits(text: string): number {
  const perCharacter = Math.log2(poolSize(text));
  const word = /[A-Z]?[a-z]{4,}|[A-Z]{4,}/g;
  const pronounceable = (run: string): boolean => /[aeiouy]/i.test(run) && !/[^aeiouy]{5}/i.test(run);
  const rest = text.replace(word, (run) => (pronounceable(run) ? "\u0001".repeat(run.length) : run));
  let bits = 0;
  let previous = Number.NaN;
  for (let index = 0; index < rest.length; index++) {
    const code = rest.charCodeAt(index);
    const step = code - rest.charCodeAt(index - 1);
    if (code === 1) bits += 2;
    else bits += step === previous && Math.abs(step) <= 1 ? 1 : perCharacter;
    previous = step;
  }
  return Math.round(bits);
}

function poolSize(text: string): number {
  let size = 1;
  if (/^[0-9a-f]+$/.test(text) || /^[0-9A-F]+$/.test(text)) return /[a-f]/i.test(text) ? 16 : 10;
  if (/[a-z]/.test(text)) size += 26;
  if (/[A-Z]/.test(text)) size += 26;
  if (/[0-9]/.test(text)) size += 10;
  if (/[^A-Za-z0-9]/.test(text)) size += 20;
  return size;
}
