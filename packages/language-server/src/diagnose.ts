import type { DocumentContext } from "@httpd-lint/language-service";
import { type Diagnostic, DiagnosticSeverity } from "vscode-languageserver/node";

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

/** Interim. */
export function diagnose(context: DocumentContext): Diagnostic[] {
  const { lineIndex } = context;
  const at = (offset: number): { line: number; character: number } => {
    const { line, column } = lineIndex.position(offset);
    return { line: line - 1, character: column - 1 };
  };
  return context.analyses.flatMap((analysis) =>
    [...context.names].flatMap((name) =>
      (analysis.diagnostics.get(name) ?? []).map(({ code, severity, source, message, location }) => ({
        range: { start: at(location?.start ?? 0), end: at(location?.end ?? 0) },
        severity: SEVERITIES[severity],
        code,
        source: `httpd-lint (${source})`,
        message,
      })),
    ),
  );
}
