import type { ConfigHost, ConfigTree, ProcessResult } from "@httpd-lint/config";
import type { Diagnostic } from "@httpd-lint/diagnostics";
import type { ConfigFile, LineIndex } from "@httpd-lint/grammar";

/** A server, or a file that none includes, read and judged. */
export interface Analysis {
  /** `server`: a main file and all it includes; `fragment`: a file without its server; `htaccess`: with or without one. */
  readonly kind: "server" | "fragment" | "htaccess";
  readonly mainFile: string;
  readonly tree: ConfigTree;
  /** The server that a .htaccess belongs to. */
  readonly server: Analysis | undefined;
  readonly process: ProcessResult;
  /** httpd's errors and warnings first, then what rules found, by file. */
  readonly diagnostics: ReadonlyMap<string, readonly Diagnostic[]>;
}

/** A file as an editor has it open, and all that is known about it. Every feature is a function of one. */
export interface DocumentContext {
  readonly path: string;
  readonly text: string;
  readonly syntax: ConfigFile;
  readonly lineIndex: LineIndex;
  /** The servers that include the file, or the one of the file alone; the first one answers what can have one answer. */
  readonly analyses: readonly [Analysis, ...Analysis[]];
}

/** The configurations below some folders, kept up to date. */
export interface Workspace {
  /** Undefined when there is no such file. */
  contextOf(path: string): DocumentContext | undefined;
  /** Main files that were found or given. */
  readonly servers: readonly string[];
  /** Texts changed: what depends on them is read again when it is asked for. */
  invalidate(paths: readonly string[]): void;
}

export interface WorkspaceOptions {
  /** The file system with unsaved texts of the editor before those of the disk. */
  readonly host: ConfigHost;
}
