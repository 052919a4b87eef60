import type { Location } from "@httpd-lint/diagnostics";
import { locationOfArgument } from "../../node.ts";
import { conditionFault } from "../constraints.ts";
import { atoi } from "../numbers.ts";
import { patternFault } from "../pattern-fault.ts";
import { PlainArguments } from "../plain-arguments.ts";
import type { Call, Check, Fault, ModuleChecks } from "../types.ts";
import { isKnownStatus } from "./core/server.ts";

/** Of what `isPlainPattern` takes, what most patterns of rewrite lines are made of. */
const PATTERN = String.raw`(?=[^\t-\r "'])!?\^?(?:[\w/-]|\\[!-/:-@[-\x60{-~]|\.[*+]?|\((?:\.[*+]|\[\^/\][*+])\))*\$?`;
const RULE_FLAG = "(?:L|END|NC|QSA|NE|PT|F|G|P|R(?:=30[12378])?)";
const CONDITION_FLAG = "(?:NC|OR)";

function flagsOf(flag: string): string {
  return String.raw`(?: \[${flag}(?:,${flag})*\])?`;
}

const PLAIN_RULE = new PlainArguments(
  String.raw`${PATTERN} (?:"[^"\\\n]*"|[^\t-\r "'\\][^\t-\r \\]*)${flagsOf(RULE_FLAG)}`,
);
const PLAIN_CONDITION = new PlainArguments(String.raw`%[^\t-\r "'\\]* ${PATTERN}${flagsOf(CONDITION_FLAG)}`);

/** Directives of mod_rewrite. */
export function rewriteChecks(): ModuleChecks {
  return {
    directives: {
      rewritebase: rewriteBase,
      rewritecond: rewriteCond,
      rewritemap: rewriteMap,
      rewriteoptions: rewriteOptions,
      rewriterule: rewriteRule,
    },
    byText: { rewritecond: 0, rewriterule: 0 },
    plain: { rewritecond: () => PLAIN_CONDITION, rewriterule: () => PLAIN_RULE },
  };
}

/** The words of RewriteRule and RewriteCond. */
interface RewriteLine {
  readonly first: string;
  readonly second: string;
  readonly flags: string | undefined;
}

const BLANK = /[\t-\r ]/;

const WORD = String.raw`(?:((?!["'])(?:[^\t-\r \\]|\\(?![\t-\r ]))+)|"([^"\\]*)")`;

/** Of a line of megabytes a regular expression would have to keep more in mind than it can. */
const LONGEST_PLAIN = 10_000;

/** Two or three words with blanks between, in nearly all lines: nothing in quotes is escaped, and no blank is. */
const PLAIN_LINE = new RegExp(String.raw`^${WORD}[\t-\r ]+${WORD}(?:[\t-\r ]+([^\t-\r "'\\]+))?$`);

/**
 * `parseargline`: words in quotes of either kind, where a backslash keeps only a blank from ending a word. What stands
 * behind the third word is not looked at.
 */
export function rewriteWords(text: string): RewriteLine | undefined {
  const plain = text.length > LONGEST_PLAIN ? null : PLAIN_LINE.exec(text);
  if (plain !== null) {
    return { first: (plain[1] ?? plain[2]) as string, second: (plain[3] ?? plain[4]) as string, flags: plain[5] };
  }
  const first = rewriteWord(text, 0);
  if (first.end >= text.length) return undefined;
  const second = rewriteWord(text, first.end + 1);
  if (second.end >= text.length) return { first: first.word, second: second.word, flags: undefined };
  const third = rewriteWord(text, second.end + 1);
  return { first: first.word, second: second.word, flags: third.start < text.length ? third.word : undefined };
}

function rewriteWord(text: string, from: number): { word: string; start: number; end: number } {
  let start = from;
  while (start < text.length && BLANK.test(text[start] as string)) start++;
  const quote = text[start] === '"' || text[start] === "'" ? text[start] : undefined;
  const begin = quote === undefined ? start : start + 1;
  let at = begin;
  for (; at < text.length; at++) {
    const letter = text[at] as string;
    if (quote === undefined ? BLANK.test(letter) : letter === quote) break;
    if (letter === "\\" && BLANK.test(text[at + 1] ?? "")) at++;
  }
  return { word: text.slice(begin, at), start, end: at };
}

