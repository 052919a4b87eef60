import type { IToken } from "chevrotain";
import { KIND, type LineTable } from "./line-table.ts";
import { tokenOfKind } from "./tokens.ts";

/**
 * Sections nested deeper than this are parsed in a run of their own: the grammar is recursive, JavaScript's stack ends
 * near 450 levels, and httpd takes thousands.
 */
const LEVELS_PER_RUN = 128;

/** What the parser reads in one go. */
export interface TokenRun {
  readonly tokens: IToken[];
  /** For each token the index of its line; of a missing closing tag, of the line that comes next. */
  readonly lines: number[];
}

/**
 * The lines of a file as tokens. Lines of one kind that follow each other are one token unless they are tags: to the
 * grammar they are all the same, and the parser takes longer for a token than the scanner for a line.
 *
 * @param unclosedEnds where sections end without a closing tag
 */
export function tokenRuns(table: LineTable, unclosedEnds: readonly number[]): TokenRun[] {
  let run: TokenRun = { tokens: [], lines: [] };
  const runs = [run];
  const outer: TokenRun[] = [];
  const add = (kind: number, line: number): void => {
    run.tokens.push(tokenOfKind[kind] as IToken);
    run.lines.push(line);
  };
  let depth = 0;
  const close = (kind: number, line: number): void => {
    if (depth % LEVELS_PER_RUN === 0) run = outer.pop() as TokenRun;
    depth--;
    add(kind, line);
  };
  let unclosed = 0;
  let before: number = KIND.openTag;
  for (let line = 0; line <= table.count; line++) {
    for (; unclosedEnds[unclosed] === line; unclosed++) close(KIND.missingCloseTag, line);
    if (line === table.count) break;
    const kind = table.kind(line);
    if (kind === KIND.closeTag) {
      close(kind, line);
    } else if (kind === KIND.openTag) {
      add(kind, line);
      if (++depth % LEVELS_PER_RUN === 0) {
        outer.push(run);
        run = { tokens: [], lines: [] };
        runs.push(run);
      }
    } else if (kind !== before || unclosedEnds[unclosed - 1] === line) {
      add(kind, line);
    }
    before = kind;
  }
  return runs;
}
