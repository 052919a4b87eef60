import process from "node:process";
import type { PatternCompiler } from "@httpd-lint/config";
import {
  type CancellationToken,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  ErrorCodes,
  type InitializeParams,
  type InitializeResult,
  ResponseError,
  type WorkDoneProgressServerReporter,
} from "vscode-languageserver/node.js";
import { type Client, clientOf, serverCapabilities } from "./capabilities.ts";
import { diagnose } from "./diagnose.ts";
import { features } from "./features.ts";
import { createFindings, type Findings } from "./findings.ts";
import { chooseEncoding } from "./positions.ts";
import { answerDocument, checkedParams, expectVersion, fieldsOf, isRange } from "./requests.ts";
import { createScheduler } from "./scheduler.ts";
import { createSession, type Session } from "./session.ts";
import { SECTION, SETTINGS_FILE } from "./settings.ts";
import { pathOf } from "./uris.ts";

export const version = "0.1.0";

/** Between initialize and shutdown. */
interface Running {
  readonly client: Client;
  readonly session: Session;
  readonly findings: Findings;
}

/** Names of files that httpd's configurations usually have: a client tells when one is changed. */
const WATCHED: readonly string[] = [
  "**/*.{conf,load,include,vhost}",
  "**/{conf,mods,sites}-{available,enabled}/**",
  "**/{conf.d,conf.modules.d}/**",
  "**/.htaccess",
  "**/envvars",
  `**/${SETTINGS_FILE}`,
];

/** Connects the messages of a client to what answers them. Nothing is decided here. */
export function serve(connection: Connection, patterns: () => Promise<PatternCompiler>): void {
  const scheduler = createScheduler((error) => connection.console.error(String(error)));
  const complained = new Set<string>();
  let running: Running | undefined;
  let state: "new" | "running" | "over" = "new";

  /** @throws ResponseError outside of initialize and shutdown */
  function ready(): Running {
    if (state === "running" && running !== undefined) return running;
    throw state === "over"
      ? new ResponseError(ErrorCodes.InvalidRequest, "The server was shut down")
      : new ResponseError(ErrorCodes.ServerNotInitialized, "The server waits for initialize");
  }

  function complain(message: string): void {
    if (complained.has(message)) return;
    complained.add(message);
    connection.window.showWarningMessage(`httpd-lint: ${message}`);
  }

  connection.onInitialize(async (params): Promise<InitializeResult> => {
    if (state !== "new") throw new ResponseError(ErrorCodes.InvalidRequest, "initialize comes once");
    state = "running";
    const encoding = chooseEncoding(params.capabilities?.general?.positionEncodings);
    const client = clientOf(params.capabilities ?? {});
    const session = createSession({
      encoding,
      patterns: await patterns(),
      folders: foldersOf(params),
      settings: params.initializationOptions,
      complain,
      changedOutside: () => refresh("all"),
    });
    running = { client, session, findings: createFindings(session, diagnose) };
    return { capabilities: serverCapabilities(encoding), serverInfo: { name: "httpd-lint", version } };
  });
