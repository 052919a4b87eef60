import { type ConfigNode, lineNumberOf, locationOf, wordsOf } from "@httpd-lint/config";
import type { Fix, Location } from "@httpd-lint/diagnostics";
import { moduleBySymbol } from "@httpd-lint/directives";
import { argumentsOf, logicalText, nameOf } from "@httpd-lint/grammar";
import { commentsBeginningWith } from "../model/comments.ts";
import { firstLineOf, insertLineAfter, insertLineBefore, isEditable } from "../model/edits.ts";
import { falseBodies, skippedDirectives } from "../model/false-bodies.ts";
import type { RuleContext } from "../rule.ts";

export function isLoaded(context: Pick<RuleContext, "tree">, symbol: string): boolean {
  return context.tree.modules.some((module) => module.symbol === symbol);
}

export function usesDirectiveOf(context: Pick<RuleContext, "directives">, symbol: string): boolean {
  return context.directives(...(moduleBySymbol(symbol)?.directives ?? [])).length > 0;
}

/** Why a module is not loaded, and where to say so. */
export interface Absence {
  readonly reason: "commented out" | "false condition" | "nowhere";
  readonly location: Location;
  /** The condition as written, and whether it only may be false. */
  readonly condition?: string;
  readonly assumed?: boolean;
  readonly fixes: readonly Fix[];
}

/** True when the tree shows how modules are loaded, so that a missing LoadModule means something. */
export function showsModules(context: RuleContext): boolean {
  if (!context.whole) return false;
  const { modules } = context.tree;
  const hasMpm = modules.some(({ symbol }) => moduleBySymbol(symbol)?.mpm === true);
  return hasMpm || (modules.some(({ loadedBy }) => loadedBy !== undefined) && context.directives("Listen").length > 0);
}

export function absenceOf(context: RuleContext, symbol: string): Absence {
  return commentedOut(context, symbol) ?? inFalseCondition(context, symbol) ?? nowhere(context, symbol);
}

/** `#LoadModule symbol file` as distributions ship it; prose about the directive is something else. */
function commentedOut(context: RuleContext, symbol: string): Absence | undefined {
  const bodies = falseBodies(context.tree);
  const pattern = new RegExp(`^#[#\\s]*(?=LoadModule\\s+"?${symbol}"?\\s+(?:"[^"]+"|\\S+)$)`, "i");
  for (const file of context.tree.files.values()) {
    for (const index of commentsBeginningWith(file, "l")) {
      const line = file.syntax.table.line(index);
      const text = line.joined ? "" : logicalText(file.syntax, line);
      const marks = text.includes(symbol) ? pattern.exec(text)?.[0] : undefined;
      const location = { file: file.path, start: line.nameStart, end: line.contentEnd };
      if (marks === undefined || bodies.contain(location)) continue;
      const edit = { ...location, end: line.nameStart + marks.length, newText: "" };
      return { reason: "commented out", location, fixes: [{ title: `Load ${symbol}`, safe: true, edits: [edit] }] };
    }
  }
  return undefined;
}

function inFalseCondition(context: RuleContext, symbol: string): Absence | undefined {
  for (const { condition, line } of skippedDirectives(context.tree, true)) {
    const { file } = condition.node.frame;
    if (nameOf(file.syntax, line).toLowerCase() !== "loadmodule") continue;
    if (argumentsOf(file.syntax, line)[0]?.value !== symbol) continue;
    return {
      reason: "false condition",
      location: { file: file.path, start: line.nameStart, end: line.contentEnd },
      condition: `<${condition.name} ${condition.node.argumentText}>`,
      assumed: condition.certainty === "assumed",
      fixes: [],
    };
  }
  return undefined;
}

function nowhere(context: RuleContext, symbol: string): Absence {
  return { reason: "nowhere", location: placeForModules(context), fixes: loadModuleFixes(context, symbol) };
}

/** The last LoadModule of the main file, else the Include that brings the modules in, else the main file's first line. */
export function placeForModules(context: RuleContext): Location {
  const { mainFile, files } = context.tree;
  const loads = context.directives("LoadModule");
  const inMain = loads.findLast((node) => node.frame.file.path === mainFile);
  if (inMain !== undefined) return locationOf(inMain);
  for (let frame = loads.at(-1)?.frame; frame !== undefined; frame = frame.parent) {
    if (frame.opener?.frame.file.path === mainFile) return locationOf(frame.opener);
  }
  return firstLineOf(mainFile, files.get(mainFile)?.text ?? "");
}

/** A new LoadModule line written as its neighbours are; none on Debian, where `a2enmod` is the way. */
function loadModuleFixes(context: RuleContext, symbol: string): readonly Fix[] {
  const info = moduleBySymbol(symbol);
  const loads = context.directives("LoadModule").filter((node) => node.frame.kind === "file" && isEditable(node));
  const last = loads.findLast(isOwnModule);
  if (info === undefined || last === undefined || usesA2enmod(context)) return [];
  const file = wordsOf(last)[1] ?? "";
  const text = `LoadModule ${symbol} ${file.slice(0, file.lastIndexOf("/") + 1)}${info.file}`;
  // The modules that need it look its symbols up when they are loaded.
  const dependent = loads.find((node) =>
    moduleBySymbol(wordsOf(node)[0] ?? "")?.needs.some((need) => need.module === symbol),
  );
  const edit = dependent === undefined ? insertLineAfter(last, text) : insertLineBefore(dependent, text);
  return [{ title: `Load ${symbol}`, safe: true, edits: [edit] }];
}

/** A module of httpd's own under its usual file name, so that its path is the way to the others. */
function isOwnModule(node: ConfigNode): boolean {
  const [symbol = "", file = ""] = wordsOf(node);
  const info = moduleBySymbol(symbol);
  return info !== undefined && !info.thirdParty && file.endsWith(`/${info.file}`);
}

export function usesA2enmod(context: Pick<RuleContext, "directives">): boolean {
  return context.directives("LoadModule").some((node) => node.frame.file.path.includes("/mods-enabled/"));
}

/** `PATH:LINE` as httpd names it. */
export function placeText(node: ConfigNode): string {
  return `${node.frame.file.path}:${lineNumberOf(node)}`;
}
