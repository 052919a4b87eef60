import {
  type CancellationToken,
  type DocumentDiagnosticParams,
  ProgressType,
  type WorkspaceDiagnosticReport,
  type WorkspaceDiagnosticReportPartialResult,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver/node";
import { features } from "./features.ts";
import type { Hub } from "./hub.ts";
import { answerDocument, checkedParams, expectVersion, fieldsOf } from "./requests.ts";

const PARTIAL = new ProgressType<WorkspaceDiagnosticReportPartialResult>();

/** Requests that the language service answers. */
export function handleFeatures(hub: Hub): void {
  for (const { method, needs, answer } of features) {
    hub.connection.onRequest(method, (given: unknown, token: CancellationToken) => {
      const { session } = hub.running();
      const params = checkedParams(given, needs);
      const { uri } = params.textDocument;
      const version = session.documents.get(uri)?.version;
      return hub.scheduler.answer(token, () => {
        expectVersion(session, uri, version);
        return answerDocument({ session, token }, params, answer);
      });
    });
  }
}

/** Findings for clients that ask for them. */
export function handleDiagnostics(hub: Hub): void {
  hub.answer("textDocument/diagnostic", ({ findings }, given) => {
    const { textDocument, previousResultId } = checkedParams<DocumentDiagnosticParams>(given);
    return findings.ofDocument(textDocument.uri, previousResultId);
  });
  hub.connection.onRequest("workspace/diagnostic", async (given: unknown, token: CancellationToken) => {
    const { findings } = hub.running();
    const { partialResultToken } = fieldsOf(given);
    const isPartial = typeof partialResultToken === "string" || typeof partialResultToken === "number";
    const items: WorkspaceDocumentDiagnosticReport[] = [];
    for await (const report of findings.ofWorkspace(knownResults(given), token, hub.scheduler.pause)) {
      if (isPartial) await hub.connection.sendProgress(PARTIAL, partialResultToken, { items: [report] });
      else items.push(report);
    }
    return { items } satisfies WorkspaceDiagnosticReport;
  });
}

function knownResults(params: unknown): ReadonlyMap<string, string> {
  const { previousResultIds } = fieldsOf(params);
  const known = new Map<string, string>();
  for (const result of Array.isArray(previousResultIds) ? previousResultIds : []) {
    const { uri, value } = fieldsOf(result);
    if (typeof uri === "string" && typeof value === "string") known.set(uri, value);
  }
  return known;
}
