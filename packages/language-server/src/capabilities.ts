import {
  type ClientCapabilities,
  type PositionEncodingKind,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import { features } from "./features.ts";

/** What a client can do, as far as it matters here. */
export interface Client {
  /** Asks for findings; others are sent them. */
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly watchesFiles: boolean;
  readonly tellsConfiguration: boolean;
  readonly registersConfiguration: boolean;
  readonly tellsFolders: boolean;
  readonly showsProgress: boolean;
  /** Kinds of answers that it asks for again when told to. */
  readonly refreshes: readonly ("semanticTokens" | "inlayHint" | "codeLens" | "foldingRange")[];
}

const REFRESHED = ["semanticTokens", "inlayHint", "codeLens", "foldingRange"] as const;

export function clientOf(capabilities: ClientCapabilities): Client {
  const { workspace, textDocument, window } = capabilities;
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    tellsConfiguration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    tellsFolders: workspace?.workspaceFolders === true,
    showsProgress: window?.workDoneProgress === true,
    refreshes: REFRESHED.filter((kind) => workspace?.[kind]?.refreshSupport === true),
  };
}

/** Exactly what is wired. */
export function serverCapabilities(encoding: PositionEncodingKind): ServerCapabilities {
  const own: ServerCapabilities = {
    positionEncoding: encoding,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
    diagnosticProvider: { identifier: "httpd-lint", interFileDependencies: true, workspaceDiagnostics: true },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
  return Object.assign(own, ...features.map(({ capability }) => capability));
}