function badLine({ name }: Call, needs: string): Fault {
  return { code: "httpd/argument-count", message: `${name} needs ${needs}, and flags in brackets if there are any` };
}

/** Flags of RewriteRule, in lower case, without those that need or judge a value. */
const RULE_FLAGS = new Set(
  (
    "b bctls bnp c chain co cookie dpi discardpath e env end f forbidden g gone h handler l last n next nc nocase ne " +
    "noescape ns nosubreq p proxy pt passthrough qsa qsappend qsd qsdiscard qsl qslast s skip t type unc " +
    "unsafeallow3f unsafeprefixstat"
  ).split(" "),
);

const CONDITION_FLAGS = new Set(["nc", "nocase", "or", "ornext", "nv", "novary"]);

/** `cmd_rewriterule` */
const rewriteRule: Check = (call) => {
  const line = rewriteWords(call.text);
  if (line === undefined) return badLine(call, "a pattern and a substitution");
  const flags = readFlags(call, line.flags, ruleFlagFault);
  if (isFlagFault(flags)) return flags;
  const pattern = line.first.startsWith("!") ? line.first.slice(1) : line.first;
  return patternFault(call, pattern, 0, flags.has("nc") || flags.has("nocase"));
};

/** Fields of flags that were right, by what judges them: the same few stand in all lines. */
function rightFlags(): Map<FlagFault, Map<string, ReadonlySet<string>>> {
  return new Map();
}

const NO_FLAGS: ReadonlySet<string> = new Set();

type FlagFault = (call: Call, key: string, value: string | undefined, shown: string) => string | undefined;

function isFlagFault(result: Fault | ReadonlySet<string>): result is Fault {
  return "message" in result;
}

/** `cmd_parseflagfield`: the names in lower case, or what is wrong. */
function readFlags(call: Call, flags: string | undefined, flagFault: FlagFault): Fault | ReadonlySet<string> {
  if (flags === undefined) return NO_FLAGS;
  const judged = call.walk.memory(rightFlags);
  const known = judged.get(flagFault) ?? new Map<string, ReadonlySet<string>>();
  judged.set(flagFault, known);
  const before = known.get(flags);
  if (before !== undefined) return before;
  const seen = splitFlags(call, flags, flagFault);
  if (!isFlagFault(seen)) known.set(flags, seen);
  return seen;
}

function splitFlags(call: Call, flags: string, flagFault: FlagFault): Fault | ReadonlySet<string> {
  const seen = new Set<string>();
  if (flags.length < 2 || !flags.startsWith("[") || !flags.endsWith("]")) {
    const message = `${call.name}: flags must stand in brackets, without blanks between or in quotes: '${flags}'`;
    return { code: "httpd/rewrite-flags", message, word: 2 };
  }
  let at = 1;
  for (const part of flags.slice(1, -1).split(",")) {
    const flag = part.trim();
    const equals = flag.indexOf("=");
    const name = equals < 0 ? flag : flag.slice(0, equals);
    const wrong = flagFault(call, name.toLowerCase(), equals < 0 ? undefined : flag.slice(equals + 1), name);
    if (wrong !== undefined) {
      const range = flagRange(call, flags, at + part.indexOf(flag), flag.length);
      return { code: "httpd/rewrite-flags", message: wrong, word: 2, ...(range === undefined ? {} : { range }) };
    }
    seen.add(name.toLowerCase());
    at += part.length + 1;
  }
  return seen;
}

/** Where one flag is written; undefined for an empty one, and when `${}` or a macro made the flags. */
function flagRange({ node }: Call, flags: string, at: number, length: number): Location | undefined {
  const { file, start, end } = locationOfArgument(node, 2);
  const from = node.frame.file.text.slice(start, end).lastIndexOf(flags);
  return from < 0 || length === 0 ? undefined : { file, start: start + from + at, end: start + from + at + length };
}

const ruleFlagFault: FlagFault = ({ name }, key, value, shown) => {
  if (key === "bne") {
    return value ? undefined : `${name}: the flag BNE needs the characters not to escape: [BNE=...]`;
  }
  if (key === "r" || key === "redirect") {
    const status = /^\d/.test(value ?? "") ? atoi(value ?? "") : 302;
    if (isKnownStatus(status)) return undefined;
    return `${name}: '${value}' is not a status code that httpd knows, for the flag ${shown}`;
  }
  return RULE_FLAGS.has(key) ? undefined : unknownFlag(name, shown);
};

