import { syntaxOf } from "@httpd-lint/directives";
import { argumentsOf, nameOf } from "@httpd-lint/grammar";
import type { Position, SignatureHelp, SignatureInformation } from "vscode-languageserver-types";
import { type Place, placeOf } from "../completion/place.ts";
import { plain } from "../describe/markdown.ts";
import { knownCommands } from "../model/commands.ts";
import { cursorAt } from "../model/cursor.ts";
import { offsetAt } from "../model/positions.ts";
import { parameterOf, type Syntax, syntaxesOf } from "../signature/parameters.ts";
import { flagSignature, leftOut, meaningsOf } from "../signature/special.ts";
import type { DocumentContext } from "../workspace.ts";

/** Characters behind which another word, or another part of one, begins. */
export const signatureTriggers: readonly string[] = [" ", "=", ":"];

/** The words of the directive at a position, and which of them is being typed. */
export function signatureHelp(context: DocumentContext, position: Position): SignatureHelp | null {
  const offset = offsetAt(context.lineIndex, position);
  const cursor = cursorAt(context.syntax, offset);
  if (cursor.part !== "argument") return null;
  const place = placeOf({ context, cursor, snippets: false });
  if (place === undefined) return null;
  if (place.key === "rewriterule" && place.index >= 2) {
    const flag = flagHelp(place.typed);
    if (flag !== undefined) return flag;
  }
  if (place.key === "use" && place.index > 0) return macroHelp(place) ?? directiveHelp(place);
  return directiveHelp(place);
}

function directiveHelp(place: Place): SignatureHelp | null {
  const known = knownCommands(place.analysis).get(place.key) ?? [];
  const loaded = known.filter(({ isLoaded }) => isLoaded);
  const texts = new Set((loaded.length > 0 ? loaded : known).map(({ command }) => syntaxOf(command)));
  const syntaxes = [...texts].flatMap(syntaxesOf).filter(({ parameters }) => parameters.length > 0);
  const index = wordIndex(place);
  const fitting = syntaxes.findIndex((syntax) => parameterOf(syntax, index) !== undefined && fits(syntax, place));
  const fallback = syntaxes.findIndex((syntax) => parameterOf(syntax, index) !== undefined);
  const activeSignature = fitting >= 0 ? fitting : fallback;
  const active = syntaxes[activeSignature];
  if (active === undefined) return null;
  const signatures = syntaxes.map((syntax) => signatureOf(syntax, meaningsOf(place.key), parameterOf(syntax, index)));
  return { signatures, activeSignature, activeParameter: parameterOf(active, index) ?? 0 };
}

/** The index of the word among the parameters: those in front that are left out are counted. */
function wordIndex(place: Place): number {
  const { key, index, before, typed, cursor, context } = place;
  // Attributes of a cookie are one, however many words there are.
  if (/^session(?:dbd)?cookiename2?$/.test(key)) return Math.min(index, 1);
  if (isExpression(key)) return 0;
  const isInPath = cursor.sections.some((section) => {
    const name = nameOf(context.syntax, section).toLowerCase();
    return key === "balancermember" ? name === "proxy" : /^(?:location|locationmatch|directory|if)$/.test(name);
  });
  const at = index + leftOut(key, [...before, typed], isInPath);
  return key === "header" || key === "requestheader" ? headerIndex(place, at) : at;
}

function isExpression(key: string): boolean {
  return key === "<if" || key === "<elseif" || key === "sslrequire";
}

/** Only `edit` has a replacement, and `unset` and `echo` have no value. */
function headerIndex({ key, before, typed }: Place, at: number): number {
  const action = key === "header" ? 1 : 0;
  const words = [...before, typed];
  const verb = words.find((word) => !/^(?:always|onsuccess)$/i.test(word))?.toLowerCase() ?? "";
  const isValue = at === action + 2;
  if ((verb === "unset" || verb === "echo") && isValue) return action + 4;
  return at === action + 3 && !verb.startsWith("edit") ? action + 4 : at;
}

/** Of several ways to write a directive the one that begins with what is written. */
function fits({ parameters }: Syntax, { before }: Place): boolean {
  return before.every((word, at) => {
    const wanted = parameters[at]?.text;
    if (wanted === undefined || !wanted.includes("|")) return true;
    return wanted.split("|").some((each) => each.trim().toLowerCase() === word.toLowerCase());
  });
}

function signatureOf(
  { label, parameters }: Syntax,
  meanings: readonly string[],
  active: number | undefined,
): SignatureInformation {
  return {
    label,
    parameters: parameters.map(({ start, end }, at) => {
      const meaning = meanings[at];
      const text = meaning === undefined ? {} : { documentation: { kind: "markdown" as const, value: plain(meaning) } };
      return { label: [start, end], ...text };
    }),
    ...(active === undefined ? {} : { activeParameter: active }),
  };
}

/** Parts of a flag's value. */
function flagHelp(typed: string): SignatureHelp | undefined {
  const found = flagSignature(typed);
  if (found === undefined || found.active >= found.parts.length) return undefined;
  const { label, parts, active } = found;
  return {
    signatures: [{ label, parameters: parts.map((part) => ({ label: part })), activeParameter: active }],
    activeSignature: 0,
    activeParameter: active,
  };
}

/** `Use Name value...`: the parameters of the macro. */
function macroHelp({ analysis, before, index }: Place): SignatureHelp | undefined {
  const name = before[0]?.toLowerCase();
  const macro = [...analysis.tree.macros, ...(analysis.server?.tree.macros ?? [])].find((each) => each.name === name);
  if (macro === undefined) return undefined;
  const { node, parameters } = macro;
  if (parameters.length < index) return undefined;
  const written = argumentsOf(node.frame.file.syntax, node.line)[0]?.value ?? macro.name;
  let label = `Use ${written}`;
  const ranges = parameters.map((parameter): [number, number] => {
    label += ` ${parameter}`;
    return [label.length - parameter.length, label.length];
  });
  const active = index - 1;
  return {
    signatures: [{ label, parameters: ranges.map((range) => ({ label: range })), activeParameter: active }],
    activeSignature: 0,
    activeParameter: active,
  };
}
