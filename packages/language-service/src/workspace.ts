import type { ConfigHost, ConfigTree, PatternCompiler, ProcessResult, ProfileName } from "@httpd-lint/config";
import type { Diagnostic } from "@httpd-lint/diagnostics";
import type { Catalogue, ModuleInfo } from "@httpd-lint/directives";
import type { ConfigFile, LineIndex } from "@httpd-lint/grammar";
import type { LintOptions } from "@httpd-lint/lint";
import { Contexts } from "./analysis/contexts.ts";

/** A server, or a file that none includes, read and judged. */
export interface Analysis {
  /** `server`: a main file and all it includes; `fragment`: a file without its server; `htaccess`: with or without one. */
  readonly kind: "server" | "fragment" | "htaccess";
  readonly mainFile: string;
  readonly tree: ConfigTree;
  /** The server that a .htaccess belongs to. */
  readonly server: Analysis | undefined;
  readonly process: ProcessResult;
  /** httpd's errors and warnings, by file. */
  readonly httpd: ReadonlyMap<string, readonly Diagnostic[]>;
  /** The same and then what rules found, which takes longer. */
  readonly diagnostics: ReadonlyMap<string, readonly Diagnostic[]>;
}

/** A file as an editor has it open, and all that is known about it. Every feature is a function of one. */
export interface DocumentContext {
  readonly path: string;
  readonly text: string;
  readonly syntax: ConfigFile;
  readonly lineIndex: LineIndex;
  /**
   * The servers that include the file, or the one of the file alone; the first one answers what can have one answer.
   * Read when first asked for.
   */
  readonly analyses: readonly [Analysis, ...Analysis[]];
  /** Paths under which the analyses have the file: a server may include it by a link. */
  readonly names: ReadonlySet<string>;
  readonly workspace: Workspace;
}

/** The configurations below some folders, kept up to date. */
export interface Workspace {
  readonly host: ConfigHost;
  /** Undefined when there is no such file. */
  contextOf(path: string): DocumentContext | undefined;
  /** Main files that were found or given, and those that opened files led to. */
  readonly servers: readonly string[];
  /** Undefined when the main file cannot be read. */
  analysisOf(mainFile: string): Analysis | undefined;
  /** Texts changed: what depends on them is read again when it is asked for. */
  invalidate(paths: readonly string[]): void;
  /** The URI that clients know a path by. */
  uriOf(path: string): string;
  settingsOf(path: string): ServerSettings;
}

/** What a settings file or a client says about a server. */
export interface ServerSettings {
  /** What kind of httpd it is; by default told by its files. */
  readonly profile?: ProfileName;
  /** Names given with `-D`. */
  readonly define?: readonly string[];
  /** Modules that are not in ours. */
  readonly catalogues?: readonly ModuleInfo[];
  /** The same with what is for people. */
  readonly described?: readonly Catalogue[];
  /** Default `assume`: see `ServerProfile`. */
  readonly moduleFiles?: "assume" | "check";
  readonly lint?: LintOptions;
}

export interface WorkspaceOptions {
  /** The file system with unsaved texts of the editor before those of the disk. */
  readonly host: ConfigHost;
  /** Absolute: servers are looked for in them. */
  readonly folders?: readonly string[];
  /** Absolute main files of servers, whatever they are called. */
  readonly mainFiles?: readonly string[];
  /** Compiles regular expressions; without one they are taken as right and `process.missesPatterns` says so. */
  readonly patterns?: PatternCompiler;
  /** Where a path leads when it is a link; default: nowhere else. Called often. */
  readonly realPath?: (path: string) => string;
  /** By default `file://` and the path, encoded as RFC 3986 has it. */
  readonly uriOf?: (path: string) => string;
  /** @param path a main file, or a file that belongs to no server */
  readonly settingsFor?: (path: string) => ServerSettings | undefined;
}

/** Nothing is read before the first question. */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const { host, uriOf = fileUri, settingsFor } = options;
  const workspace: Workspace = {
    host,
    contextOf: (path) => contexts.contextOf(path),
    get servers() {
      return contexts.servers;
    },
    analysisOf: (mainFile) => contexts.analysisOf(mainFile),
    invalidate: (paths) => contexts.invalidate(paths),
    uriOf,
    settingsOf: (path) => settingsFor?.(path) ?? {},
  };
  const contexts = new Contexts(workspace, options);
  return workspace;
}

/** `file://` and the path; a lone surrogate stands for a byte that is no UTF-8. */
export function fileUri(path: string): string {
  const parts = path.split("/").map((part) =>
    [...part]
      .map((character) => {
        const code = character.codePointAt(0) ?? 0;
        if (code >= 0xdc80 && code <= 0xdcff) return `%${(code - 0xdc00).toString(16).toUpperCase()}`;
        return code >= 0xd800 && code <= 0xdfff ? "%EF%BF%BD" : encodeURIComponent(character);
      })
      .join(""),
  );
  return `file://${parts.join("/")}`;
}
