import type { SymbolKind } from "./occurrences.ts";

/** What cannot stand in a name, so that httpd would read something else. */
const FORBIDDEN: Readonly<Record<SymbolKind, RegExp>> = {
  // Behind a colon `${}` names a RewriteMap's key, and a leading mark turns IfDefine around.
  define: /[\s"'<>{}:$%\\]|^!/,
  macro: /[\s"'<>$%@\\]/,
  parameter: /[\s"'<>\\]/,
  "log format": /[\s"'<>%$\\]/,
  "rewrite map": /[\s"'<>{}:$%|\\]/,
  balancer: /[^\w.~-]/,
  "provider alias": /[\s"'<>$%\\]/,
  "environment variable": /[\s"'<>{}:$%=,()[\]\\]|^!/,
  module: /\W/,
};

/** Why a name is none for a thing; undefined when it is one. */
export function nameFault(kind: SymbolKind, name: string): string | undefined {
  if (name === "") return "A name has at least one character";
  const found = FORBIDDEN[kind].exec(name)?.[0];
  if (found === undefined) return undefined;
  const shown = /\s/.test(found) ? "a blank" : found;
  return `The name of ${kindText(kind)} must not have ${shown} in it`;
}

/** With its article. */
export function kindText(kind: SymbolKind): string {
  if (kind === "define") return "a variable";
  return kind === "environment variable" ? `an ${kind}` : `a ${kind}`;
}

/** A parameter's new name with the mark of the old one (`$`, `@`, `%`), unless it has one of its own. */
export function parameterName(oldName: string, newName: string): string {
  const [mark = ""] = /^[$@%]/.exec(oldName) ?? [];
  return newName === "" || /^[$@%]/.test(newName) ? newName : `${mark}${newName}`;
}
