import { readWord } from "@httpd-lint/grammar";

/** Truth of the condition, or what mod_version says of a bad one. */
export type VersionTest =
  | { readonly holds: boolean; readonly negated: boolean; readonly test: string }
  | { readonly error: string };

const INVALID =
  "Version appears to be invalid. It must have the format major[.minor[.patch]] where major, minor and patch are numbers.";
const UNCLOSED = "<IfVersion> directive missing closing '>'";

/** `start_ifversion` of mod_version. `argumentText` is what follows the name, with its `>`. */
export function testVersion(argumentText: string, version: string): VersionTest {
  const words = upToFourWords(argumentText);
  if (words.length > 3 || words[0] === undefined || words[0] === "") {
    return { error: "<IfVersion takes one, two or three arguments, an operator and a version" };
  }
  const split = operatorAndVersion(words as [string, ...string[]]);
  if ("error" in split) return split;
  const { operator, wanted } = split;
  const negated = operator.length > 1 && operator.startsWith("!");
  const plain = negated ? operator.slice(1) : operator;
  const result = compareBy(plain, wanted, version);
  if (result === undefined) return { error: `unrecognized operator '${operator}'` };
  if (typeof result === "string") return { error: result };
  return { holds: result !== negated, negated, test: `${plain} ${wanted}` };
}

function upToFourWords(text: string): string[] {
  const words: string[] = [];
  for (let at = 0; words.length < 4 && (words.length === 0 || at < text.length); ) {
    const word = readWord(text, at);
    words.push(word.value);
    at = word.next;
  }
  return words;
}

/** The closing bracket may hang on the last word or be a word of its own. */
function operatorAndVersion(
  words: readonly [string, ...string[]],
): { readonly operator: string; readonly wanted: string } | { readonly error: string } {
  const [first, second, third] = words;
  if (third === ">") return second === "" ? { error: UNCLOSED } : { operator: first, wanted: second ?? "" };
  if (second === undefined || (second === ">" && third === undefined)) {
    if (second === undefined && !first.endsWith(">")) return { error: UNCLOSED };
    return { operator: "=", wanted: second === undefined ? first.slice(0, -1) : first };
  }
  return second.endsWith(">") ? { operator: first, wanted: second.slice(0, -1) } : { error: UNCLOSED };
}

/** True or false, a message, or undefined for an operator that does not exist. */
function compareBy(operator: string, wanted: string, version: string): boolean | string | undefined {
  switch (operator) {
    case "=":
    case "==": {
      if (wanted.startsWith("/")) {
        if (wanted.length < 2 || !wanted.endsWith("/")) return "Missing delimiting / of regular expression.";
        return matchesPattern(wanted.slice(1, -1), version);
      }
      const order = compareVersions(wanted, version);
      return order === undefined ? INVALID : order === 0;
    }
    case "~":
      return matchesPattern(wanted, version);
    case ">":
    case ">=":
    case "<":
    case "<=": {
      const order = compareVersions(wanted, version);
      if (order === undefined) return INVALID;
      return (order !== 0 && order > 0 === operator.startsWith(">")) || (order === 0 && operator.endsWith("="));
    }
    default:
      return undefined;
  }
}

/** Sign of (this httpd's version - `wanted`); undefined when `wanted` is no version. Mirrors `compare_version`. */
function compareVersions(wanted: string, version: string): number | undefined {
  if (!/^\d/.test(wanted)) return undefined;
  let rest = wanted;
  const numbers: number[] = [];
  while (numbers.length < 3) {
    const digits = /^[ \t\v\f\r\n]*[+-]?\d+/.exec(rest)?.[0] ?? "";
    numbers.push(Number(digits) | 0);
    rest = rest.slice(digits.length).replace(/^\./, "");
  }
  if (rest !== "") return undefined;
  const own = version.split(".");
  for (let i = 0; i < 3; i++) {
    const difference = (Number.parseInt(own[i] ?? "0", 10) || 0) - (numbers[i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

function matchesPattern(pattern: string, version: string): boolean | string {
  try {
    return new RegExp(pattern).test(version);
  } catch {
    return "Unable to compile regular expression";
  }
}
