import type { Paint, ReportPart } from "@httpd-lint/diagnostics";

/** Where a command writes; injected for tests. */
export interface Terminal {
  /** Folder that relative paths start from. */
  readonly cwd: string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether a terminal that shows colours is at the other end. */
  readonly colorByDefault: () => Promise<boolean>;
  /** Width of that terminal; undefined when there is none. */
  readonly columns: () => number | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** All of standard input. */
  readonly input: () => Uint8Array;
  /** Replaces what is in a file. */
  readonly write: (path: string, bytes: Uint8Array) => void;
}

/** 0 clean, 1 findings, 2 wrong use or unreadable input, 3 a defect of ours. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Something the user can mend: told in one line, exit status 2. */
export class UsageError extends Error {}

export type ColorChoice = "auto" | "always" | "never";

export async function paintFor(terminal: Terminal, choice: ColorChoice): Promise<Paint> {
  const enabled = choice === "always" || (choice === "auto" && (await terminal.colorByDefault()));
  if (!enabled) return (_, text) => text;
  const { default: pc } = await import("picocolors");
  const colors = pc.createColors(true);
  const styles: Record<ReportPart, (text: string) => string> = {
    error: (text) => colors.bold(colors.red(text)),
    warning: (text) => colors.bold(colors.yellow(text)),
    info: colors.cyan,
    hint: colors.cyan,
    place: colors.bold,
    gutter: colors.dim,
    code: colors.dim,
    note: colors.cyan,
    summary: colors.bold,
  };
  return (part, text) => styles[part](text);
}
