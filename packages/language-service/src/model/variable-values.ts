import { type ConfigNode, maskSecrets } from "@httpd-lint/config";
import { argumentTextOf, logicalText } from "@httpd-lint/grammar";
import type { Analysis, DocumentContext } from "../workspace.ts";
import { nodesOf } from "./nodes.ts";
import type { Occurrence } from "./occurrences.ts";
import { type Place, placesOf } from "./symbols.ts";

/** Whether the value of a `${NAME}` is a secret, as the value, the name, or any line that uses it tells. */
export function isSecretVariable(context: DocumentContext, occurrence: Occurrence, values: readonly string[]): boolean {
  const hides = (line: string): boolean => maskSecrets(line) !== line;
  if (values.some((value) => hides(`Define ${occurrence.name} ${value}`))) return true;
  return placesOf(context, occurrence).some((place) => hidesValue(place));
}

/** A value that nobody would write in a configuration. */
const PROBE = "zq7probe";

function hidesValue({ file, occurrence: { name, isDefinition, line } }: Place): boolean {
  if (isDefinition) return false;
  const parts = logicalText(file.syntax, line).split(new RegExp(`\\$\\{${escaped(name)}\\}`, "i"));
  return parts.slice(1).some((_, index) => {
    const before = parts.slice(0, index + 1).join("x");
    return !maskSecrets(`${before}${PROBE}${parts.slice(index + 1).join("x")}`).includes(PROBE);
  });
}

/**
 * What httpd put in the place of a `${NAME}` in a line, each value once: the line can be read several times, and by
 * several servers. Empty when httpd does not read it, or the value cannot be told from what it read.
 */
export function valuesInLine(context: DocumentContext, { name, line }: Occurrence): readonly string[] {
  const { syntax } = context;
  const written = argumentTextOf(syntax, line);
  const found = new Set<string>();
  for (const analysis of context.analyses) {
    for (const node of nodesOf(context, analysis, line)) {
      const value = valueIn(analysis, node, written, name);
      if (value !== undefined) found.add(value);
    }
  }
  return [...found];
}

function valueIn(
  analysis: Analysis,
  { argumentText: read }: ConfigNode,
  written: string,
  own: string,
): string | undefined {
  // What it has at the end is right when the line looks like it; a Define may have changed since.
  const value = finalValue(analysis, own);
  const filled = written.replace(/\$\{([^}]*)\}/g, (whole, name: string) => finalValue(analysis, name) ?? whole);
  if (value !== undefined && filled === read) return value;
  const [before = "", after = "", ...more] = written.split(new RegExp(`\\$\\{${escaped(own)}\\}`, "i"));
  const isOnly = more.length === 0 && !`${before}${after}`.includes("${");
  const fits = read.startsWith(before) && read.endsWith(after) && read.length >= before.length + after.length;
  if (!isOnly || !fits || read === written) return undefined;
  return read.slice(before.length, read.length - after.length);
}

function escaped(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function finalValue({ tree, server }: Analysis, name: string): string | undefined {
  const lower = name.toLowerCase();
  for (const each of [tree, server?.tree]) {
    const define = each?.defines.find((candidate) => candidate.name.toLowerCase() === lower);
    if (define?.value !== undefined) return define.value;
  }
  const { environment } = (server?.tree ?? tree).profile;
  return Object.hasOwn(environment, name) ? environment[name] : undefined;
}
