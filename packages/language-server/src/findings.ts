import { createHash } from "node:crypto";
import type { DocumentContext } from "@httpd-lint/language-service";
import {
  type CancellationToken,
  type Diagnostic,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type PublishDiagnosticsParams,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver/node";
import type { Session } from "./session.ts";

/** What was found, as clients ask for it or are sent it. */
export interface Findings {
  /** @param known the result that the client has */
  ofDocument(uri: string, known: string | undefined): DocumentDiagnosticReport;
  /** One report for every file that servers read, and every open one. */
  ofWorkspace(
    known: ReadonlyMap<string, string>,
    token: CancellationToken,
    pause: (token: CancellationToken) => Promise<void>,
  ): AsyncIterable<WorkspaceDocumentDiagnosticReport>;
  /** For clients that do not ask: what is new in open documents. */
  toPublish(): readonly PublishDiagnosticsParams[];
  /** The document is closed: undefined when the client was never sent anything for it. */
  closed(uri: string): PublishDiagnosticsParams | undefined;
  /** Whether a client that asks has old results for an open document other than those. */
  isStale(except: ReadonlySet<string>): boolean;
}

interface Result {
  readonly id: string;
  readonly items: Diagnostic[];
}

/** @param diagnose all that is found in a document */
export function createFindings(session: Session, diagnose: (context: DocumentContext) => Diagnostic[]): Findings {
  const results = new WeakMap<DocumentContext, Result>();
  /** What clients have: result by document. */
  const given = new Map<string, string>();

  function resultOf(uri: string): Result {
    const context = session.contextOf(uri);
    if (context === undefined) return { id: idOf([]), items: [] };
    const known = results.get(context);
    if (known !== undefined) return known;
    const items = session.positions.outward(diagnose(context), uri);
    const result = { id: idOf(items), items };
    results.set(context, result);
    return result;
  }

  function report(uri: string, known: string | undefined): DocumentDiagnosticReport {
    const { id, items } = resultOf(uri);
    return id === known
      ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId: id }
      : { kind: DocumentDiagnosticReportKind.Full, resultId: id, items };
  }

  return {
    ofDocument(uri, known) {
      const answer = report(uri, known);
      if (session.documents.get(uri) !== undefined && answer.resultId !== undefined) given.set(uri, answer.resultId);
      return answer;
    },
    async *ofWorkspace(known, token, pause) {
      const told = new Set<string>();
      for (const path of session.files()) {
        const uri = session.documents.uriOf(path);
        // Several paths may lead to one document.
        if (told.has(uri)) continue;
        told.add(uri);
        await pause(token);
        yield { uri, version: session.documents.get(uri)?.version ?? null, ...report(uri, known.get(uri)) };
      }
      // What a client has results for and is no more.
      for (const [uri, id] of known) {
        if (!told.has(uri) && id !== idOf([])) {
          yield { uri, version: null, kind: DocumentDiagnosticReportKind.Full, resultId: idOf([]), items: [] };
        }
      }
    },
    toPublish() {
      return [...session.documents.all()].flatMap(({ uri, version }) => {
        const { id, items } = resultOf(uri);
        if (given.get(uri) === id) return [];
        given.set(uri, id);
        return [{ uri, version, diagnostics: items }];
      });
    },
    closed: (uri) => (given.delete(uri) ? { uri, diagnostics: [] } : undefined),
    isStale(except) {
      return [...given].some(([uri, id]) => !except.has(uri) && resultOf(uri).id !== id);
    },
  };
}

/** The same findings have the same name, whoever found them and when. */
function idOf(items: readonly Diagnostic[]): string {
  return createHash("sha1").update(JSON.stringify(items)).digest("base64url");
}
