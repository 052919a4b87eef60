/**
 * Whether a regular expression has only what everybody writes, put together so that PCRE2 takes it for certain. Most
 * configurations have no others, and then PCRE2 need not be started.
 *
 * @returns false whenever there is a doubt
 */
export function isPlainPattern(pattern: string): boolean {
  if (pattern.length > MOST || !ASCII.test(pattern)) return false;
  if (PLAINEST.test(pattern)) return true;
  let depth = 0;
  // Whether something stands before that may be repeated.
  let isItem = false;
  for (let at = 0; at < pattern.length; ) {
    const next = nextPart(pattern, at, isItem);
    if (next === undefined) return false;
    depth += next.depth;
    if (depth < 0 || depth > DEEPEST) return false;
    isItem = next.isItem;
    at = next.end;
  }
  return depth === 0;
}

const MOST = 1000;
const DEEPEST = 40;
const ASCII = /^[\x20-\x7e]*$/;
/** The beginning of a path or the end of a name, and at most a group that takes anything: needs no closer look. */
const PLAINEST = /^\^?(?:[\w/ -]|\\[^a-zA-Z0-9]|\.[*+]?|\((?:\.[*+]|\[\^\/\][*+])\))*\$?$/;

interface Part {
  readonly end: number;
  readonly isItem: boolean;
  readonly depth: number;
}

function nextPart(pattern: string, at: number, isItem: boolean): Part | undefined {
  const letter = pattern[at] as string;
  if (letter === "\\") return matched(ESCAPE, pattern, at, true);
  if (letter === "[") return set(pattern, at);
  if (letter === "(") return opening(pattern, at);
  if (letter === ")") return { end: at + 1, isItem: true, depth: -1 };
  if (letter === "{") return isItem ? interval(pattern, at) : undefined;
  if (letter === "*" || letter === "+" || letter === "?") {
    return isItem ? matched(REPEAT, pattern, at, false) : undefined;
  }
  const isAnchor = letter === "^" || letter === "$" || letter === "|";
  return { end: at + 1, isItem: !isAnchor, depth: 0 };
}

const ESCAPE = /\\(?:[^a-zA-Z0-9]|[dDwWsSnrt])/y;
const REPEAT = /[*+?][?+]?/y;

function matched(regex: RegExp, pattern: string, at: number, isItem: boolean): Part | undefined {
  regex.lastIndex = at;
  return regex.test(pattern) ? { end: regex.lastIndex, isItem, depth: 0 } : undefined;
}

const OPENING = /\((?:\?:)?(?!\?)/y;

function opening(pattern: string, at: number): Part | undefined {
  OPENING.lastIndex = at;
  return OPENING.test(pattern) ? { end: OPENING.lastIndex, isItem: false, depth: 1 } : undefined;
}

const INTERVAL = /\{(\d{1,3})(?:,(\d{1,3})?)?\}\??/y;

function interval(pattern: string, at: number): Part | undefined {
  INTERVAL.lastIndex = at;
  const [all, least = "", most] = INTERVAL.exec(pattern) ?? [];
  if (all === undefined || (most !== undefined && Number(most) < Number(least))) return undefined;
  return { end: at + all.length, isItem: false, depth: 0 };
}

const SET = /\[(?:\^|(?!\^))((?:[^\\[\]]|\\[^a-zA-Z0-9]|\\[dDwWsSnrt])+)\]/y;

/** Ranges only between digits or letters of one case, and a minus only at the ends. */
function set(pattern: string, at: number): Part | undefined {
  SET.lastIndex = at;
  const [all, inside = ""] = SET.exec(pattern) ?? [];
  if (all === undefined) return undefined;
  const rest = inside
    .replace(/\\./g, "~")
    .replace(/[0-9]-[0-9]|[a-z]-[a-z]|[A-Z]-[A-Z]/g, (range) =>
      (range[0] as string) <= (range[2] as string) ? "~" : range,
    );
  if (/.-./.test(rest) || /^[.:=]/.test(inside)) return undefined;
  return { end: at + all.length, isItem: true, depth: 0 };
}
