import type { Hub, Running } from "./hub.ts";

/** Findings of open documents may be others now: those that a client has not asked for are sent when typing pauses. */
export function showFindings(hub: Hub, running: Running, changed: ReadonlySet<string> = new Set()): void {
  const { connection, scheduler } = hub;
  const { client, findings } = running;
  scheduler.whenQuiet(() => {
    if (!client.pullsDiagnostics) {
      for (const publication of findings.toPublish()) void connection.sendDiagnostics(publication);
    } else if (client.refreshesDiagnostics && findings.isStale(changed)) {
      // A client asks for the findings of what is typed in by itself, but not for those of other documents.
      connection.languages.diagnostics.refresh();
    }
  });
}

/** Files, folders or settings are others now: everything that was shown may be wrong. */
export function refreshAll(hub: Hub, running: Running): void {
  const { connection, scheduler } = hub;
  const { client, findings, session } = running;
  scheduler.whenQuiet(() => {
    session.watchFolders();
    if (!client.pullsDiagnostics) {
      for (const publication of findings.toPublish()) void connection.sendDiagnostics(publication);
    }
    if (client.refreshesDiagnostics) connection.languages.diagnostics.refresh();
    const { languages } = connection;
    const ask = {
      semanticTokens: () => languages.semanticTokens.refresh(),
      inlayHint: () => languages.inlayHint.refresh(),
      codeLens: () => connection.sendRequest("workspace/codeLens/refresh"),
      foldingRange: () => languages.foldingRange.refresh(),
    };
    for (const kind of client.refreshes) ask[kind]();
  });
}
