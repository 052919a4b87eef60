import type { SemanticTokensLegend } from "vscode-languageserver-types";

/**
 * Types of tokens in the order of their numbers. All are the protocol's own but `unknown`: a directive that no loaded
 * module brings.
 */
const TYPES = [
  "keyword",
  "class",
  "namespace",
  "macro",
  "parameter",
  "variable",
  "function",
  "enumMember",
  "modifier",
  "regexp",
  "string",
  "number",
  "operator",
  "comment",
  "unknown",
] as const;

/** `inactive` is ours: httpd skips the line, whichever server reads it. `defaultLibrary`: of httpd's core. */
const MODIFIERS = ["declaration", "deprecated", "defaultLibrary", "inactive"] as const;

export type TokenType = (typeof TYPES)[number];
export type TokenModifier = (typeof MODIFIERS)[number];

/** What the numbers in semantic tokens stand for. */
export const semanticTokensLegend: SemanticTokensLegend = { tokenTypes: [...TYPES], tokenModifiers: [...MODIFIERS] };

export function typeNumber(type: TokenType): number {
  return TYPES.indexOf(type);
}

/** One bit. */
export function modifierBit(modifier: TokenModifier): number {
  return 1 << MODIFIERS.indexOf(modifier);
}
