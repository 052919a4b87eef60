import type { ConfigHost } from "@httpd-lint/config";
import { applyFixes, type Diagnostic } from "@httpd-lint/diagnostics";
import { findingsOf } from "../model/findings.ts";
import { createWorkspace, type DocumentContext } from "../workspace.ts";

/** A fix can make room for another one; more rounds than these mean that two undo each other. */
const MAX_ROUNDS = 10;

/** The document after all safe fixes, looked at again after each round until nothing is left to do. */
export function fixedText(context: DocumentContext, only: string | undefined): string {
  let current = context;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const findings = [...findingsOf(current)].map(({ finding }) => finding);
    const wanted = findings.filter(({ code }) => only === undefined || code === only);
    const { text, applied } = applyFixes(current.text, current.path, ownFixes(current, wanted));
    if (applied.length === 0 || text === current.text) break;
    const next = withText(current, text);
    if (next === undefined) return text;
    current = next;
  }
  return current.text;
}

/** A server may know the document by another path. */
function ownFixes({ names, path }: DocumentContext, findings: readonly Diagnostic[]): readonly Diagnostic[] {
  return findings.map((finding) => ({
    ...finding,
    fixes: (finding.fixes ?? []).map((fix) => ({
      ...fix,
      edits: fix.edits.map((edit) => (names.has(edit.file) ? { ...edit, file: path } : edit)),
    })),
  }));
}

/** The same document with another text, in the same servers. */
function withText(context: DocumentContext, text: string): DocumentContext | undefined {
  const { path, names, analyses, workspace } = context;
  const { host } = workspace;
  const changed: ConfigHost = {
    readFile: (asked) => (names.has(asked) ? text : host.readFile(asked)),
    list: (asked) => host.list(asked),
    typeOf: (asked) => host.typeOf(asked),
    knows: (kind, name) => host.knows?.(kind, name),
  };
  const servers = analyses.flatMap(({ kind, mainFile, server }) =>
    kind === "server" ? [mainFile] : (server?.mainFile ?? []),
  );
  return createWorkspace({
    host: changed,
    mainFiles: servers,
    uriOf: workspace.uriOf,
    settingsFor: workspace.settingsOf,
    realPath: (asked) => (names.has(asked) ? path : asked),
  }).contextOf(path);
}
