import type { CommandInfo } from "@httpd-lint/directives";

/**
 * Arguments of directives that were judged right. Large servers repeat the same lines in every virtual host, and an
 * editor has the same server judged again and again.
 */
export interface JudgedLines {
  /** Forgets everything when other modules than before are loaded: they bring other rules. */
  expect(modules: string): void;
  /** Those of one directive. */
  of(command: CommandInfo): RightTexts;
}

/** More different lines of a directive than this are not kept in mind. */
const MOST_LINES = 10_000;

/** So many are kept in mind before it counts how often they come again. */
const TRIAL = 500;

/** What was right behind the name of one directive. */
export class RightTexts {
  readonly #texts = new Set<string>();
  readonly #outlives: boolean;
  #met = 0;
  /** Nearly every one is new: it costs less to judge them all. */
  #isIdle = false;

  /** @param outlives it is kept longer than the files that the texts are from */
  constructor(outlives: boolean) {
    this.#outlives = outlives;
  }

  has(text: string): boolean {
    if (this.#isIdle || !this.#texts.has(text)) return false;
    this.#met++;
    return true;
  }

  add(text: string): void {
    if (this.#isIdle) return;
    if (!this.#outlives && this.#texts.size >= TRIAL && this.#met < this.#texts.size / 8) {
      this.#isIdle = true;
      this.#texts.clear();
      return;
    }
    if (this.#texts.size >= MOST_LINES) this.#texts.clear();
    this.#texts.add(this.#outlives ? owned(text) : text);
  }
}

/** For many walks. */
export function createJudgedLines(): JudgedLines {
  return judgedLines(true);
}

/** For one walk over a tree, which keeps the files' texts anyway. */
export function linesOfOneWalk(): JudgedLines {
  return judgedLines(false);
}

function judgedLines(outlives: boolean): JudgedLines {
  const lines = new Map<CommandInfo, RightTexts>();
  let expected: string | undefined;
  return {
    expect(modules) {
      if (expected !== modules) lines.clear();
      expected = modules;
    },
    of(command) {
      let texts = lines.get(command);
      if (texts === undefined) {
        texts = new RightTexts(outlives);
        lines.set(command, texts);
      }
      return texts;
    },
  };
}

/** A copy: a piece of a file's text would keep all of that text alive. */
function owned(text: string): string {
  return ` ${text}`.slice(1);
}
