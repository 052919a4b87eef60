import type { CodeAction, WorkspaceEdit } from "vscode-languageserver-types";
import { type CodeActionOptions, codeActions } from "../features/code-actions.ts";
import { diagnosticsOf } from "../features/diagnostics.ts";
import type { DocumentContext } from "../workspace.ts";
import { type Marked, type MarkedOptions, marked } from "./marked.ts";

export const MODULES: string = [
  "LoadModule mpm_event_module modules/mod_mpm_event.so",
  "LoadModule authz_core_module modules/mod_authz_core.so",
  "LoadModule authz_host_module modules/mod_authz_host.so",
  "LoadModule access_compat_module modules/mod_access_compat.so",
  "LoadModule session_module modules/mod_session.so",
  "LoadModule session_cookie_module modules/mod_session_cookie.so",
  "LoadModule macro_module modules/mod_macro.so",
  "ServerName localhost",
  "Listen 80",
  "",
].join("\n");

export interface Offered extends Marked {
  readonly actions: readonly CodeAction[];
  readonly titles: readonly string[];
  /** The text of a file after the action with that title. */
  after(title: string | RegExp, path?: string): string;
}

/** What is offered at the cursor, with all that an editor shows of the document. */
export function offered(text: string, given: MarkedOptions & CodeActionOptions = {}): Offered {
  const found = marked(text, given);
  const { context, position, workspace } = found;
  const actions = codeActions(context, { start: position, end: position }, diagnosticsOf(context), given);
  return {
    ...found,
    actions,
    titles: actions.map(({ title }) => title),
    after(title, path = context.path) {
      const action = actions.find((each) =>
        typeof title === "string" ? each.title === title : title.test(each.title),
      );
      if (action?.edit === undefined)
        throw new Error(`no ${title} in: ${actions.map((each) => each.title).join("; ")}`);
      return applied(workspace.context(path), action.edit);
    },
  };
}

export function applied(context: DocumentContext, { changes = {} }: WorkspaceEdit): string {
  const { lineIndex, text, workspace, path } = context;
  const offset = ({ line, character }: { line: number; character: number }): number =>
    lineIndex.offsetOf(line + 1, character + 1);
  const edits = (changes[workspace.uriOf(path)] ?? []).map(({ range, newText }, at) => ({
    start: offset(range.start),
    end: offset(range.end),
    newText,
    at,
  }));
  edits.sort((a, b) => b.start - a.start || b.end - a.end || b.at - a.at);
  return edits.reduce((result, { start, end, newText }) => result.slice(0, start) + newText + result.slice(end), text);
}

export const codesIn = (text: string, options?: MarkedOptions): readonly unknown[] =>
  diagnosticsOf(marked(`${text}`, options).context).map(({ code }) => code);
