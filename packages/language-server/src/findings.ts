import { createHash } from "node:crypto";
import { performance } from "node:perf_hooks";
import { type Analysis, type DocumentContext, diagnosticsOf } from "@httpd-lint/language-service";
import {
  type CancellationToken,
  type Diagnostic,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type PublishDiagnosticsParams,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver/node";
import type { TextDocumentContentChangeEvent } from "vscode-languageserver-textdocument";
import { createAdvice } from "./advice.ts";
import type { OpenDocument } from "./documents.ts";
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
  /**
   * What is to be shown of a document at once. Where rules take their time: what httpd says now, and what rules found
   * before the last change, moved along.
   */
  atOnce(uri: string): PublishDiagnosticsParams | undefined;
  /** The document has been changed so. */
  changed(uri: string, changes: readonly TextDocumentContentChangeEvent[]): void;
  /** The document is closed: undefined when the client was never sent anything for it. */
  closed(uri: string): PublishDiagnosticsParams | undefined;
  /** Whether a client that asks has old results for an open document other than those. */
  isStale(except: ReadonlySet<string>): boolean;
}

interface Result {
  readonly id: string;
  readonly items: Diagnostic[];
}

/** What a client has of an open document. */
interface Given {
  /** Undefined: no result, but what was found quickly. */
  readonly id: string | undefined;
  readonly version: number | undefined;
}

/** Milliseconds that are too short for anybody to notice. */
const NO_TIME = 8;

export function createFindings(session: Session): Findings {
  const { documents, positions } = session;
  const results = new WeakMap<DocumentContext, Result>();
  const given = new Map<string, Given>();
  const advice = createAdvice(positions.lengthOf);
  const { effortOf, judge } = createJudge();

  function resultOf(uri: string): Result {
    const context = session.contextOf(uri);
    if (context === undefined) return { id: idOf([]), items: [] };
    const known = results.get(context);
    if (known !== undefined) return known;
    context.analyses.forEach(judge);
    const items = positions.outward(diagnosticsOf(context), uri);
    const result = { id: idOf(items), items };
    results.set(context, result);
    if (documents.get(uri) !== undefined) advice.found(uri, items);
    return result;
  }

  function publication({ uri, version }: OpenDocument): PublishDiagnosticsParams | undefined {
    const { id, items } = resultOf(uri);
    const before = given.get(uri);
    // After a change the same findings are sent again: the editor has moved or dropped what it had.
    if (before?.id === id && before.version === version) return undefined;
    given.set(uri, { id, version });
    return { uri, version, diagnostics: items };
  }

  function atOnce(uri: string): PublishDiagnosticsParams | undefined {
    const document = documents.get(uri);
    const context = session.contextOf(uri);
    if (document === undefined || context === undefined) return undefined;
    if (context.analyses.reduce((sum, analysis) => sum + effortOf(analysis), 0) < NO_TIME) return publication(document);
    const { version } = document;
    const items = positions.outward(diagnosticsOf(context, { withoutRules: true }), uri);
    given.set(uri, { id: undefined, version });
    return { uri, version, diagnostics: [...items, ...advice.of(uri)] };
  }

  return {
    ofDocument(uri, known) {
      const result = resultOf(uri);
      const document = documents.get(uri);
      if (document !== undefined) given.set(uri, { id: result.id, version: document.version });
      return report(result, known);
    },
    ofWorkspace: (known, token, pause) => workspaceReports(session, resultOf, known, () => pause(token)),
    toPublish: () => [...documents.all()].map(publication).filter((each) => each !== undefined),
    atOnce,
    changed: advice.changed,
    closed(uri) {
      advice.closed(uri);
      return given.delete(uri) ? { uri, diagnostics: [] } : undefined;
    },
    isStale(except) {
      return [...given].some(([uri, { id }]) => !except.has(uri) && resultOf(uri).id !== id);
    },
  };
}

interface Judge {
  /** Has rules look at a server or file, if they have not yet. */
  judge(analysis: Analysis): void;
  /** Milliseconds that rules took for it last. */
  effortOf(analysis: Analysis): number;
}

function createJudge(): Judge {
  const judged = new WeakSet<Analysis>();
  const efforts = new Map<string, number>();
  return {
    judge(analysis) {
      if (judged.has(analysis)) return;
      judged.add(analysis);
      // httpd's part first, so that the time is that of the rules.
      void analysis.httpd;
      const from = performance.now();
      void analysis.diagnostics;
      efforts.set(analysis.mainFile, performance.now() - from);
    },
    effortOf: ({ mainFile }) => efforts.get(mainFile) ?? 0,
  };
}

function report({ id, items }: Result, known: string | undefined): DocumentDiagnosticReport {
  return id === known
    ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId: id }
    : { kind: DocumentDiagnosticReportKind.Full, resultId: id, items };
}

async function* workspaceReports(
  session: Session,
  resultOf: (uri: string) => Result,
  known: ReadonlyMap<string, string>,
  pause: () => Promise<void>,
): AsyncIterable<WorkspaceDocumentDiagnosticReport> {
  const { documents } = session;
  const told = new Set<string>();
  for (const path of session.files()) {
    const uri = documents.uriOf(path);
    // Several paths may lead to one document.
    if (told.has(uri)) continue;
    told.add(uri);
    await pause();
    yield { uri, version: documents.get(uri)?.version ?? null, ...report(resultOf(uri), known.get(uri)) };
  }
  yield* gone(known, told);
}

/** What a client has results for and is no more. */
function* gone(
  known: ReadonlyMap<string, string>,
  told: ReadonlySet<string>,
): Iterable<WorkspaceDocumentDiagnosticReport> {
  const { id, items } = { id: idOf([]), items: [] };
  for (const [uri, had] of known) {
    if (told.has(uri) || had === id) continue;
    yield { uri, version: null, kind: DocumentDiagnosticReportKind.Full, resultId: id, items };
  }
}

/** The same findings have the same name, whoever found them and when. */
function idOf(items: readonly Diagnostic[]): string {
  return createHash("sha1").update(JSON.stringify(items)).digest("base64url");
}
