import type { Diagnostic } from "@httpd-lint/diagnostics";
import type { Analysis, DocumentContext } from "../workspace.ts";

/** What one analysis says of the document. */
export interface FindingHere {
  readonly finding: Diagnostic;
  readonly analysis: Analysis;
}

/**
 * What the analyses say of the document, under whichever of its names.
 *
 * @param part `httpd`: without what rules found
 */
export function* findingsOf(
  context: DocumentContext,
  part: "diagnostics" | "httpd" = "diagnostics",
): Generator<FindingHere> {
  for (const analysis of context.analyses) {
    for (const name of context.names) {
      for (const finding of analysis[part].get(name) ?? []) yield { finding, analysis };
    }
  }
}
