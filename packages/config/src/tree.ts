import type { Diagnostic } from "@httpd-lint/diagnostics";
import type { ConfigFile, Line, LineIndex } from "@httpd-lint/grammar";
import type { ServerProfile } from "./profile.ts";

/** A file that was read, parsed once however often it is included. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly syntax: ConfigFile;
  readonly lineIndex: LineIndex;
}

/** Where a node comes from, in the words of httpd's own messages. */
export interface Origin {
  readonly file: SourceFile;
  /** The line httpd names: the last physical line of the directive. */
  readonly line: number;
  readonly column: number;
  /** The Include directives that led here, outermost first. */
  readonly includeChain: readonly ConfigNode[];
  /** The innermost macro use whose lines this is one of. */
  readonly macro: MacroUse | undefined;
  /** The conditions it stands under, outermost first. */
  readonly conditions: readonly Condition[];
}

/**
 * Where a run of lines comes from: one frame per file inclusion, macro use and conditional body. The chain of
 * `parent`s leads to the main file.
 */
export interface Frame {
  readonly kind: "file" | "macro" | "condition" | "option";
  /** The text that positions of this frame point into. For a macro the file that *defines* it. */
  readonly file: SourceFile;
  readonly parent: Frame | undefined;
  /** The Include, Use or conditional that opened the frame, in the coordinates of `parent`. */
  readonly opener: ConfigNode | undefined;
  readonly condition: Condition | undefined;
  readonly macro: MacroUse | undefined;
}

/** A directive or section that httpd keeps, or one that it executed while reading. */
export interface ConfigNode {
  /** As httpd shows it: canonical spelling when a loaded module knows the name; sections without `<`. */
  readonly name: string;
  /** `name` in lower case. */
  readonly key: string;
  readonly isSection: boolean;
  /** Text after the name with `${}` replaced, as httpd keeps it; of a section, `>` and what follows it included. */
  readonly rawArgumentText: string;
  /** The same without a section's last `>` and what follows it. */
  readonly argumentText: string;
  readonly line: Line;
  readonly frame: Frame;
  readonly parent: ConfigNode | undefined;
  /** Empty for a directive. */
  readonly children: readonly ConfigNode[];
}

export interface LoadedModule {
  /** e.g. `session_module` */
  readonly symbol: string;
  /** e.g. `mod_session.c`; guessed from the symbol when the module is not known to us. */
  readonly source: string;
  /** The LoadModule that loaded it; undefined when compiled in. */
  readonly loadedBy: ConfigNode | undefined;
}

export interface Condition {
  readonly node: ConfigNode;
  /** e.g. `IfModule` */
  readonly name: string;
  readonly negated: boolean;
  /** First word of the argument after expansion, without `!`. */
  readonly test: string;
  readonly holds: boolean;
  /** `assumed`: depends on something that was not given, e.g. a `-D` name that nothing defines; taken as httpd without it. */
  readonly certainty: "decided" | "assumed";
  /** Lines of the body in `node.frame.file.syntax.lines`: half-open index pair. For a false condition nothing in it was read. */
  readonly bodyLines: readonly [number, number];
}

export interface Define {
  readonly name: string;
  /** Undefined when only the flag for IfDefine is set. */
  readonly value: string | undefined;
  /** Undefined for `-D`. */
  readonly setBy: ConfigNode | undefined;
}

export interface MacroDefinition {
  /** In lower case, as mod_macro keeps it. */
  readonly name: string;
  readonly parameters: readonly string[];
  readonly node: ConfigNode;
}

export interface MacroUse {
  readonly macro: MacroDefinition;
  readonly node: ConfigNode;
  readonly values: readonly string[];
}

export interface Inclusion {
  readonly file: SourceFile;
  /** Undefined for the main file. */
  readonly includedBy: ConfigNode | undefined;
  /** The Include that httpd met last when it opened the file: `includedBy`, or one in a file read before. */
  readonly latestInclude: ConfigNode | undefined;
}

/** What httpd prints about a failing line, in the parts it is made of. */
export interface ReadError {
  readonly diagnostic: Diagnostic;
  /** httpd's own words without the place. */
  readonly message: string;
  /** As httpd prints it: a path, or `macro 'm' (defined on line ..) used on line ..`. Null when httpd gives no place. */
  readonly file: string | null;
  readonly line: number | null;
  /** The Include chain httpd prints in front, outermost first. */
  readonly via: readonly { readonly file: string; readonly line: number }[];
  /** How many of the tree's warnings came before: those are the ones httpd prints when it stops here. */
  readonly warningsBefore: number;
}

/** The result of the read pass (phase A of `httpd -t`). */
export interface ConfigTree {
  readonly profile: ServerProfile;
  readonly mainFile: string;
  readonly files: ReadonlyMap<string, SourceFile>;
  /** Top level of the tree httpd keeps for the walk. */
  readonly nodes: readonly ConfigNode[];
  /** Directives httpd executed while reading (LoadModule, Define, Include, Use, ...), in order. */
  readonly executed: readonly ConfigNode[];
  readonly modules: readonly LoadedModule[];
  readonly defines: readonly Define[];
  readonly inclusions: readonly Inclusion[];
  readonly conditions: readonly Condition[];
  readonly macros: readonly MacroDefinition[];
  readonly macroUses: readonly MacroUse[];
  /** All errors found; the first one is the one `httpd -t` stops at. */
  readonly errors: readonly ReadError[];
  readonly warnings: readonly Diagnostic[];
}
