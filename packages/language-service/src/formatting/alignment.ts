import type { DocumentContext } from "../workspace.ts";
import type { Edit } from "./edits.ts";
import type { Style } from "./options.ts";
import type { PlacedLine } from "./placed-lines.ts";

/** Longer lines are left out, so that none outgrows httpd's buffers. */
const LONGEST = 400;
/** Names that are this much longer than the shortest of their neighbours would push all arguments far to the right. */
const WIDEST = 32;

interface Gap {
  readonly nameEnd: number;
  readonly argument: number;
  readonly width: number;
}

/** The blanks between names and first arguments, such that in neighbouring lines the arguments begin below each other. */
export function* alignedGaps(
  context: DocumentContext,
  placed: readonly PlacedLine[],
  { maxBlankLines }: Style,
): Generator<Edit> {
  let group: Gap[] = [];
  let depth = -1;
  for (const each of placed) {
    // It will be gone.
    if (each.line.type === "Blank" && maxBlankLines === 0) continue;
    const gap = gapOf(context, each);
    if (gap === undefined || each.depth !== depth) {
      yield* aligned(group);
      group = [];
    }
    depth = each.depth;
    if (gap !== undefined) group.push(gap);
  }
  yield* aligned(group);
}

function* aligned(group: readonly Gap[]): Generator<Edit> {
  const widest = group.reduce((most, { width }) => Math.max(most, width), 0);
  for (const { nameEnd, argument, width } of group) {
    yield { start: nameEnd, end: argument, newText: " ".repeat(widest - width + 1) };
  }
}

/** httpd drops the blanks behind a name whatever the directive, but a name may come out of a macro or a variable. */
function gapOf({ syntax }: DocumentContext, { line, isFixed, isInMacro }: PlacedLine): Gap | undefined {
  if (line.type !== "Directive" || isFixed || isInMacro || line.joined) return undefined;
  const { nameStart, nameEnd, contentEnd } = line;
  const name = syntax.text.slice(nameStart, nameEnd);
  const blanks = /^[ \t\v\f\r]+/.exec(syntax.text.slice(nameEnd, contentEnd))?.[0].length ?? 0;
  const argument = nameEnd + blanks;
  if (blanks === 0 || contentEnd - argument > LONGEST || name.length > WIDEST || !/^\w+$/.test(name)) return undefined;
  return { nameEnd, argument, width: name.length };
}
