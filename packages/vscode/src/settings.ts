import { type ConfigurationScope, type Position, type TextDocument, window, workspace } from "vscode";

/** Languages that package.json names. */
export const LANGUAGES: readonly string[] = ["httpd-conf", "htaccess"];

/** Documents that the server is told about. */
export const SELECTOR: readonly { readonly scheme: string; readonly language: string }[] = LANGUAGES.flatMap(
  (language) => [
    { scheme: "file", language },
    { scheme: "untitled", language },
  ],
);

/** A setting of ours; package.json has the defaults. */
export function setting<T>(name: string, scope?: ConfigurationScope): T | undefined {
  return workspace.getConfiguration("httpd-lint", scope).get<T>(name);
}

/** The configuration that is being edited; undefined, and the user was told, when there is none. */
export function activeConfiguration(): { readonly document: TextDocument; readonly position: Position } | undefined {
  const editor = window.activeTextEditor;
  if (editor !== undefined && LANGUAGES.includes(editor.document.languageId)) {
    return { document: editor.document, position: editor.selection.active };
  }
  void window.showInformationMessage("Open a file of an httpd configuration first.");
  return undefined;
}
