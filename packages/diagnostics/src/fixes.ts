import type { Diagnostic, TextEdit } from "./diagnostic.ts";

export interface ApplyFixesOptions {
  /** Also apply fixes that may change what a correct server does. Default false. */
  readonly unsafe?: boolean;
}

export interface AppliedFixes {
  readonly text: string;
  /** Diagnostics whose fix is in `text`. */
  readonly applied: readonly Diagnostic[];
}

/**
 * Applies the first fix of every diagnostic to `text`, the content of `file`. Fixes that touch other files, or that
 * overlap one applied before, are left for another round: diagnose the new text and apply again until nothing is
 * applied.
 */
export function applyFixes(
  text: string,
  file: string,
  diagnostics: readonly Diagnostic[],
  options: ApplyFixesOptions = {},
): AppliedFixes {
  const accepted: TextEdit[] = [];
  const applied: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const fix = diagnostic.fixes?.find(({ safe }) => safe || options.unsafe === true);
    if (fix === undefined || fix.edits.length === 0) continue;
    if (!fix.edits.every((edit) => edit.file === file && isWithin(edit, text))) continue;
    const fresh = fix.edits.filter((edit) => !accepted.some((other) => isSame(edit, other)));
    const clashes = fresh.some((edit, index) =>
      [...accepted, ...fresh.slice(0, index)].some((other) => overlaps(edit, other)),
    );
    if (clashes) continue;
    accepted.push(...fresh);
    applied.push(diagnostic);
  }
  return { text: withEdits(text, accepted), applied };
}

function isWithin({ start, end }: TextEdit, text: string): boolean {
  return start >= 0 && start <= end && end <= text.length;
}

function isSame(a: TextEdit, b: TextEdit): boolean {
  return a.start === b.start && a.end === b.end && a.newText === b.newText;
}

/** Two insertions at one place overlap, too: their order would be a guess. */
function overlaps(a: TextEdit, b: TextEdit): boolean {
  if (a.start === a.end && b.start === b.end) return a.start === b.start;
  return a.start < b.end && b.start < a.end;
}

function withEdits(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let at = 0;
  for (const { start, end, newText } of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(at, start) + newText;
    at = end;
  }
  return result + text.slice(at);
}
