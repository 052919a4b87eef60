import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  ResponseError,
} from "vscode-languageserver/node";
import { clientOf, serverCapabilities } from "./capabilities.ts";
import { fieldsOf } from "./feature.ts";
import { createFindings } from "./findings.ts";
import type { Hub, Running } from "./hub.ts";
import { chooseEncoding } from "./positions.ts";
import { refreshAll, showFindings } from "./refresh.ts";
import { createSession } from "./session.ts";
import { SECTION, SETTINGS_FILE } from "./settings.ts";
import { pathOf } from "./uris.ts";

export const version = "0.1.0";

/** Names of files that httpd's configurations usually have: a client tells when one is changed. */
const WATCHED: readonly string[] = [
  "**/*.{conf,load,include,vhost}",
  "**/{conf,mods,sites}-{available,enabled}/**",
  "**/{conf.d,conf.modules.d}/**",
  "**/.htaccess",
  "**/envvars",
  `**/${SETTINGS_FILE}`,
];

/** Hello, settings, folders, and good-bye. */
export function handleLifecycle(hub: Hub): void {
  const { connection } = hub;
  connection.onInitialize((params) => initialize(hub, params));
  hub.listen("initialized", (running) => initialized(hub, running));
  hub.listen("workspace/didChangeConfiguration", async (running, params) => {
    const given = fieldsOf(fieldsOf(params).settings)[SECTION];
    running.session.configure(running.client.tellsConfiguration ? await configuration(hub) : given);
    refreshAll(hub, running);
  });
  connection.onShutdown(() => {
    // Throws when there was no initialize.
    hub.running();
    hub.stop();
  });
}

function listenToFolders(hub: Hub): void {
  hub.listen("workspace/didChangeWorkspaceFolders", (running, params) => {
    const { added, removed } = fieldsOf(fieldsOf(params).event);
    const gone = new Set(pathsOf(removed));
    const kept = running.session.folders.filter((folder) => !gone.has(folder));
    running.session.setFolders([...new Set([...kept, ...pathsOf(added)])]);
    refreshAll(hub, running);
  });
}

async function initialize(hub: Hub, params: InitializeParams): Promise<InitializeResult> {
  hub.expectNew();
  const { capabilities = {}, initializationOptions } = params;
  const encoding = chooseEncoding(capabilities.general?.positionEncodings);
  const session = createSession({
    encoding,
    patterns: await hub.patterns(),
    folders: foldersOf(params),
    settings: initializationOptions,
    complain: hub.complain,
    changedOutside: () => refreshAll(hub, hub.running()),
  });
  const client = clientOf(capabilities, initializationOptions);
  hub.start({ client, session, findings: createFindings(session) });
  // Only now: the connection has just put a listener of its own there.
  listenToFolders(hub);
  return { capabilities: serverCapabilities(encoding, client), serverInfo: { name: "httpd-lint", version } };
}

async function initialized(hub: Hub, running: Running): Promise<void> {
  const { connection } = hub;
  const { client, session } = running;
  if (client.watchesFiles) {
    const watchers = WATCHED.map((globPattern) => ({ globPattern }));
    void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch(() => {});
  }
  if (client.registersConfiguration) {
    const section = { section: SECTION };
    void connection.client.register(DidChangeConfigurationNotification.type, section).catch(() => {});
  }
  if (client.tellsConfiguration) {
    const settings = await configuration(hub);
    if (isGiven(settings)) session.configure(settings);
  }
  await firstIndex(hub, running);
}

/** Reads all servers of the folders, so that the first question finds them read. */
async function firstIndex(hub: Hub, { client, session }: Running): Promise<void> {
  const { servers } = session.workspace;
  const progress = client.showsProgress ? await hub.connection.window.createWorkDoneProgress() : undefined;
  progress?.begin("httpd configurations", 0, undefined, true);
  try {
    for (const [at, mainFile] of servers.entries()) {
      await hub.scheduler.pause(progress?.token);
      progress?.report(Math.round((100 * at) / servers.length), mainFile);
      session.workspace.analysisOf(mainFile);
    }
    session.watchFolders();
  } catch (error) {
    // The user has had enough of it: servers are read when something is asked about them.
    if (!(error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled)) throw error;
  } finally {
    progress?.done();
  }
  showFindings(hub, hub.running());
}

async function configuration(hub: Hub): Promise<unknown> {
  try {
    return await hub.connection.workspace.getConfiguration(SECTION);
  } catch {
    // A client that says it can and cannot.
    return undefined;
  }
}

/** An empty object is what clients send when nothing is set: what `initialize` brought stays. */
function isGiven(settings: unknown): boolean {
  return Object.values(fieldsOf(settings)).some((value) => value !== null && value !== undefined);
}

function foldersOf({ workspaceFolders, rootUri, rootPath }: InitializeParams): readonly string[] {
  if (Array.isArray(workspaceFolders)) return pathsOf(workspaceFolders);
  if (typeof rootUri === "string") return [pathOf(rootUri)];
  return typeof rootPath === "string" ? [rootPath] : [];
}

function pathsOf(folders: unknown): readonly string[] {
  if (!Array.isArray(folders)) return [];
  return folders.flatMap((folder) => {
    const { uri } = fieldsOf(folder);
    return typeof uri === "string" ? [pathOf(uri)] : [];
  });
}
