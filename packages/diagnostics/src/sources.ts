import { type TextLines, textLines } from "./text-lines.ts";

/** Text of a file as its diagnostics' offsets count it; undefined when it is not at hand. */
export type SourceOf = (file: string) => string | undefined;

/** Line tables made when they are first asked for and kept for one report. */
export function cachedLines(sourceOf: SourceOf): (file: string) => TextLines | undefined {
  const known = new Map<string, TextLines | undefined>();
  return (file) => {
    if (!known.has(file)) {
      const text = sourceOf(file);
      known.set(file, text === undefined ? undefined : textLines(text));
    }
    return known.get(file);
  };
}
