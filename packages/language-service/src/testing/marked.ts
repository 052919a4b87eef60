import { type ConfigHost, createMemoryHost } from "@httpd-lint/config";
import type { Position, Range } from "vscode-languageserver-types";
import { createWorkspace, type DocumentContext, type Workspace, type WorkspaceOptions } from "../workspace.ts";

/** A workspace over texts in memory that can be changed as an editor does. */
export interface TestWorkspace {
  readonly workspace: Workspace;
  /** Undefined removes the file. */
  change(path: string, text: string | undefined): void;
  context(path: string): DocumentContext;
  /** Times a file was read so far. */
  reads(path: string): number;
}

export function workspaceOf(
  files: Readonly<Record<string, string>>,
  options: Partial<WorkspaceOptions> = {},
): TestWorkspace {
  const texts: Record<string, string> = { ...files };
  const reads = new Map<string, number>();
  let memory = createMemoryHost(texts);
  const host: ConfigHost = {
    readFile(path) {
      reads.set(path, (reads.get(path) ?? 0) + 1);
      return memory.readFile(path);
    },
    list: (path) => memory.list(path),
    typeOf: (path) => memory.typeOf(path),
  };
  const workspace = createWorkspace({ host, folders: ["/srv"], ...options });
  return {
    workspace,
    change(path, text) {
      if (text === undefined) delete texts[path];
      else texts[path] = text;
      memory = createMemoryHost(texts);
      workspace.invalidate([path]);
    },
    context(path) {
      const context = workspace.contextOf(path);
      if (context === undefined) throw new Error(`no file ${path}`);
      return context;
    },
    reads: (path) => reads.get(path) ?? 0,
  };
}

/** A file with a cursor, and what surrounds it. */
export interface Marked {
  readonly context: DocumentContext;
  readonly position: Position;
  readonly offset: number;
  readonly workspace: TestWorkspace;
}

export interface MarkedOptions extends Partial<WorkspaceOptions> {
  /** Where the text lies; default: the main file of a server. */
  readonly path?: string;
  /** The other files. */
  readonly files?: Readonly<Record<string, string>>;
}

export const MAIN_FILE = "/srv/httpd.conf";

/** The first `|` of a text is the cursor; without one it stands at the end. */
export function marked(text: string, { path = MAIN_FILE, files = {}, ...options }: MarkedOptions = {}): Marked {
  const at = text.indexOf("|");
  const offset = at < 0 ? text.length : at;
  const plain = at < 0 ? text : text.slice(0, at) + text.slice(at + 1);
  const workspace = workspaceOf({ ...files, [path]: plain }, options);
  const context = workspace.context(path);
  const { line, column } = context.lineIndex.position(offset);
  return { context, offset, workspace, position: { line: line - 1, character: column - 1 } };
}

/** The text of a range, so that expectations need no numbers. */
export function textIn(context: DocumentContext, { start, end }: Range): string {
  const offset = ({ line, character }: Position): number => context.lineIndex.offsetOf(line + 1, character + 1);
  return context.text.slice(offset(start), offset(end));
}

/** Edits of one file applied to its text. */
export function edited(
  context: DocumentContext,
  edits: readonly { readonly range: Range; readonly newText: string }[],
): string {
  const offset = ({ line, character }: Position): number => context.lineIndex.offsetOf(line + 1, character + 1);
  const sorted = [...edits].sort((a, b) => offset(b.range.start) - offset(a.range.start));
  return sorted.reduce(
    (text, { range, newText }) => text.slice(0, offset(range.start)) + newText + text.slice(offset(range.end)),
    context.text,
  );
}
