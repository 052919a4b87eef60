import {
  definitionAt,
  incomingCalls,
  locationsOf,
  outgoingCalls,
  prepareCallHierarchy,
  referencesAt,
  workspaceSymbols,
} from "@httpd-lint/language-service";
import type {
  CallHierarchyIncomingCallsParams,
  CallHierarchyOutgoingCallsParams,
  LocationLink,
  ReferenceParams,
  TextDocumentPositionParams,
  WorkspaceSymbolParams,
} from "vscode-languageserver/node";
import { documentRequest, type Feature, fieldsOf, itemRequest, workspaceRequest } from "../feature.ts";

const uriOfItem = (params: unknown): unknown => fieldsOf(fieldsOf(params).item).uri;

const answerOf = (links: readonly LocationLink[], takesLinks: boolean): unknown =>
  takesLinks ? links : locationsOf(links);

/** From one place to another. */
export const navigationFeatures: readonly Feature[] = [
  {
    capability: { definitionProvider: true },
    requests: [
      documentRequest<TextDocumentPositionParams>(
        "textDocument/definition",
        ["position"],
        (context, { position }, { client }) => answerOf(definitionAt(context, position), client.takesDefinitionLinks),
      ),
    ],
  },
  {
    // What is defined in httpd's language is declared there, too.
    capability: { declarationProvider: true },
    requests: [
      documentRequest<TextDocumentPositionParams>(
        "textDocument/declaration",
        ["position"],
        (context, { position }, { client }) => answerOf(definitionAt(context, position), client.takesDeclarationLinks),
      ),
    ],
  },
  {
    capability: { referencesProvider: true },
    requests: [
      documentRequest<ReferenceParams>(
        "textDocument/references",
        ["position"],
        (context, { position, context: given }) =>
          referencesAt(context, position, given ?? { includeDeclaration: true }),
      ),
    ],
  },
  {
    capability: { workspaceSymbolProvider: true },
    requests: [
      workspaceRequest<WorkspaceSymbolParams>("workspace/symbol", ({ query }, { workspace }) =>
        workspaceSymbols(workspace, `${query ?? ""}`),
      ),
    ],
  },
  {
    capability: { callHierarchyProvider: true },
    requests: [
      documentRequest<TextDocumentPositionParams>(
        "textDocument/prepareCallHierarchy",
        ["position"],
        (context, { position }) => prepareCallHierarchy(context, position),
      ),
      itemRequest<CallHierarchyIncomingCallsParams>("callHierarchy/incomingCalls", uriOfItem, (context, { item }) =>
        incomingCalls(context, item),
      ),
      itemRequest<CallHierarchyOutgoingCallsParams>("callHierarchy/outgoingCalls", uriOfItem, (context, { item }) =>
        outgoingCalls(context, item),
      ),
    ],
  },
];
