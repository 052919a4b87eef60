import type { FormattingOptions } from "vscode-languageserver-types";

/** What the protocol says of blanks, and what is ours. */
export interface FormatOptions extends FormattingOptions {
  /**
   * Which bodies are indented: of all sections, of all but conditions (`<IfModule>` and its kin, which leave no trace
   * in what httpd reads), or none, so that every line stays where it is. Default `all`.
   */
  readonly indentSections?: "all" | "exceptConditions" | "keep";
  /** `canonical`: names of directives and sections are written as the module that brings them does. Default `keep`. */
  readonly names?: "keep" | "canonical";
  /** Blank lines that may follow each other. Default 2. */
  readonly maxBlankLines?: number;
  /** First arguments of neighbouring directives begin in the same column. Default false. */
  readonly alignArguments?: boolean;
}

/** Options with all gaps filled. */
export interface Style {
  /** One level of indentation. */
  readonly unit: string;
  readonly indentSections: "all" | "exceptConditions" | "keep";
  readonly names: "keep" | "canonical";
  readonly maxBlankLines: number;
  readonly alignArguments: boolean;
  readonly trimsLines: boolean;
  readonly trimsEnd: boolean;
  readonly endsWithNewline: boolean;
}

const WIDEST_UNIT = 16;
const DEEPEST = 64;

export function styleOf(options: FormatOptions): Style {
  const { tabSize, insertSpaces, indentSections = "all", names = "keep", maxBlankLines = 2 } = options;
  const width = Number.isInteger(tabSize) ? Math.min(Math.max(tabSize, 0), WIDEST_UNIT) : 4;
  return {
    unit: insertSpaces === false ? "\t" : " ".repeat(width),
    indentSections,
    names,
    maxBlankLines: Math.max(0, Math.trunc(maxBlankLines) || 0),
    alignArguments: options.alignArguments === true,
    trimsLines: options.trimTrailingWhitespace !== false,
    trimsEnd: options.trimFinalNewlines !== false,
    endsWithNewline: options.insertFinalNewline !== false,
  };
}

/** Deeper than anybody reads it goes no further, so that no line outgrows httpd's buffers. */
export function indentation({ unit }: Style, depth: number): string {
  return unit.repeat(Math.min(depth, DEEPEST));
}