const conditionFlagFault: FlagFault = ({ name }, key, _value, shown) =>
  CONDITION_FLAGS.has(key) ? undefined : unknownFlag(name, shown);

function unknownFlag(name: string, shown: string): string {
  return shown === "" ? `${name}: there is an empty flag` : `${name}: there is no flag '${shown}'`;
}

/** Comparisons that are not regular expressions: `<`, `>`, `=` and `-eq` and its kin, with what they compare to. */
const COMPARISON = /^(?:[<>=].|-(?:eq|ge|gt|le|lt|ne))/i;

/** `cmd_rewritecond` */
const rewriteCond: Check = (call) => {
  const line = rewriteWords(call.text);
  if (line === undefined) return badLine(call, "a test string and a condition");
  const flags = readFlags(call, line.flags, conditionFlagFault);
  if (isFlagFault(flags)) return flags;
  const pattern = line.second.startsWith("!") ? line.second.slice(1) : line.second;
  if (line.first.toLowerCase() === "expr") return conditionFault(call, pattern, 1);
  if (COMPARISON.test(pattern)) return undefined;
  return patternFault(call, pattern, 1, flags.has("nc") || flags.has("nocase"));
};

/** `cmd_rewritebase` */
const rewriteBase: Check = ({ name, words: [base = ""], place }) => {
  if (place.path === undefined) {
    const message = `${name} can only stand in a Directory, Location or Files section or a .htaccess`;
    return { code: "httpd/context", message };
  }
  if (base.startsWith("/")) return undefined;
  return { code: "httpd/value", message: `${name}: '${base}' must begin with a slash`, word: 0 };
};

const INTERNAL_MAPS = new Set(["tolower", "toupper", "escape", "unescape"]);
const DBM_TYPES = new Set(["default", "db", "sdbm", "gdbm", "ndbm", "lmdb"]);

/** `cmd_rewritemap` */
const rewriteMap: Check = (call) => {
  const { name, words } = call;
  const source = words[1] ?? "";
  const mapFault = (message: string): Fault => ({ code: "httpd/value", message: `${name}: ${message}`, word: 1 });
  const match = /^(txt|rnd|dbm(?:=([^:]*))?|prg|int|dbd|fastdbd):/is.exec(source);
  const type = match?.[1]?.toLowerCase().replace(/=.*$/s, "") ?? "txt";
  const rest = source.slice(match?.[0].length ?? 0);
  if (type === "dbd" || type === "fastdbd") return undefined;
  if (type === "int") {
    const known = [...INTERNAL_MAPS].join(", ");
    return INTERNAL_MAPS.has(rest) ? undefined : mapFault(`there is no internal map '${rest}' (there are ${known})`);
  }
  const dbm = match?.[2];
  if (dbm !== undefined && !DBM_TYPES.has(dbm.toLowerCase())) return mapFault(`there is no DBM type '${dbm}'`);
  if (type === "prg") return mapFile(call, rest.split(BLANK)[0] ?? "");
  return mapFile(call, dbm?.toLowerCase() === "sdbm" ? `${rest}.dir` : rest);
};

function mapFile({ name, walk, node }: Call, file: string): Fault | undefined {
  const path = walk.absolute(file);
  if (walk.exists(node, path, "any")) return undefined;
  return { code: "httpd/file", message: `${name}: the file '${path}' does not exist`, word: 1 };
}

const OPTIONS = new Set(
  (
    "inherit inheritbefore inheritdown inheritdownbefore ignoreinherit allownoslash allowanyuri mergebase " +
    "ignorecontextinfo legacyprefixdocroot unsafeprefixstat unsafeallow3f"
  ).split(" "),
);

/** `cmd_rewriteoptions` */
const rewriteOptions: Check = ({ name, words, walk, node }) => {
  for (const [at, word] of words.entries()) {
    if (/^maxredirects=/i.test(word)) {
      const message = "RewriteOptions: MaxRedirects does nothing any more; use LimitInternalRecursion";
      walk.warn("AH00664", "httpd/no-effect", message, node);
    } else if (!OPTIONS.has(word.toLowerCase())) {
      return { code: "httpd/value", message: `${name}: there is no option '${word}'`, word: at };
    }
  }
  return undefined;
};
