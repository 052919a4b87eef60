/** A word of a directive's syntax. */
export interface Parameter {
  /** Where it stands in the label, without the brackets that enclose more than it. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** `...` follows: it may be written again. */
  readonly repeats: boolean;
}

/** A syntax as one line that an editor can show, e.g. `Require [not] entity-name [entity-name] ...`. */
export interface Syntax {
  readonly label: string;
  readonly parameters: readonly Parameter[];
}

/** The alternatives of a syntax: of a section its opening tag; ` OR ` stands between two ways to write a directive. */
export function syntaxesOf(syntax: string): readonly Syntax[] {
  const tag = /^(<.*>)\s*\.\.\.\s*<\/[^>]*>$/s.exec(syntax)?.[1];
  return (tag ?? syntax).split(/\s+OR\s+/).map((label) => ({ label, parameters: parametersOf(label) }));
}

function parametersOf(label: string): readonly Parameter[] {
  const found: Parameter[] = [];
  for (const { start, text } of wordsOf(label.startsWith("<") ? label.replace(/>$/, " ") : label)) {
    const last = found.at(-1);
    if (/^\[?\.\.\.["\]]*$/.test(text)) {
      if (last !== undefined) found[found.length - 1] = { ...last, repeats: true };
    } else if (/[^[\]]/.test(text)) {
      const range = withoutLooseBrackets(text);
      const repeats = text.endsWith("...");
      const own = text.slice(range.start, range.end - (repeats ? 3 : 0));
      found.push({ start: start + range.start, end: start + range.start + own.length, text: own, repeats });
    }
  }
  return found;
}

/** Words behind the name; `a | b` is one. */
function wordsOf(label: string): readonly { readonly start: number; readonly text: string }[] {
  const words: { start: number; text: string }[] = [];
  for (const match of label.matchAll(/(?:\s*\|\s*|[^\s|])+/g)) {
    const [text] = match;
    const blanks = text.length - text.trimStart().length;
    words.push({ start: match.index + blanks, text: text.trim() });
  }
  return words.slice(1);
}

function count(text: string, letter: string): number {
  return text.split(letter).length - 1;
}

/** `[[expr=]value` opens a bracket that something else closes. */
function withoutLooseBrackets(text: string): { readonly start: number; readonly end: number } {
  let start = 0;
  let end = text.length;
  let surplus = count(text, "[") - count(text, "]");
  for (; surplus > 0 && text[start] === "["; surplus--) start++;
  for (; surplus < 0 && text[end - 1] === "]"; surplus++) end--;
  return { start, end };
}

/** The parameter that a word is for; undefined when there are too many words. */
export function parameterOf({ parameters }: Syntax, index: number): number | undefined {
  const repeated = parameters.findIndex(({ repeats }) => repeats);
  if (repeated >= 0 && index >= repeated) return repeated;
  return index < parameters.length ? index : undefined;
}
