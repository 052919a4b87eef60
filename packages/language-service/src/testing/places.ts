import type { Location, TextEdit, WorkspaceEdit } from "vscode-languageserver-types";
import { edited, type TestWorkspace, textIn } from "./marked.ts";

/** `httpd.conf:2 ${PORT}` for each place: file below /srv, line from 1, text. */
export function placesIn(workspace: TestWorkspace, places: readonly Location[]): readonly string[] {
  return places.map(({ uri, range }) => {
    const path = pathOf(uri);
    return `${path.replace(/^\/srv\//, "")}:${range.start.line + 1} ${textIn(workspace.context(path), range)}`.trimEnd();
  });
}

/** The texts of all files that an edit changes, by path. */
export function editedFiles(
  workspace: TestWorkspace,
  edit: WorkspaceEdit | undefined,
): Readonly<Record<string, string>> {
  const changes: [string, readonly TextEdit[]][] = Object.entries(edit?.changes ?? {});
  return Object.fromEntries(
    changes.map(([uri, edits]) => [pathOf(uri), edited(workspace.context(pathOf(uri)), edits)]),
  );
}

function pathOf(uri: string): string {
  return decodeURIComponent(uri.replace(/^file:\/\//, ""));
}

/** Texts with a bit of everything, and broken ones. */
export const ROUGH_TEXTS: readonly string[] = [
  '<VirtualHost *:80>\n  RewriteRule ^/a" "b\\\n [R=301,E=x:${m:1},L]\n  <If "%{A} == \'">\nUse x\nInclude\n</Virtual',
  "<Macro M $a @b>\nDefine $a ${b}\n<Proxy balancer://$a>\n</Macro>\nUse M\n</Macro>\nUse M 1 2\nInclude *.conf\n</",
  'LoadModule a\nLoadModule\n<IfModule !>\nLogFormat "%{x}e" n\nCustomLog "|x n\nSetEnvIf a b !c=\\\n d\nErrorDocument 404 /\n',
  '<>\n</>\n<\n</\n<Macro>\n<Macro "">\n<VirtualHost>\nServerName\nDefine ""\nInclude ""\nUse ""\n\0\ufeff\udc80${',
];

/** Each rough text cut off at many places, with every offset of each a cursor once. */
export function* roughCursors(): Generator<string> {
  for (const text of ROUGH_TEXTS) {
    for (let at = 0; at <= text.length; at++) {
      yield `${text.slice(0, at)}|${text.slice(at)}`;
      yield `${text.slice(0, at)}|`;
    }
  }
}
