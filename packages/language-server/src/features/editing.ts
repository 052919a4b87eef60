import {
  codeActionKinds,
  codeActions,
  complete,
  completionTriggers,
  type DocumentContext,
  formatDocument,
  formatOnType,
  formatRange,
  ON_TYPE_TRIGGERS,
  prepareRename,
  RenameRefused,
  renameAt,
  renameFiles,
  resolveCodeAction,
  resolveCompletion,
  signatureHelp,
  signatureTriggers,
} from "@httpd-lint/language-service";
import {
  type CodeAction,
  type CodeActionParams,
  type CompletionItem,
  type CompletionParams,
  type DocumentFormattingParams,
  type DocumentOnTypeFormattingParams,
  type DocumentRangeFormattingParams,
  LSPErrorCodes,
  type RenameFilesParams,
  type RenameParams,
  ResponseError,
  type TextDocumentPositionParams,
} from "vscode-languageserver/node";
import { documentRequest, type Feature, fieldsOf, itemRequest, uriOfData, workspaceRequest } from "../feature.ts";
import { pathOf } from "../uris.ts";

/** The client's command that shows the page of a rule. */
const EXPLAIN = "httpd-lint.explainRule";

/** Files of any name may be included. */
const everyFile = { filters: [{ scheme: "file", pattern: { glob: "**/*" } }] };

const [firstTrigger, ...moreTriggers] = ON_TYPE_TRIGGERS;
const onTypeTriggers = { firstTriggerCharacter: firstTrigger, moreTriggerCharacter: moreTriggers };

/** What an editor writes into a document. */
export const editingFeatures: readonly Feature[] = [
  {
    capability: { completionProvider: { triggerCharacters: [...completionTriggers], resolveProvider: true } },
    requests: [
      documentRequest<CompletionParams>(
        "textDocument/completion",
        ["position"],
        (context, { position, context: asked }, { client }) =>
          complete(context, position, { snippets: client.takesSnippets, trigger: asked?.triggerCharacter }),
      ),
      workspaceRequest<CompletionItem>("completionItem/resolve", (item, { workspace }) =>
        resolveCompletion(workspace, item),
      ),
    ],
  },
  {
    capability: { signatureHelpProvider: { triggerCharacters: [...signatureTriggers] } },
    requests: [
      documentRequest<TextDocumentPositionParams>("textDocument/signatureHelp", ["position"], (context, { position }) =>
        signatureHelp(context, position),
      ),
    ],
  },
  {
    capability: { codeActionProvider: { codeActionKinds: [...codeActionKinds], resolveProvider: true } },
    requests: [
      documentRequest<CodeActionParams>(
        "textDocument/codeAction",
        ["range"],
        (context, { range, context: asked }, { client }) =>
          codeActions(context, range, asked?.diagnostics ?? [], {
            canResolve: client.resolvesCodeActions,
            ...(asked?.only === undefined ? {} : { only: asked.only }),
            ...(client.commands.has(EXPLAIN) ? { explainCommand: EXPLAIN } : {}),
          }),
      ),
      itemRequest<CodeAction>("codeAction/resolve", uriOfData, resolveCodeAction),
    ],
  },
  {
    capability: { documentFormattingProvider: true },
    requests: [
      documentRequest<DocumentFormattingParams>(
        "textDocument/formatting",
        ["options"],
        (context, { options }, { session }) => formatDocument(context, { ...options, ...session.settings.format }),
      ),
    ],
  },
  {
    capability: { documentRangeFormattingProvider: true },
    requests: [
      documentRequest<DocumentRangeFormattingParams>(
        "textDocument/rangeFormatting",
        ["range", "options"],
        (context, { range, options }, { session }) =>
          formatRange(context, range, { ...options, ...session.settings.format }),
      ),
    ],
  },
  {
    capability: { documentOnTypeFormattingProvider: onTypeTriggers },
    requests: [
      documentRequest<DocumentOnTypeFormattingParams>(
        "textDocument/onTypeFormatting",
        ["position", "ch", "options"],
        (context, { position, ch, options }, { session }) =>
          formatOnType(context, position, ch, { ...options, ...session.settings.format }),
      ),
    ],
  },
  {
    capability: { renameProvider: { prepareProvider: true } },
    requests: [
      documentRequest<TextDocumentPositionParams>("textDocument/prepareRename", ["position"], (context, { position }) =>
        orRefused(() => prepareRename(context, position)),
      ),
      documentRequest<RenameParams>(
        "textDocument/rename",
        ["position", "newName"],
        (context: DocumentContext, { position, newName }) => orRefused(() => renameAt(context, position, `${newName}`)),
      ),
    ],
  },
  {
    capability: { workspace: { fileOperations: { willRename: everyFile } } },
    requests: [
      workspaceRequest<RenameFilesParams>("workspace/willRenameFiles", ({ files }, { workspace }) =>
        renameFiles(
          workspace,
          listOf(files).map(({ oldUri, newUri }) => ({ from: pathOf(`${oldUri}`), to: pathOf(`${newUri}`) })),
        ),
      ),
    ],
  },
];

function listOf(files: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(files) ? files.map(fieldsOf) : [];
}

/** @throws ResponseError with what the user is to know */
function orRefused<T>(rename: () => T): T {
  try {
    return rename();
  } catch (error) {
    if (error instanceof RenameRefused) throw new ResponseError(LSPErrorCodes.RequestFailed, error.message);
    throw error;
  }
}
