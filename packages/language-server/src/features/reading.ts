import {
  codeLenses,
  documentHighlights,
  documentLinks,
  documentSymbols,
  foldingRanges,
  hoverAt,
  inlayHints,
  linkedTags,
  resolveCodeLens,
  selectionRanges,
} from "@httpd-lint/language-service";
import type {
  CodeLens,
  InlayHintParams,
  SelectionRangeParams,
  TextDocumentPositionParams,
} from "vscode-languageserver/node";
import { documentRequest, type Feature, itemRequest, uriOfData } from "../feature.ts";

/** The client's command that shows what applies at a place. */
const SHOW_EFFECTIVE = "httpd-lint.showEffectiveConfiguration";

/** What an editor shows of a document. */
export const readingFeatures: readonly Feature[] = [
  {
    capability: { hoverProvider: true },
    requests: [
      documentRequest<TextDocumentPositionParams>("textDocument/hover", ["position"], (context, { position }) =>
        hoverAt(context, position),
      ),
    ],
  },
  {
    capability: { documentHighlightProvider: true },
    requests: [
      documentRequest<TextDocumentPositionParams>(
        "textDocument/documentHighlight",
        ["position"],
        (context, { position }) => documentHighlights(context, position),
      ),
    ],
  },
  {
    capability: { documentLinkProvider: {} },
    requests: [
      documentRequest("textDocument/documentLink", [], (context, _, { session }) =>
        documentLinks(context, session.settings.documentLinks),
      ),
    ],
  },
  {
    capability: { documentSymbolProvider: true },
    requests: [documentRequest("textDocument/documentSymbol", [], documentSymbols)],
  },
  {
    capability: { foldingRangeProvider: true },
    requests: [
      documentRequest("textDocument/foldingRange", [], (context, _, { client: { foldingLimit: limit } }) =>
        foldingRanges(context, limit === undefined ? {} : { limit }),
      ),
    ],
  },
  {
    capability: { selectionRangeProvider: true },
    requests: [
      documentRequest<SelectionRangeParams>("textDocument/selectionRange", ["positions"], (context, { positions }) =>
        selectionRanges(context, positions),
      ),
    ],
  },
  {
    capability: { inlayHintProvider: true },
    requests: [
      documentRequest<InlayHintParams>("textDocument/inlayHint", ["range"], (context, { range }, { session }) =>
        inlayHints(context, range, session.settings.inlayHints),
      ),
    ],
  },
  {
    capability: { codeLensProvider: { resolveProvider: true } },
    requests: [
      documentRequest("textDocument/codeLens", [], (context, _, { client: { commands }, session }) => {
        const { codeLens } = session.settings;
        return codeLenses(context, commands.has(SHOW_EFFECTIVE) ? codeLens : { ...codeLens, virtualHosts: false });
      }),
      itemRequest<CodeLens>("codeLens/resolve", uriOfData, (context, lens, { client }) => {
        const { command, ...rest } = resolveCodeLens(context, lens);
        if (command === undefined) return rest;
        // Others than our extension cannot show the places; the count is worth seeing by itself.
        return { ...rest, command: client.commands.has(command.command) ? command : { ...command, command: "" } };
      }),
    ],
  },
  {
    capability: { linkedEditingRangeProvider: true },
    requests: [
      documentRequest<TextDocumentPositionParams>(
        "textDocument/linkedEditingRange",
        ["position"],
        (context, { position }) => linkedTags(context, position),
      ),
    ],
  },
];
