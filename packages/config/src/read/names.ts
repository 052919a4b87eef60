import type { CommandInfo } from "@httpd-lint/directives";
import type { ModuleSet } from "./modules.ts";
import { lowerCase } from "./variables.ts";

/** A first word, with what is known of it until a module brings a command of that name. */
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
  readonly nodeName: string;
  readonly command: CommandInfo | undefined;
  /** Different from that of all other names of one reading, and small. */
  readonly index: number;
}

/** The first words of all lines read so far; a configuration has few, and many lines. */
export class Names {
  readonly #modules: ModuleSet;
  /** Generation of the modules that the names are of. */
  #generation: number;
  readonly #known = new Map<string, Name>();
  /** Those that the newest modules changed nothing about. */
  #current = new Map<string, Name>();
  #byNumber = new Map<readonly string[], (Name | undefined)[]>();
  /** Asked for last: texts are long, and the same one is mostly gone on with. */
  #words: readonly string[] | undefined;
  #numbered: (Name | undefined)[] = [];
  #count = 0;

  constructor(modules: ModuleSet) {
    this.#modules = modules;
    this.#generation = modules.generation;
  }

  /** What is known of a word now. */
  of(word: string): Name {
    this.#renew();
    let name = this.#current.get(word);
    if (name === undefined) {
      name = this.#known.get(word);
      const command = this.#modules.command(name?.key ?? lowerCase(word));
      // Lines read before go by the name as it was.
      if (name === undefined || name.command !== command) name = newName(word, command, this.#count++);
      this.#known.set(word, name);
      this.#current.set(word, name);
    }
    return name;
  }

  /**
   * The same by the numbers that a scan gave the words; filled by those who look for a name, and left behind when a
   * module was loaded, so that lines which were read can still be looked up.
   *
   * @param words of the `LineTable`
   */
  byNumber(words: readonly string[]): (Name | undefined)[] {
    this.#renew();
    if (words === this.#words) return this.#numbered;
    // Of full length from the start: V8 would keep an array that is filled here and there as a hash table.
    const names = this.#byNumber.get(words) ?? new Array<Name | undefined>(words.length);
    this.#byNumber.set(words, names);
    this.#words = words;
    this.#numbered = names;
    return names;
  }

  #renew(): void {
    const { generation } = this.#modules;
    if (generation === this.#generation) return;
    this.#generation = generation;
    this.#current = new Map();
    this.#byNumber = new Map();
    this.#words = undefined;
  }
}

function newName(word: string, command: CommandInfo | undefined, index: number): Name {
  const key = lowerCase(word);
  const isTag = word.startsWith("<");
  return {
    word,
    key,
    isTag,
    plain: !/["'\\]|^(?!<\/).*>/.test(word),
    closes: key.startsWith("</") && key.endsWith(">") ? key.slice(2, -1) : undefined,
    nodeKey: withoutBracket(key, isTag),
    nodeName: withoutBracket(command?.name ?? word, isTag),
    command,
    index,
  };
}

function withoutBracket(name: string, isTag: boolean): string {
  return isTag ? name.slice(1) : name;
}
