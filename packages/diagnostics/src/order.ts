import type { Diagnostic, Severity } from "./diagnostic.ts";

/** How many diagnostics of each severity there are. */
export type DiagnosticCounts = Readonly<Record<Severity, number>>;

export function countDiagnostics(diagnostics: readonly Diagnostic[]): DiagnosticCounts {
  const counts = { error: 0, warning: 0, info: 0, hint: 0 };
  for (const { severity } of diagnostics) counts[severity]++;
  return counts;
}

/** True when a run that found these should fail: `info` and `hint` never do. */
export function hasFindings(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === "error" || severity === "warning");
}

/**
 * Errors of httpd first and in the order given, because httpd stops at the first one; then everything else by file,
 * in the order in which the files appear, and by place in the file.
 */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const files = new Map<string, number>();
  for (const { location } of diagnostics) {
    if (location !== undefined && !files.has(location.file)) files.set(location.file, files.size);
  }
  const fileRank = ({ location }: Diagnostic): number =>
    location === undefined ? -1 : (files.get(location.file) ?? -1);
  const compare = (a: Diagnostic, b: Diagnostic): number =>
    rank(a) - rank(b) ||
    (rank(a) === 0 ? 0 : fileRank(a) - fileRank(b) || startOf(a) - startOf(b) || endOf(a) - endOf(b));
  // Array sort is stable: equal places keep the order given.
  return [...diagnostics].sort(compare);
}

function rank({ source, severity }: Diagnostic): number {
  return source === "httpd" && severity === "error" ? 0 : 1;
}

function startOf({ location }: Diagnostic): number {
  return location?.start ?? -1;
}

function endOf({ location }: Diagnostic): number {
  return location?.end ?? -1;
}

/** e.g. `2 errors, 1 warning`, or `no findings`. */
export function countsText(counts: DiagnosticCounts): string {
  const parts: string[] = [];
  for (const severity of ["error", "warning", "info", "hint"] as const) {
    const count = counts[severity];
    const plural = count === 1 || severity === "info" ? severity : `${severity}s`;
    if (count > 0) parts.push(`${count} ${severity === "info" ? "info" : plural}`);
  }
  return parts.length === 0 ? "no findings" : parts.join(", ");
}
