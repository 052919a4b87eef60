import { existsSync } from "node:fs";
import { type ExtensionContext, LanguageStatusSeverity, languages, Uri, window, workspace } from "vscode";
import {
  type Executable,
  LanguageClient,
  type LanguageClientOptions,
  type NodeModule,
  State,
  TransportKind,
  vsdiag,
} from "vscode-languageclient/node";
import { SELECTOR, setting } from "./settings.ts";

/** The language server, as the rest of the extension sees it. */
export interface Server {
  /** Does nothing when it runs. */
  start(): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
  showLog(): void;
  /** Called when the server is ready, also after a restart. */
  onReady(listener: () => void): void;
  /**
   * Has the server carry out one of its commands.
   *
   * @throws Error when it has none of that name, or refuses
   */
  ask<T>(command: string, ...values: readonly unknown[]): Promise<T | undefined>;
  /** The same; what goes wrong is told to the user, and the answer is undefined. */
  execute<T>(command: string, ...values: readonly unknown[]): Promise<T | undefined>;
}

/** Commands of ours that the server may put into its answers. */
const HANDLED: readonly string[] = [
  "httpd-lint.showEffectiveConfiguration",
  "httpd-lint.showIncludeTree",
  "httpd-lint.showReferences",
];

export function createServer(context: ExtensionContext): Server {
  const log = window.createOutputChannel("httpd-lint", { log: true });
  const listeners: (() => void)[] = [];
  const status = createStatus(context);
  let client: LanguageClient | undefined;
  let starting: Promise<void> | undefined;

  async function start(): Promise<void> {
    const own = new LanguageClient("httpd-lint", "httpd-lint", serverOptions(context), clientOptions(log));
    client = own;
    own.onDidChangeState(({ newState }) => {
      status(newState);
      if (newState === State.Running) for (const listener of listeners) listener();
    });
    await own.start();
  }

  const server: Server = {
    start() {
      starting ??= start().catch((error: unknown) => {
        starting = undefined;
        status(State.Stopped);
        log.error(error instanceof Error ? error : String(error));
        void window.showErrorMessage("The language server of httpd-lint could not be started: see its log.");
      });
      return starting;
    },
    async stop() {
      const old = client;
      client = undefined;
      starting = undefined;
      await old?.dispose();
    },
    async restart() {
      await server.stop();
      await server.start();
    },
    showLog: () => log.show(true),
    onReady(listener) {
      listeners.push(listener);
    },
    async ask(command, ...values) {
      await server.start();
      const known = client?.initializeResult?.capabilities.executeCommandProvider?.commands ?? [];
      if (!known.includes(command)) throw new Error(`This language server has no command ${command}.`);
      return client?.sendRequest("workspace/executeCommand", { command, arguments: values });
    },
    async execute(command, ...values) {
      try {
        return await server.ask(command, ...values);
      } catch (error) {
        // The server's own words, e.g. that no macro is used on this line.
        void window.showInformationMessage(error instanceof Error ? error.message : String(error));
        return undefined;
      }
    },
  };
  context.subscriptions.push(log, { dispose: () => void server.stop() });
  return server;
}

/** The server of the extension in a Node of the editor's, or the user's own command. */
function serverOptions(context: ExtensionContext): NodeModule | Executable {
  const own = setting<string>("server.path") ?? "";
  if (own !== "" && workspace.isTrusted) return { command: own, args: ["lsp", "--stdio"] };
  const module = Uri.joinPath(context.extensionUri, "dist", "server.cjs").fsPath;
  if (!existsSync(module)) throw new Error(`${module} is missing: npm run package builds it`);
  return { module, transport: TransportKind.ipc };
}

function clientOptions(log: LanguageClientOptions["outputChannel"]): LanguageClientOptions {
  return {
    documentSelector: [...SELECTOR],
    ...(log === undefined ? {} : { outputChannel: log }),
    initializationOptions: { commands: HANDLED, coloursSyntax: true },
    diagnosticPullOptions: { onChange: true, onSave: true, onTabs: true },
    markdown: { isTrusted: false, supportHtml: false },
    middleware: {
      // The page of a rule comes with the extension: no need for the network.
      provideDiagnostics: async (document, previous, token, next) => {
        const report = await next(document, previous, token);
        if (report != null) linkToPages(report);
        return report;
      },
      provideWorkspaceDiagnostics: (previous, token, tell, next) =>
        next(previous, token, (part) => {
          for (const report of part?.items ?? []) linkToPages(report);
          tell(part);
        }),
    },
  };
}

/** A finding as the editor has it. */
interface Finding {
  readonly source?: string | undefined;
  code?: string | number | { value: string | number; target: Uri } | undefined;
}

function linkToPages(report: vsdiag.DocumentDiagnosticReport): void {
  if (report.kind === vsdiag.DocumentDiagnosticReportKind.full) report.items.forEach(linkToPage);
}

/** Only rules have pages: what httpd itself says has none. */
function linkToPage(finding: Finding): void {
  const { source, code } = finding;
  const value = typeof code === "object" ? code.value : code;
  if (source !== "httpd-lint" || typeof value !== "string") return;
  const given = encodeURIComponent(JSON.stringify([value]));
  finding.code = { value, target: Uri.parse(`command:httpd-lint.explainRule?${given}`) };
}

/** What the `{}` of the status bar shows for our languages. */
function createStatus(context: ExtensionContext): (state: State) => void {
  const item = languages.createLanguageStatusItem("httpd-lint", [...SELECTOR]);
  item.name = "httpd-lint";
  item.command = { title: "Show Log", command: "httpd-lint.showLog" };
  context.subscriptions.push(item);
  return (state) => {
    item.busy = state === State.Starting;
    item.text = state === State.Stopped ? "httpd-lint: stopped" : "httpd-lint";
    item.severity = state === State.Stopped ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
  };
}
