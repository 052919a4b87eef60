import { createTwoFilesPatch } from "diff";

/** The changes of one file as `diff -u` shows them; with `a/` and `b/`, as `git apply` and `patch -p1` take them. */
export function unifiedDiff(name: string, before: string, after: string): string {
  const relative = name.replace(/^\/+/, "");
  const patch = createTwoFilesPatch(`a/${relative}`, `b/${relative}`, before, after, undefined, undefined, {
    context: 3,
  });
  return patch.replace(/^=+\n/, "");
}
