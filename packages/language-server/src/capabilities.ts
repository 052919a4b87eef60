import {
  type ClientCapabilities,
  type PositionEncodingKind,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import { fieldsOf } from "./feature.ts";
import { features } from "./features.ts";

/** What a client can do, as far as it matters here. */
export interface Client {
  /** Asks for findings, again when told that other files have changed them; all other clients are sent them. */
  readonly pullsDiagnostics: boolean;
  readonly watchesFiles: boolean;
  readonly tellsConfiguration: boolean;
  readonly registersConfiguration: boolean;
  readonly showsProgress: boolean;
  readonly takesSnippets: boolean;
  readonly takesDefinitionLinks: boolean;
  readonly takesDeclarationLinks: boolean;
  readonly resolvesCodeActions: boolean;
  readonly foldingLimit: number | undefined;
  /** Commands of its own that answers may name: `commands` of the options of `initialize`. */
  readonly commands: ReadonlySet<string>;
  /** It has colours of its own for httpd's language: `coloursSyntax` of the options of `initialize`. */
  readonly coloursSyntax: boolean;
  /** Kinds of answers that it asks for again when told to. */
  readonly refreshes: readonly ("semanticTokens" | "inlayHint" | "codeLens" | "foldingRange")[];
}

const REFRESHED = ["semanticTokens", "inlayHint", "codeLens", "foldingRange"] as const;

export function clientOf(capabilities: ClientCapabilities, options: unknown): Client {
  const { workspace, textDocument, window } = capabilities;
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined && workspace?.diagnostics?.refreshSupport === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    tellsConfiguration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    showsProgress: window?.workDoneProgress === true,
    takesSnippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    takesDefinitionLinks: textDocument?.definition?.linkSupport === true,
    takesDeclarationLinks: textDocument?.declaration?.linkSupport === true,
    resolvesCodeActions: textDocument?.codeAction?.resolveSupport?.properties.includes("edit") === true,
    foldingLimit: textDocument?.foldingRange?.rangeLimit,
    commands: commandsOf(options),
    coloursSyntax: fieldsOf(options).coloursSyntax === true,
    refreshes: REFRESHED.filter((kind) => workspace?.[kind]?.refreshSupport === true),
  };
}

function commandsOf(options: unknown): ReadonlySet<string> {
  const { commands } = fieldsOf(options);
  return new Set(Array.isArray(commands) ? commands.filter((command) => typeof command === "string") : []);
}

/** Exactly what is wired. A client that is sent findings is not offered to ask: it would show them twice. */
export function serverCapabilities(
  encoding: PositionEncodingKind,
  { pullsDiagnostics }: Pick<Client, "pullsDiagnostics">,
): ServerCapabilities {
  const diagnosticProvider = { identifier: "httpd-lint", interFileDependencies: true, workspaceDiagnostics: true };
  const own: ServerCapabilities = {
    positionEncoding: encoding,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
    ...(pullsDiagnostics ? { diagnosticProvider } : {}),
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
  const workspace = Object.assign({}, own.workspace, ...features.map(({ capability }) => capability.workspace));
  return Object.assign(own, ...features.map(({ capability }) => capability), { workspace });
}
