import type { Condition, ConfigTree } from "@httpd-lint/config";
import type { Location } from "@httpd-lint/diagnostics";
import { KIND, type Line } from "@httpd-lint/grammar";

/** The lines under conditions that do not hold: httpd skips them unread. */
export interface FalseBodies {
  /** True when the place is in the body of a condition that does not hold, and of none of the same lines that does. */
  contain(place: Location): boolean;
}

export function falseBodies(tree: ConfigTree): FalseBodies {
  const skipped = tree.conditions.filter((condition) => !condition.holds).map(extent);
  const read = tree.conditions.filter((condition) => condition.holds).map(extent);
  return {
    contain(place) {
      const around = skipped.filter(
        (body) => body.file === place.file && body.start <= place.start && place.start < body.end,
      );
      // A macro's or a shared file's condition is decided anew at every use.
      return around.some((body) => !read.some((other) => other.file === body.file && other.start === body.start));
    },
  };
}

/** A line of a false condition's body that could have been a directive. */
export interface SkippedLine {
  readonly condition: Condition;
  readonly line: Line;
}

/** Directives in false conditions, without those of sections inside them unless `deep`. */
export function* skippedDirectives(tree: ConfigTree, deep: boolean): Generator<SkippedLine> {
  for (const condition of tree.conditions) {
    if (condition.holds) continue;
    const { table } = condition.node.frame.file.syntax;
    const [from, to] = condition.bodyLines;
    let depth = 0;
    for (let index = from; index < to; index++) {
      const kind = table.kind(index);
      if (kind === KIND.openTag) depth++;
      if (kind === KIND.closeTag) depth--;
      if (kind === KIND.directive && (deep || depth === 0)) yield { condition, line: table.line(index) };
    }
  }
}

function extent(condition: Condition): Location {
  const { file } = condition.node.frame;
  const [from, to] = condition.bodyLines;
  if (from >= to) return { file: file.path, start: -1, end: -1 };
  const { table } = file.syntax;
  return { file: file.path, start: table.start(from), end: table.end(to - 1) };
}
