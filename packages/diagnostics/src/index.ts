export type { CodeFrameOptions, Paint, ReportPart } from "./code-frame.ts";
export { codeFrame } from "./code-frame.ts";
export type {
  Diagnostic,
  DiagnosticSource,
  Fix,
  Location,
  Range,
  Reference,
  RelatedLocation,
  Severity,
  TextEdit,
} from "./diagnostic.ts";
export type { AppliedFixes, ApplyFixesOptions } from "./fixes.ts";
export { applyFixes } from "./fixes.ts";
export type { DiagnosticCounts } from "./order.ts";
export { countDiagnostics, countsText, hasFindings, sortDiagnostics } from "./order.ts";
export type { JsonDiagnostic, JsonPlace, JsonReport } from "./report-json.ts";
export { jsonReport, reportJson } from "./report-json.ts";
export type { ReportTextOptions } from "./report-text.ts";
export { reportText } from "./report-text.ts";
export type { SourceOf } from "./sources.ts";
