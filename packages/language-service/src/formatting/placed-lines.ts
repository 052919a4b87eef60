import { type ConfigFile, type Line, nameOf, type Section, visit } from "@httpd-lint/grammar";
import { isCondition } from "../model/placement.ts";
import type { Style } from "./options.ts";

/** A line with what decides how it may be written. */
export interface PlacedLine {
  readonly line: Line;
  /** Sections around it whose bodies are indented. */
  readonly depth: number;
  /** Stays as it is, because a module may read it as it stands. */
  readonly isFixed: boolean;
  /** mod_macro replaces text in it before httpd reads it. */
  readonly isInMacro: boolean;
}

/** mod_perl reads the body of its section as it stands. Those of mod_lua are `RawText` already. */
export function isProgram(name: string): boolean {
  return name === "perl";
}

/** @param name of a section, in lower case */
export function indentsBody(name: string, { indentSections }: Style): boolean {
  return indentSections === "all" || !isCondition(name) || name === "macro";
}

/**
 * The lines of a file in order.
 *
 * @param isKnown whether a module that we know brings a section, by name in lower case: what another one does with its
 *   body nobody knows
 */
export function placedLines(file: ConfigFile, style: Style, isKnown: (name: string) => boolean): readonly PlacedLine[] {
  const placed: PlacedLine[] = [];
  const pod = new PerlDocumentation(file);
  let depth = 0;
  let raw = 0;
  let macros = 0;
  const add = (line: Line): void => {
    const isFixed = pod.covers(line) || raw > 0 || line.type === "RawText";
    placed.push({ line, depth, isFixed, isInMacro: macros > 0 });
  };
  const change = (section: Section, by: 1 | -1): void => {
    const name = nameOf(file, section).toLowerCase();
    if (isProgram(name) || !isKnown(name)) raw += by;
    if (name === "macro") macros += by;
    if (indentsBody(name, style)) depth += by;
  };
  visit(file, {
    enter(section) {
      add(section.openTag);
      change(section, 1);
      return true;
    },
    leave(section) {
      change(section, -1);
      if (section.closeTag !== undefined) add(section.closeTag);
    },
    line: add,
  });
  return placed;
}

/** mod_perl lets a configuration hold documentation, from `=pod` to `=cut`, and end early, at `__END__`. */
class PerlDocumentation {
  readonly #file: ConfigFile;
  #isOpen = false;
  #isOver = false;

  constructor(file: ConfigFile) {
    this.#file = file;
  }

  covers({ type, nameStart, nameEnd }: Line): boolean {
    const { text } = this.#file;
    const first = text.charCodeAt(nameStart);
    const mayTell = type === "Directive" && (first === 0x3d || first === 0x5f);
    const name = mayTell ? text.slice(nameStart, nameEnd) : "";
    const wasOpen = this.#isOpen;
    if (name === "__END__") this.#isOver = true;
    if (/^=[a-z]/.test(name)) this.#isOpen = name !== "=cut";
    return this.#isOver || this.#isOpen || wasOpen;
  }
}
