import { matchesName } from "../read/paths.ts";
import { pathParts, type Section, WILDCARD } from "./sections.ts";

/** True, false, or undefined when it depends on what is not known. */
export type Verdict = boolean | undefined;

/**
 * Whether a `<Directory>` without regular expression is for exactly this folder (`ap_directory_walk`): wildcards match
 * within one part of the path.
 */
export function isForFolder({ pattern, depth, folder: literal }: Section, folder: string): boolean {
  if (literal !== undefined) return literal === (folder.endsWith("/") ? folder.replace(/\/+$/, "") : folder);
  const wanted = pathParts(pattern);
  const given = pathParts(folder);
  if (depth !== given.length) return false;
  return wanted.every((part, at) => matchesPart(part, given[at] as string));
}

function matchesPart(pattern: string, text: string): boolean {
  return WILDCARD.test(pattern) ? matchesName(pattern, text) : pattern === text;
}

/** `ap_location_walk`: a literal is a prefix that ends at a slash, wildcards do not match slashes. */
export function isForPath({ pattern, isRegex }: Section, path: string): Verdict {
  if (isRegex) return regexTest(pattern, path);
  if (!WILDCARD.test(pattern)) {
    return path === pattern || path.startsWith(pattern.endsWith("/") ? pattern : `${pattern}/`);
  }
  return wildcardPath(pattern, path);
}

function wildcardPath(pattern: string, path: string): boolean {
  const wanted = pattern.split("/");
  const given = path.split("/");
  // Without a wildcard a section is for what lies below as well, with one it is not.
  if (given.length !== wanted.length) return false;
  return wanted.every((part, at) => matchesPart(part, given[at] as string));
}

/** `ap_file_walk`: only the last part of the file's path counts. */
export function isForFile({ pattern, isRegex }: Section, file: string): Verdict {
  const name = file.slice(file.lastIndexOf("/") + 1);
  return isRegex ? regexTest(pattern, name) : matchesPart(pattern, name);
}

/**
 * Searches with JavaScript's own regular expressions, which agree with PCRE2 in all that is common in configurations.
 * Undefined when the pattern has something they lack.
 */
export function regexTest(pattern: string, text: string): Verdict {
  return compiled(pattern)?.test(text);
}

const ONLY_PCRE = /\(\?[>#|R&P+-]|\(\?[imsxn]+[:)]|\\[AzZGKQXRHhVvN]|[*+?}]\+|\(\*|\[\[:/;

/** A pattern as JavaScript has it; undefined when it cannot be told. */
export function compiled(pattern: string, ignoreCase = false): RegExp | undefined {
  const inline = /^\(\?(i?s?i?)\)/.exec(pattern);
  const rest = inline === null ? pattern : pattern.slice(inline[0].length);
  if (ONLY_PCRE.test(rest)) return undefined;
  // httpd compiles with PCRE2_DOTALL (AP_REG_DOTALL), and not for several lines.
  const flags = `s${ignoreCase || inline?.[1]?.includes("i") ? "i" : ""}`;
  try {
    return new RegExp(rest, flags);
  } catch {
    return undefined;
  }
}
