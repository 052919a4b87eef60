import {
  type CancellationToken,
  ProgressType,
  type WorkspaceDiagnosticReport,
  type WorkspaceDiagnosticReportPartialResult,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver/node";
import { documentRequest, fieldsOf, type RequestScope } from "./feature.ts";
import { features } from "./features.ts";
import type { Hub, Running } from "./hub.ts";
import { answerRequest, checkParams, documentOf, expectVersion } from "./requests.ts";

const PARTIAL = new ProgressType<WorkspaceDiagnosticReportPartialResult>();

/** Requests that the language service answers. */
export function handleFeatures(hub: Hub): void {
  for (const request of features.flatMap(({ requests }) => requests)) {
    hub.connection.onRequest(request.method, (params: unknown, token: CancellationToken) => {
      const running = hub.running();
      const { session } = running;
      checkParams(params, request.needs);
      const uri = request.documentOf === undefined ? undefined : documentOf(request, params);
      const version = uri === undefined ? undefined : session.documents.get(uri)?.version;
      return hub.scheduler.answer(token, () => {
        if (uri !== undefined) expectVersion(session, uri, version);
        return answerRequest(request, params, scopeOf(running, token));
      });
    });
  }
}

function scopeOf({ client, session }: Running, token: CancellationToken): RequestScope {
  return { client, session, workspace: session.workspace, token };
}

const diagnosticRequest = documentRequest("textDocument/diagnostic", [], () => undefined);

/** Findings for clients that ask for them. */
export function handleDiagnostics(hub: Hub): void {
  hub.connection.onRequest(diagnosticRequest.method, (params: unknown, token: CancellationToken): Promise<unknown> => {
    const { findings } = hub.running();
    const uri = documentOf(diagnosticRequest, params);
    const { previousResultId } = fieldsOf(params);
    // Whoever types waits for what is offered first, and for findings after that.
    return hub.scheduler.answerLater(token, () =>
      findings.ofDocument(uri, typeof previousResultId === "string" ? previousResultId : undefined),
    );
  });
  hub.connection.onRequest("workspace/diagnostic", async (params: unknown, token: CancellationToken) => {
    const { findings } = hub.running();
    const { partialResultToken } = fieldsOf(params);
    const isPartial = typeof partialResultToken === "string" || typeof partialResultToken === "number";
    const items: WorkspaceDocumentDiagnosticReport[] = [];
    for await (const report of findings.ofWorkspace(knownResults(params), token, hub.scheduler.pause)) {
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
