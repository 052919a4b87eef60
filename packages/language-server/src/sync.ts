import { FileChangeType } from "vscode-languageserver/node";
import type { TextDocumentContentChangeEvent } from "vscode-languageserver-textdocument";
import { fieldsOf, isRange } from "./feature.ts";
import type { Hub } from "./hub.ts";
import { refreshAll, showChanged, showFindings } from "./refresh.ts";
import { pathOf } from "./uris.ts";

/** Documents are opened, changed, saved and closed, and files are changed by others. */
export function handleSync(hub: Hub): void {
  hub.listen("textDocument/didOpen", (running, params) => {
    const { uri, languageId, version, text } = fieldsOf(fieldsOf(params).textDocument);
    if (typeof uri !== "string" || typeof text !== "string") throw new Error("didOpen without uri and text");
    const { documents, changed } = running.session;
    const { path } = documents.open(uri, `${languageId}`, numberOf(version), text);
    changed([path]);
    showChanged(hub, running, uri);
  });
  hub.listen("textDocument/didChange", (running, params) => {
    const { textDocument, contentChanges } = fieldsOf(params);
    const { uri, version } = fieldsOf(textDocument);
    if (typeof uri !== "string" || !isChanges(contentChanges)) throw new Error("didChange without uri and changes");
    const { documents, changed } = running.session;
    const document = documents.change(uri, numberOf(version), contentChanges);
    if (document === undefined) throw new Error(`didChange of ${uri}, which is not open`);
    changed([document.path]);
    running.findings.changed(uri, contentChanges);
    showChanged(hub, running, uri);
  });
  hub.listen("textDocument/didSave", (running, params) => {
    const { uri } = fieldsOf(fieldsOf(params).textDocument);
    if (typeof uri !== "string") throw new Error("didSave without uri");
    running.session.changed([running.session.documents.get(uri)?.path ?? pathOf(uri)]);
    showFindings(hub, running);
  });
  hub.listen("textDocument/didClose", (running, params) => {
    const { uri } = fieldsOf(fieldsOf(params).textDocument);
    const { session, client, findings } = running;
    const closed = typeof uri === "string" ? session.documents.close(uri) : undefined;
    if (closed === undefined) throw new Error(`didClose of ${uri}, which is not open`);
    session.changed([closed.path]);
    const publication = findings.closed(closed.uri);
    if (publication !== undefined && !client.pullsDiagnostics) void hub.connection.sendDiagnostics(publication);
    showFindings(hub, running);
  });
  hub.listen("workspace/didChangeWatchedFiles", (running, params) => {
    const { changes } = fieldsOf(params);
    if (!Array.isArray(changes)) throw new Error("didChangeWatchedFiles without changes");
    const { documents, forgetDisk, changed } = running.session;
    const paths = changes.flatMap((change) => {
      const { uri, type } = fieldsOf(change);
      if (typeof uri !== "string") return [];
      // What is open is what the editor says, whatever lies on the disk; only that there is a file may be news.
      return type === FileChangeType.Changed && documents.get(uri) !== undefined ? [] : [pathOf(uri)];
    });
    if (paths.length === 0) return;
    forgetDisk();
    changed(paths);
    refreshAll(hub, running);
  });
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

function isChanges(value: unknown): value is readonly TextDocumentContentChangeEvent[] {
  return (
    Array.isArray(value) &&
    value.every((change) => {
      const { range, text } = fieldsOf(change);
      return typeof text === "string" && (range === undefined || isRange(range));
    })
  );
}
