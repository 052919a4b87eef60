import { readWord, splitWords } from "@httpd-lint/grammar";
import { lowerCase } from "./variables.ts";

/** MAX_STRING_LEN less the NUL: mod_macro reads and substitutes in buffers of this size. */
export const MACRO_LINE_LIMIT = 8191;

const PREFIXES = "$%@";

/** A complaint of mod_macro with its own number. */
export interface MacroWarning {
  readonly id: string;
  readonly message: string;
}

export interface MacroHead {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly warnings: readonly MacroWarning[];
}

/** The text of a `<Macro ...>` (`macro_section`). */
export function readMacroHead(
  argumentText: string,
  place: string,
): MacroHead | { readonly error: string; readonly warnings?: readonly MacroWarning[] } {
  const close = argumentText.lastIndexOf(">");
  if (close < 0) return { error: "<Macro> directive missing closing '>'" };
  if (close === 0) return { error: "<Macro macro definition: empty name" };
  const warnings: MacroWarning[] = [];
  const behind = argumentText.slice(close + 1);
  if (isNonBlank(behind)) {
    const message = `AH02801: non blank chars found after <Macro closing '>' on ${place}: ${behind}`;
    warnings.push({ id: "AH02989", message });
  }
  const head = argumentText.slice(0, close);
  const first = readWord(head, 0);
  const name = lowerCase(first.value);
  if (name === "") return { error: "<Macro macro definition: name not found", warnings };
  return { name, parameters: splitWords(head.slice(first.next)), warnings };
}

/** `check_macro_arguments`. `location` is `defined on line N of "F"`. */
export function checkParameters(
  head: MacroHead,
  location: string,
): { readonly error: string | undefined; readonly warnings: readonly MacroWarning[] } {
  const { name } = head;
  const warnings: MacroWarning[] = [];
  if (PREFIXES.includes(name[0] as string)) {
    // mod_macro warns of the names that have the prefix it advises.
    const message = `macro '${name}' (${location}) better prefix a macro name with any of '${PREFIXES}'`;
    warnings.push({ id: "AH02803", message });
  }
  return { error: parameterError(name, location, head.parameters, warnings), warnings };
}

/** Text behind a bracket that is neither blank nor a comment (`warn_if_non_blank`). */
export function isNonBlank(text: string): boolean {
  return /^[ \t]*[^ \t#]/.test(text);
}

function parameterError(
  name: string,
  location: string,
  parameters: readonly string[],
  warnings: MacroWarning[],
): string | undefined {
  for (let i = 0; i < parameters.length; i++) {
    const parameter = parameters[i] as string;
    if (parameter === "") return `macro '${name}' (${location}): empty argument #${i + 1} name`;
    if (!PREFIXES.includes(parameter[0] as string)) {
      const message = `macro '${name}' (${location}) argument name '${parameter}' (#${i + 1}) without expected prefix, better prefix argument names with one of '${PREFIXES}'.`;
      warnings.push({ id: "AH02796", message });
    } else if (/^\$\{.*\}$/.test(parameter)) {
      const message = `macro '${name}' (${location}) argument name '${parameter}' (#${i + 1}) clashes with 'Define' syntax '\${...}', better use '$(...)'.`;
      warnings.push({ id: "AH02805", message });
    }
    for (let j = i + 1; j < parameters.length; j++) {
      const other = parameters[j] as string;
      if (parameter === other) {
        return `argument name conflict in macro '${name}' (${location}): argument '${parameter}': #${i + 1} and #${j + 1}, change argument names!`;
      }
      if (other !== "" && (parameter.startsWith(other) || other.startsWith(parameter))) {
        const message = `macro '${name}' (${location}): argument name prefix conflict (${parameter} #${i + 1} and ${other} #${j + 1}), be careful about your macro definition!`;
        warnings.push({ id: "AH02797", message });
      }
    }
  }
  return undefined;
}

/** `check_macro_contents`: an empty body, parameters that no line uses. */
export function bodyWarnings(
  name: string,
  location: string,
  parameters: readonly string[],
  lines: readonly string[],
): MacroWarning[] {
  if (lines.length === 0) return [{ id: "AH02799", message: `macro '${name}' (${location}): empty contents!` }];
  const used = new Set<number>();
  for (const line of lines) substitute(line, parameters, parameters, used);
  const warnings: MacroWarning[] = [];
  for (let i = 0; i < parameters.length; i++) {
    if (used.has(i)) continue;
    const message = `macro '${name}' (${location}): argument '${parameters[i]}' (#${i + 1}) never used`;
    warnings.push({ id: "AH02800", message });
  }
  return warnings;
}

/**
 * Puts values in the place of parameters: the leftmost first, of several at one place the longest; what was put in is
 * not looked at again. The value of an `@` parameter is quoted. Undefined when the line outgrows mod_macro's buffer.
 */
export function substitute(
  line: string,
  parameters: readonly string[],
  values: readonly string[],
  used?: Set<number>,
): string | undefined {
  let result = "";
  let rest = line;
  for (;;) {
    const next = nextParameter(rest, parameters);
    if (next === undefined) break;
    const parameter = parameters[next.index] as string;
    const value = values[next.index] as string;
    used?.add(next.index);
    result += rest.slice(0, next.at) + (parameter.startsWith("@") ? quoted(value) : value);
    rest = rest.slice(next.at + parameter.length);
    if (result.length + rest.length > MACRO_LINE_LIMIT) return undefined;
  }
  return result + rest;
}

function nextParameter(
  text: string,
  parameters: readonly string[],
): { readonly at: number; readonly index: number } | undefined {
  let found: { at: number; index: number } | undefined;
  for (let index = 0; index < parameters.length; index++) {
    const parameter = parameters[index] as string;
    const at = parameter === "" ? -1 : text.indexOf(parameter);
    if (at < 0) continue;
    const longer =
      found !== undefined && at === found.at && parameter.length > (parameters[found.index] as string).length;
    if (found === undefined || at < found.at || longer) found = { at, index };
  }
  return found;
}

function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, "\\$&")}"`;
}
