import type { IToken } from "chevrotain";
import { KIND, type LineTable, ROW_FLAGS, ROW_KIND_MASK, ROW_WIDTH } from "./line-table.ts";
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
  const { rows, count } = table;
  const { openTag, closeTag, missingCloseTag } = KIND;
  const runs: TokenRun[] = [{ tokens: [], lines: [] }];
  const outer: TokenRun[] = [];
  let { tokens, lines } = runs[0] as TokenRun;
  let depth = 0;
  let unclosed = 0;
  let before = -1;
  for (let line = 0; ; ) {
    const isMissing = unclosedEnds[unclosed] === line;
    if (line === count && !isMissing) return runs;
    const kind = isMissing ? missingCloseTag : (rows[line * ROW_WIDTH + ROW_FLAGS] as number) & ROW_KIND_MASK;
    const isClose = kind === closeTag || isMissing;
    if (kind !== before || isClose || kind === openTag) {
      if (isClose && depth-- % LEVELS_PER_RUN === 0) ({ tokens, lines } = outer.pop() as TokenRun);
      tokens.push(tokenOfKind[kind] as IToken);
      lines.push(line);
    }
    before = kind;
    if (kind === openTag && ++depth % LEVELS_PER_RUN === 0) {
      outer.push({ tokens, lines });
      tokens = [];
      lines = [];
      runs.push({ tokens, lines });
    }
    if (isMissing) unclosed++;
    else line++;
  }
}
