import type { CommandInfo } from "@httpd-lint/directives";
import type { ModuleSet } from "./modules.ts";
import { lowerCase } from "./variables.ts";

/** A first word, with what is known of it until the next module is loaded. */
export interface Name {
  readonly word: string;
  readonly key: string;
  readonly isTag: boolean;
  /** True when the word is its own value: no quote, no escape, no bracket but that of a closing tag. */
  readonly plain: boolean;
  /** Key of the section that the word is the closing tag of. */
  readonly closes: string | undefined;
  /** `key` as nodes have it: without the bracket of a section. */
  readonly nodeKey: string;
  /** The same in httpd's spelling when the command is known. */
  nodeName: string;
  command: CommandInfo | undefined;
  /** That of the modules when `command` was looked up. */
  generation: number;
  /** The plain word that followed last: sections of one kind have much the same lines in the same order. */
  next: Name | undefined;
}

/** The first words of all lines read so far; a configuration has few, and many lines. */
export class Names {
  /** For those who look up a word for every line; what they find may be older than the latest module. */
  readonly known: ReadonlyMap<string, Name>;
  /** The plain word that was met last; one that is no name stands before the first. */
  before: Name = newName("");
  readonly #known = new Map<string, Name>();
  readonly #modules: ModuleSet;

  constructor(modules: ModuleSet) {
    this.known = this.#known;
    this.#modules = modules;
  }

  /** What is known of a word now. */
  of(word: string): Name {
    let name = this.#known.get(word);
    if (name === undefined) {
      name = newName(word);
      this.#known.set(word, name);
    }
    if (name.generation !== this.#modules.generation) {
      const command = this.#modules.command(name.key);
      name.command = command;
      name.nodeName = withoutBracket(command?.name ?? word, name.isTag);
      name.generation = this.#modules.generation;
    }
    return name;
  }
}

function newName(word: string): Name {
  const key = lowerCase(word);
  const isTag = word.startsWith("<");
  return {
    word,
    key,
    isTag,
    plain: !/["'\\]|^(?!<\/).*>/.test(word),
    closes: key.startsWith("</") && key.endsWith(">") ? key.slice(2, -1) : undefined,
    nodeKey: withoutBracket(key, isTag),
    nodeName: withoutBracket(word, isTag),
    command: undefined,
    generation: -1,
    next: undefined,
  };
}

function withoutBracket(name: string, isTag: boolean): string {
  return isTag ? name.slice(1) : name;
}
