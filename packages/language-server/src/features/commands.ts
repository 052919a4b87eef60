import { maskMessage } from "@httpd-lint/config";
import {
  type Analysis,
  type AnswerFormat,
  type DocumentContext,
  effectiveConfiguration,
  expandMacro,
  explainPosition,
  explainRequest,
  includeTree,
  type Page,
  type Problem,
  rulePage,
} from "@httpd-lint/language-service";
import {
  ErrorCodes,
  type ExecuteCommandParams,
  LSPErrorCodes,
  ResponseError,
  type TextDocumentPositionParams,
} from "vscode-languageserver/node";
import {
  type DocumentParams,
  documentRequest,
  type Feature,
  fieldsOf,
  type Request,
  workspaceRequest,
} from "../feature.ts";
import { answerRequest, checkParams } from "../requests.ts";

interface LineParams extends TextDocumentPositionParams {
  readonly format?: AnswerFormat;
}

interface UrlParams extends DocumentParams {
  readonly url: string;
  readonly vhost?: string;
  readonly format?: AnswerFormat;
}

interface RuleParams {
  readonly rule: string;
}

/** The first argument of a command is an object like the parameters of a request; most answer with a `Page`. */
const commands: Readonly<Record<string, Request>> = {
  "httpd-lint.effectiveConfiguration": documentRequest<TextDocumentPositionParams>(
    "",
    ["position"],
    (context, { position }) => effectiveConfiguration(context, position),
  ),
  /** Of the servers of a document, or of all servers. */
  "httpd-lint.includeTree": workspaceRequest<Partial<DocumentParams>>(
    "",
    ({ textDocument }, { session, workspace }) => {
      const context = textDocument === undefined ? undefined : session.contextOf(`${textDocument.uri}`);
      return includeTree(workspace, context && serversOf(context).map(({ mainFile }) => mainFile));
    },
  ),
  "httpd-lint.expandMacro": documentRequest<TextDocumentPositionParams>("", ["position"], (context, { position }) =>
    pageOf("Macro", expandMacro(context, position) ?? { problem: "no Use of a known macro is here" }),
  ),
  "httpd-lint.explainLine": documentRequest<LineParams>("", ["position"], async (context, { position, format }) =>
    pageOf(`Line ${position.line + 1}`, await explainPosition(context, position, format)),
  ),
  "httpd-lint.explainUrl": documentRequest<UrlParams>("", [], (context, { url, vhost, format }) =>
    pageOf(`${url}`, explainRequest(context, `${url}`, vhost, format)),
  ),
  "httpd-lint.rulePage": workspaceRequest<RuleParams>("", async ({ rule }) =>
    pageOf(`${rule}`, await rulePage(undefined, `${rule}`)),
  ),
  /** What we say `httpd -t` says of each server of a document: no page but a list. */
  "httpd-lint.verdicts": documentRequest("", [], (context) => serversOf(context).map(verdictOf)),
  /** Paths of all files that belong to a server: no page but a list. */
  "httpd-lint.serverFiles": workspaceRequest("", (_, { session }) => session.files()),
};

/** Whether httpd accepts a server, and what it stops at. */
interface Verdict {
  readonly mainFile: string;
  readonly accepted: boolean;
  readonly message?: string;
  readonly file?: string;
  readonly line?: number | null;
}

function verdictOf({ mainFile, tree, process }: Analysis): Verdict {
  const error = tree.errors[0] ?? process.errors[0];
  if (error === undefined) return { mainFile, accepted: true };
  const { file, line, message } = error;
  return { mainFile, accepted: false, message: maskMessage(message), ...(file === null ? {} : { file, line }) };
}

/** What a person asks for by name. */
export const commandFeatures: readonly Feature[] = [
  {
    capability: { executeCommandProvider: { commands: Object.keys(commands) } },
    requests: [
      workspaceRequest<ExecuteCommandParams>(
        "workspace/executeCommand",
        async ({ command, arguments: given }, scope) => {
          const request = Object.hasOwn(commands, command) ? commands[command] : undefined;
          if (request === undefined)
            throw new ResponseError(ErrorCodes.InvalidParams, `There is no command ${command}`);
          const params: unknown = Array.isArray(given) ? given[0] : undefined;
          checkParams(params, request.needs);
          return answerRequest(request, fieldsOf(params), scope);
        },
      ),
    ],
  },
];

/** The servers that a document belongs to. */
function serversOf({ analyses }: DocumentContext): readonly Analysis[] {
  const servers = new Set(analyses.map((analysis) => analysis.server ?? analysis));
  return [...servers].filter(({ kind }) => kind === "server");
}

/** @throws ResponseError with what the user is to know */
function pageOf(title: string, text: string | Problem): Page {
  if (typeof text === "string") return { title, text, links: [] };
  throw new ResponseError(LSPErrorCodes.RequestFailed, text.problem);
}
