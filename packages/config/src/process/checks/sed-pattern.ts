/** A pattern of mod_sed, which has regular expressions of its own, as sed had them before POSIX. */
export interface SedPattern {
  /** Index behind the closing delimiter. */
  readonly end: number;
  /** `\(` in it. */
  readonly groups: number;
  readonly isEmpty: boolean;
}

const MOST_GROUPS = 9;
const MOST_REPEATS = 254;

/**
 * Reads a pattern as mod_sed's `sed_compile` does.
 * @param start index behind the opening delimiter
 * @returns what is wrong with it, or where it ends
 */
export function sedPattern(line: string, start: number, delimiter: string): SedPattern | { readonly fault: string } {
  // Without a delimiter httpd would read on behind the line, and most likely fail.
  const unended = { fault: `the pattern does not end in '${delimiter}'` };
  if (delimiter === "") return unended;
  if (line[start] === delimiter) return { end: start + 1, groups: 0, isEmpty: true };
  const state = { line, at: start, open: 0, groups: 0, closed: 0, isFirst: true };
  if (line[start] === "^") state.at++;
  for (;;) {
    const letter = line[state.at++];
    if (letter === undefined) return unended;
    if (letter === delimiter) break;
    const fault = letter === "[" ? skipSet(state) : letter === "\\" ? readEscape(state) : undefined;
    if (fault !== undefined) return { fault };
    state.isFirst = false;
  }
  if (state.open > 0) return { fault: "'\\(' and '\\)' do not pair" };
  return { end: state.at, groups: state.groups, isEmpty: false };
}

interface State {
  readonly line: string;
  at: number;
  open: number;
  groups: number;
  closed: number;
  /** Nothing stands before that could be repeated. */
  isFirst: boolean;
}

/** In a set nothing is escaped, and the delimiter does not end the pattern. */
function skipSet(state: State): string | undefined {
  const { line } = state;
  if (line[state.at] === "^") state.at++;
  // The first character belongs to the set even when it is `]`.
  const end = line.indexOf("]", state.at + 1);
  if (end < 0) return "'[' has no ']'";
  state.at = end + 1;
  return undefined;
}

function readEscape(state: State): string | undefined {
  const letter = state.line[state.at++];
  if (letter === "(") {
    if (state.groups >= MOST_GROUPS) return `more than ${MOST_GROUPS} '\\('`;
    state.groups++;
    state.open++;
  } else if (letter === ")") {
    if (state.open === 0) return "'\\(' and '\\)' do not pair";
    state.open--;
    state.closed++;
  } else if (letter === "{" && !state.isFirst) return readInterval(state);
  else if (letter !== undefined && /[1-9]/.test(letter) && Number(letter) > state.closed)
    return `'\\${letter}' names a group that is not closed before it`;
  return undefined;
}

/** `\{2\}`, `\{2,\}`, `\{2,3\}` */
function readInterval(state: State): string | undefined {
  const interval = /(\d+)(?:(,)(\d*))?\\\}/y;
  interval.lastIndex = state.at;
  const [all, least = "", comma, most = ""] = interval.exec(state.line) ?? [];
  if (all === undefined) return "'\\{' must be followed by one or two numbers and '\\}'";
  if (Number(least) > MOST_REPEATS || Number(most) > MOST_REPEATS) return `repeats more than ${MOST_REPEATS} times`;
  if (comma !== undefined && most !== "" && Number(most) < Number(least))
    return "repeats at most less often than at least";
  state.at += all.length;
  return undefined;
}
