import type { CommandInfo } from "@httpd-lint/directives";

/**
 * Arguments of directives that were judged right. Large servers repeat the same lines in every virtual host, and an
 * editor has the same server judged again and again.
 */
export interface JudgedLines {
  /** Forgets everything when other modules than before are loaded: they bring other rules. */
  expect(modules: string): void;
  has(command: CommandInfo, text: string): boolean;
  add(command: CommandInfo, text: string): void;
}

/** More different lines of a directive than this are not kept in mind. */
const MOST_LINES = 10_000;

export function createJudgedLines(): JudgedLines {
  const lines = new Map<CommandInfo, Set<string>>();
  let expected: string | undefined;
  return {
    expect(modules) {
      if (expected !== modules) lines.clear();
      expected = modules;
    },
    has: (command, text) => lines.get(command)?.has(text) === true,
    add(command, text) {
      const known = lines.get(command);
      if (known === undefined) {
        lines.set(command, new Set([owned(text)]));
        return;
      }
      if (known.size >= MOST_LINES) known.clear();
      known.add(owned(text));
    },
  };
}

/** A copy: a piece of a file's text would keep all of that text alive. */
function owned(text: string): string {
  return ` ${text}`.slice(1);
}
