import type { Diagnostic } from "@httpd-lint/diagnostics";
import type { ConfigFile, FileKind } from "./nodes.ts";
import { scan } from "./scanner.ts";
import type { SectionBalance } from "./section-balance.ts";
import { syntaxErrors } from "./syntax-errors.ts";
import { ConfigFileView } from "./tree.ts";

export interface ParseOptions {
  /** Named in the locations of errors; default `-`. */
  readonly uri?: string;
  /** Default `server`. */
  readonly kind?: FileKind;
}

export interface ParseResult {
  readonly file: ConfigFile;
  /**
   * What is wrong with the sections as far as one file alone tells. httpd's own verdict also depends on which
   * conditions hold; `readConfig` of the config package gives it.
   */
  readonly errors: readonly Diagnostic[];
}

/** Reads any text; never throws. `print(parse(text).file)` equals `text`. */
export function parse(text: string, options: ParseOptions = {}): ParseResult {
  const lines = scan(text);
  const file = build(options.kind ?? "server", lines);
  let errors: readonly Diagnostic[] | undefined;
  return {
    file,
    get errors() {
      errors ??= syntaxErrors(file, lines.flaws, options.uri ?? "-");
      return errors;
    },
  };
}

/** The tree alone, for those who judge the lines themselves. */
export function parseFile(text: string, kind: FileKind = "server"): ConfigFile {
  return build(kind, scan(text));
}

function build(kind: FileKind, lines: SectionBalance): ConfigFile {
  return new ConfigFileView(lines.table, kind, lines.unclosedEnds);
}
