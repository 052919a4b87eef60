import type { Range } from "@httpd-lint/diagnostics";
import { readWord, type Word } from "@httpd-lint/grammar";

/** What is shown in the place of a secret, whatever its length. */
export const secretMask = "********";

type Find = (text: string, words: readonly Word[]) => readonly Range[];

/** Directives whose arguments are secrets, from the given argument on; names in lower case. */
const SECRET_FROM: ReadonlyMap<string, number> = new Map([
  ["authbasicfake", 1],
  ["authformsitepassphrase", 0],
  ["authldapbindpassword", 0],
  ["cryptokey", 0],
  ["gssapisessionkey", 0],
  ["mdexternalaccountbinding", 1],
  ["oidcclientsecret", 0],
  ["oidcclienttokenendpointkeypassword", 0],
  ["oidccryptopassphrase", 0],
  ["oidcoauthclientsecret", 0],
  ["oidcoauthintrospectionclientauthbearertoken", 0],
  ["oidcoauthverifysharedkeys", 0],
  ["oidcrediscachepassword", 0],
  ["oauth2cryptopassphrase", 0],
  ["passengeradminpanelpassword", 0],
  ["sechashkey", 0],
  ["sechttpblkey", 0],
  ["sessioncryptopassphrase", 0],
  ["tktauthsecret", 0],
  ["tktauthsecretold", 0],
  ["unionstationkey", 0],
]);

/** Names that only sound like one: the argument of AuthFormPassword is the name of a form field. */
const HARMLESS: ReadonlySet<string> = new Set(["authformpassword"]);

/** Third-party directives that nobody told us about. */
const SECRET_NAME = /(?:password|passwd|passphrase|secret|sharedkeys?|bearertoken)$/;

/** Directives that hold `secret=...` or `pass=...` among other things. */
const KEY_VALUE: ReadonlySet<string> = new Set([
  "balancermember",
  "dbdparams",
  "jkworkerproperty",
  "oauth2tokenverify",
  "oidcoauthintrospectionendpointparams",
  "oidcprovidertokenendpointparams",
  "php_admin_value",
  "php_value",
  "proxypass",
  "proxypassmatch",
  "proxyset",
]);

