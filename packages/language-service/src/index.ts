export { aloneFindings, htaccessFindings, seenFrom, serverFindings } from "./analysis/analyse.ts";
export { isHtaccess, readFragment, readServer } from "./analysis/fragment.ts";
export { type AnswerFormat, expandMacro, explainPosition, explainRequest, rulePage } from "./commands.ts";
export { wrapped } from "./effective/layout.ts";
export { explainLine, type LineSource } from "./effective/line.ts";
export { lineData, lineText } from "./effective/line-text.ts";
export type { Problem, RequestProblem } from "./effective/problem.ts";
export { explainUrl, requestOf } from "./effective/url.ts";
export { type Look, urlData, urlText } from "./effective/url-text.ts";
export { incomingCalls, outgoingCalls, prepareCallHierarchy } from "./features/call-hierarchy.ts";
export { type CodeActionOptions, codeActionKinds, codeActions, resolveCodeAction } from "./features/code-actions.ts";
export { type CodeLensOptions, codeLenses, resolveCodeLens } from "./features/code-lens.ts";
export { type CompletionOptions, complete, completionTriggers, resolveCompletion } from "./features/completion.ts";
export { definitionAt, locationsOf } from "./features/definition.ts";
export { type DiagnosticsOptions, diagnosticsOf } from "./features/diagnostics.ts";
export { documentHighlights } from "./features/document-highlight.ts";
export { type DocumentLinkOptions, documentLinks } from "./features/document-links.ts";
export { documentSymbols } from "./features/document-symbols.ts";
export { effectiveConfiguration } from "./features/effective-configuration.ts";
export { type FoldingOptions, foldingRanges } from "./features/folding.ts";
export { formatDocument, formatRange } from "./features/formatting.ts";
export { hoverAt } from "./features/hover.ts";
export { includeTree } from "./features/include-tree.ts";
export { type InlayHintOptions, inlayHints } from "./features/inlay-hints.ts";
export { type LinkedRanges, linkedTags } from "./features/linked-editing.ts";
export { formatOnType, ON_TYPE_TRIGGERS } from "./features/on-type-formatting.ts";
export { referencesAt } from "./features/references.ts";
export { prepareRename, RenameRefused, type RenameTarget, renameAt } from "./features/rename.ts";
export { type FileRename, renameFiles } from "./features/rename-files.ts";
export { selectionRanges } from "./features/selection-ranges.ts";
export { semanticTokens, tokensDelta } from "./features/semantic-tokens.ts";
export { signatureHelp, signatureTriggers } from "./features/signature-help.ts";
export { workspaceSymbols } from "./features/workspace-symbols.ts";
export type { FormatOptions } from "./formatting/options.ts";
export type { Page, PageLink } from "./model/pages.ts";
export { ruleData, ruleMarkdown, ruleNamed } from "./rule-pages/rule-page.ts";
export { semanticTokensLegend } from "./tokens/legend.ts";
export type {
  Analysis,
  DocumentContext,
  ServerSettings,
  Workspace,
  WorkspaceOptions,
} from "./workspace.ts";
export { createWorkspace, fileUri } from "./workspace.ts";
