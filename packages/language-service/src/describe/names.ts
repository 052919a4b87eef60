import { type ConfigNode, lineNumberOf, type MacroUse, maskSecrets, secretMask, wordsOf } from "@httpd-lint/config";
import { logicalText, splitWords } from "@httpd-lint/grammar";
import { SPECIAL_VARIABLES } from "../completion/known-values.ts";
import type { Occurrence } from "../model/occurrences.ts";
import { placesOf } from "../model/symbols.ts";
import { isSecretVariable } from "../model/variable-values.ts";
import type { Analysis, DocumentContext } from "../workspace.ts";
import { block, code } from "./markdown.ts";

/** `file:line` with the file as short as the server's folder allows. */
export function placeText(analysis: Analysis, node: ConfigNode): string {
  const folder = analysis.mainFile.slice(0, analysis.mainFile.lastIndexOf("/") + 1);
  const { path } = node.frame.file;
  const shown = path.startsWith(folder) ? path.slice(folder.length) : path;
  return `${shown}:${lineNumberOf(node)}`;
}

interface VariableValue {
  /** Undefined for a name without value. */
  readonly value: string | undefined;
  readonly from: string;
}

/** What `${NAME}` stands for when httpd has read everything, masked; undefined when nothing defines it. */
function variableValue(analysis: Analysis, name: string): VariableValue | undefined {
  const { tree } = analysis.server ?? analysis;
  const lower = name.toLowerCase();
  const define =
    tree.defines.find((each) => each.name === name) ?? tree.defines.find((each) => each.name.toLowerCase() === lower);
  if (define !== undefined) {
    const from = define.setBy === undefined ? "-D" : placeText(analysis, define.setBy);
    return { value: maskedValue(define.name, define.value), from };
  }
  const value = Object.hasOwn(tree.profile.environment, name) ? tree.profile.environment[name] : undefined;
  return value === undefined ? undefined : { value: maskedValue(name, value), from: "environment" };
}

function maskedValue(name: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const quoted = `"${value.replace(/["\\]/g, "\\$&")}"`;
  return splitWords(maskSecrets(`Define ${name} ${quoted}`))[2] ?? value;
}

/** A value is hidden, too, when a directive that takes a secret uses it. */
export function variableText(context: DocumentContext, occurrence: Occurrence): string {
  const { name } = occurrence;
  const isSecret = isSecretVariable(context, occurrence, []);
  const lines = context.analyses.map((analysis) => {
    const found = variableValue(analysis, name);
    const where = context.analyses.length > 1 ? ` in ${analysis.mainFile}` : "";
    if (found === undefined) return `${code(`\${${name}}`)} is not defined${where}`;
    const shown =
      found.value === undefined ? "is set without a value" : `= ${code(isSecret ? secretMask : found.value)}`;
    return `${code(`\${${name}}`)} ${shown}${where} (${found.from})`;
  });
  return [...new Set(lines)].join("\n\n");
}

/** The lines that a Use stands for, with its values in the place of the parameters, masked. */
export function expansionLines({ tree }: Analysis, use: MacroUse): readonly string[] {
  const lines: string[] = [];
  const isOurs = (node: ConfigNode): boolean => {
    for (let frame: ConfigNode["frame"] | undefined = node.frame; frame !== undefined; frame = frame.parent) {
      if (frame.macro === use) return true;
    }
    return false;
  };
  const show = (node: ConfigNode, depth: number): void => {
    const indent = "  ".repeat(depth);
    const text = maskSecrets(`${node.name} ${node.argumentText}`.trimEnd());
    lines.push(node.isSection ? `${indent}<${text}>` : `${indent}${text}`);
    for (const child of node.children) show(child, depth + 1);
    if (node.isSection) lines.push(`${indent}</${node.name}>`);
  };
  const look = (nodes: readonly ConfigNode[]): void => {
    for (const node of nodes) {
      if (isOurs(node)) show(node, 0);
      else if (node.children.length > 0) look(node.children);
    }
  };
  const executed = tree.executed.filter(
    (node) => isOurs(node) && /^(?:define|loadmodule|include\w*|use)$/.test(node.key),
  );
  lines.push(...executed.map((node) => maskSecrets(`${node.name} ${node.argumentText}`)));
  look(tree.nodes);
  return lines;
}

const MOST_LINES = 40;

export function expansionText(analysis: Analysis, use: MacroUse): string {
  const lines = expansionLines(analysis, use);
  const shown = lines.slice(0, MOST_LINES).join("\n");
  return `${code(`Use ${use.macro.name}`)} stands for:\n\n${block(lines.length > MOST_LINES ? `${shown}\n…` : shown)}`;
}

/** More definitions of one name than these help nobody. */
const MOST_PLACES = 5;

/** Where a name is defined, with the line that does it, masked; for environment variables also what httpd does with it. */
export function nameText(context: DocumentContext, occurrence: Occurrence): string | undefined {
  const { kind, name } = occurrence;
  const special =
    kind === "environment variable" && Object.hasOwn(SPECIAL_VARIABLES, name) ? SPECIAL_VARIABLES[name] : undefined;
  const defined = placesOf(context, occurrence).filter((place) => place.occurrence.isDefinition);
  const shown = defined.slice(0, MOST_PLACES).map(({ file, occurrence: { line } }) => {
    const place = `${file.path}:${file.lineIndex.lineAt(line.nameStart)}`;
    return `${code(place)}\n\n${block(maskSecrets(logicalText(file.syntax, line)))}`;
  });
  const parts = [
    ...(special === undefined ? [] : [`${code(name)}: ${special}`]),
    ...shown,
    ...(defined.length > MOST_PLACES ? [`and ${defined.length - MOST_PLACES} more places`] : []),
  ];
  return parts.length === 0 ? undefined : parts.join("\n\n");
}

/** The format behind a nickname. */
export function logFormatText(analysis: Analysis, name: string): string | undefined {
  const lower = name.toLowerCase();
  const found = nodesNamed(analysis, "logformat").findLast((node) => wordsOf(node)[1]?.toLowerCase() === lower);
  if (found === undefined) return undefined;
  return `${code(name)} (${placeText(analysis, found)}):\n\n${block(wordsOf(found)[0] ?? "")}`;
}

function nodesNamed({ tree }: Analysis, key: string): readonly ConfigNode[] {
  const found: ConfigNode[] = [];
  const open = [...tree.nodes];
  for (let node = open.shift(); node !== undefined; node = open.shift()) {
    if (node.key === key) found.push(node);
    if (node.children.length > 0) open.unshift(...node.children);
  }
  return found;
}