const SECRET_KEY = /(?<![a-z])(?:pass|passwd|password|pwd|secret|client_secret|auth)=([^\s,;&"']+)/gi;

/** Directives that give a name a value of any kind. */
const NAMED_VALUE: ReadonlySet<string> = new Set([
  "define",
  "fcgidinitialenv",
  "passengerenvvar",
  "perlsetenv",
  "perlsetvar",
  "php_admin_value",
  "php_value",
  "setenv",
]);

const SECRET_VARIABLE =
  /(?:pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|(?:api|private|access|secret|crypto)_?key)(?:_?\d+)?$/i;

const SECRET_HEADER = /^(?:proxy-)?authorization$|^x-(?:api-key|auth-token)$/i;

/** The password of `scheme://user:password@host`. */
const URL_PASSWORD = /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@"'<>]*:([^\s/@"'<>]+)@/gi;

/**
 * A line of a configuration as it may be shown to people: passphrases and passwords become `********`, also in a
 * directive that is commented out. Programs that give a passphrase (`exec:`) and variables (`${NAME}`) stay.
 *
 * @param line a logical line; continuation marks in it are kept, so that its physical lines stay as many
 */
export function maskSecrets(line: string): string {
  const { text, offsetOf } = withoutContinuations(line);
  const ranges = secretRanges(text);
  if (ranges.length === 0) return line;
  let masked = "";
  let at = 0;
  for (const { start, end } of ranges) {
    const from = offsetOf(start);
    const to = offsetOf(end - 1) + 1;
    if (from < at) continue;
    masked += line.slice(at, from) + maskPieces(line.slice(from, to));
    at = to;
  }
  return masked + line.slice(at);
}

/**
 * A message about a line, as it may be shown to people: passwords of URLs, values of `secret=...` and words of the line
 * that `maskSecrets` would mask become `********` where the message quotes them.
 */
export function maskMessage(message: string, line = ""): string {
  const mask = (match: string, secret: string): string => {
    const at = match.lastIndexOf(secret);
    return match.slice(0, at) + secretMask + match.slice(at + secret.length);
  };
  const masked = message.replace(URL_PASSWORD, mask).replace(SECRET_KEY, mask);
  if (!masked.includes("'")) return masked;
  const secrets = secretRanges(line).map(({ start, end }) => line.slice(start, end));
  return secrets.reduce((text, secret) => text.replaceAll(`'${secret}'`, `'${secretMask}'`), masked);
}

function maskPieces(secret: string): string {
  return secret
    .split(/(\\\r?\n)/)
    .map((piece, index) => (index % 2 === 1 || piece === "" ? piece : secretMask))
    .join("");
}

interface Joined {
  readonly text: string;
  readonly offsetOf: (index: number) => number;
}

function withoutContinuations(line: string): Joined {
  if (!line.includes("\\\n") && !line.includes("\\\r\n")) return { text: line, offsetOf: (index) => index };
  const pieces: { readonly index: number; readonly offset: number }[] = [];
  let text = "";
  let at = 0;
  for (const match of line.matchAll(/\\\r?\n/g)) {
    pieces.push({ index: text.length, offset: at });
    text += line.slice(at, match.index);
    at = match.index + match[0].length;
  }
  pieces.push({ index: text.length, offset: at });
  text += line.slice(at);
  const offsetOf = (index: number): number => {
    const piece = pieces.findLast((candidate) => candidate.index <= index) ?? { index: 0, offset: 0 };
    return piece.offset + index - piece.index;
  };
  return { text, offsetOf };
}

/**
 * The secrets of a logical line.
 *
 * @param withVariables also those that are only a variable
 */
export function secretsIn(line: string, withVariables = false): readonly string[] {
  const { text } = withoutContinuations(line);
  return secretRanges(text, withVariables).map(({ start, end }) => text.slice(start, end));
}

/** In the order of the text. */
function secretRanges(text: string, withVariables = false): Range[] {
  const ranges: Range[] = [];
  const start = /^[\s#]*/.exec(text)?.[0].length ?? 0;
  const name = readWord(text, start);
  const key = name.value.toLowerCase();
  const find = finderOf(key);
  if (find !== undefined) ranges.push(...find(text, wordsFrom(text, name.next)));
  ranges.push(...groupRanges(text, URL_PASSWORD));
  const isWanted = (range: Range): boolean => withVariables || isSecret(text, range);
  return ranges.filter(isWanted).sort((a, b) => a.start - b.start || b.end - a.end);
}

function finderOf(key: string): Find | undefined {
  const from = SECRET_FROM.get(key);
  if (from !== undefined) return (_, words) => words.slice(from).map(insideQuotes);
  if (SECRET_NAME.test(key) && !HARMLESS.has(key)) return (_, words) => words.map(insideQuotes);
  if (KEY_VALUE.has(key) || NAMED_VALUE.has(key)) {
    return (text, words) => [
      ...(KEY_VALUE.has(key) ? groupRanges(text, SECRET_KEY) : []),
      ...(NAMED_VALUE.has(key) && SECRET_VARIABLE.test(words[0]?.value ?? "") ? words.slice(1).map(insideQuotes) : []),
    ];
  }
  if (key === "header" || key === "requestheader") return headerValue;
  return undefined;
}

/** `RequestHeader set Authorization "Basic ..."` */
function headerValue(_: string, words: readonly Word[]): Range[] {
  const at = words.slice(0, 3).findIndex(({ value }) => SECRET_HEADER.test(value));
  return at < 1 ? [] : words.slice(at + 1, at + 3).map(insideQuotes);
}

/** The words of a line from an offset on, in their places. */
export function wordsFrom(text: string, offset: number): Word[] {
  const words: Word[] = [];
  for (let at = offset; at < text.length; ) {
    const word = readWord(text, at);
    words.push(word);
    at = word.next;
  }
  return words;
}

function insideQuotes({ start, end, quote, closed }: Word): Range {
  if (quote === undefined) return { start, end };
  return { start: start + 1, end: closed ? end - 1 : end };
}

function groupRanges(text: string, pattern: RegExp): Range[] {
  return [...text.matchAll(pattern)].map((match) => {
    const secret = match[1] ?? "";
    const start = match.index + match[0].lastIndexOf(secret);
    return { start, end: start + secret.length };
  });
}

function isSecret(text: string, { start, end }: Range): boolean {
  const value = text.slice(start, end);
  return value !== "" && !/^(?:exec:.|file:|\$\{[^}]*\}$|%\{[^}]*\}$)/.test(value);
}
