import type { Hub, Running } from "./hub.ts";

/** Findings of open documents may be others now: those that a client has not asked for are sent when typing pauses. */
export function showFindings(hub: Hub, running: Running, changed: ReadonlySet<string> = new Set()): void {
  const { connection, scheduler } = hub;
  const { client, findings, session } = running;
  scheduler.whenQuiet("findings", () => {
    if (!client.pullsDiagnostics) {
      for (const publication of findings.toPublish()) void connection.sendDiagnostics(publication);
    } else if (findings.isStale(changed)) {
      // A client asks for the findings of what is typed in by itself, but not for those of other documents.
      ask(hub, "workspace/diagnostic/refresh");
    }
    // Values that other documents show may come from this one.
    if ([...session.documents.all()].length > 1) refreshShown(hub, running);
  });
}

function refreshShown(hub: Hub, { client }: Running): void {
  for (const kind of client.refreshes) ask(hub, `workspace/${kind}/refresh`);
}

/** A document that was opened or typed into is judged at once, as far as that takes no time, and others a bit later. */
export function showChanged(hub: Hub, running: Running, uri: string): void {
  const { connection, scheduler } = hub;
  const { client, findings } = running;
  showFindings(hub, running, new Set([uri]));
  if (client.pullsDiagnostics) return;
  scheduler.soon(uri, () => {
    const publication = findings.atOnce(uri);
    return publication && connection.sendDiagnostics(publication);
  });
}

/** Files, folders or settings are others now: everything that was shown may be wrong. */
export function refreshAll(hub: Hub, running: Running): void {
  const { connection, scheduler } = hub;
  const { client, findings, session } = running;
  scheduler.whenQuiet("everything", () => {
    session.watchFolders();
    if (!client.pullsDiagnostics) {
      for (const publication of findings.toPublish()) void connection.sendDiagnostics(publication);
    } else ask(hub, "workspace/diagnostic/refresh");
    refreshShown(hub, running);
  });
}

/** A client that cannot after all keeps what it shows. */
function ask({ connection }: Hub, method: string): void {
  connection.sendRequest(method).catch(() => {});
}
