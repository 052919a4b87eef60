import { type NodeSource, nodeFrom } from "../read/line-run.ts";
import type { Assumption, Undecided } from "./types.ts";

export type FileType = "file" | "directory" | "any";

/** The same that was assumed of one directive after the other: virtual hosts have their files in the same folders. */
interface Group extends Assumption {
  readonly path: string;
  readonly type: FileType | undefined;
  /** Where the directives are to be had, and their lines where that is a run. */
  readonly source: NodeSource;
  readonly lines: number[];
}

/** A file that was taken to be there. */
class AssumedFile implements Group {
  readonly path: string;
  readonly type: FileType;
  readonly source: NodeSource;
  readonly lines: number[];

  constructor(path: string, type: FileType, source: NodeSource, line: number) {
    this.path = path;
    this.type = type;
    this.source = source;
    this.lines = [line];
  }

  get class(): "files" {
    return "files";
  }

  get assumed(): string {
    return `${this.path} is ${this.type === "any" ? "there" : `a ${this.type}`}`;
  }
}

/** What was taken as it should be. There are tens of thousands in a large configuration, and few are ever shown. */
export class Assumptions {
  readonly #groups: Group[] = [];
  #latest: Group | undefined;
  #undecided: readonly Undecided[] | undefined;

  add({ node, class: kind, assumed }: Undecided): void {
    this.#append({ class: kind, assumed, path: "", type: undefined, source: node, lines: [-1] });
  }

  /**
   * @param line of a run
   * @param path absolute
   */
  addFile(source: NodeSource, line: number, path: string, type: FileType): void {
    const latest = this.#latest;
    if (latest?.source === source && latest.path === path && latest.type === type) latest.lines.push(line);
    else this.#append(new AssumedFile(path, type, source, line));
    this.#undecided = undefined;
  }

  /** All that others have are added, too. */
  addAll({ groups }: Assumptions): void {
    for (const group of groups) this.#append(group);
  }

  /** Each with all directives that follow one another. */
  get groups(): readonly Group[] {
    return this.#groups;
  }

  /** One for each directive. */
  get undecided(): readonly Undecided[] {
    this.#undecided ??= this.#groups.flatMap(({ class: kind, assumed, source, lines }) =>
      lines.map((line) => ({ node: nodeFrom(source, line), class: kind, assumed })),
    );
    return this.#undecided;
  }

  #append(group: Group): void {
    this.#groups.push(group);
    this.#latest = group;
    this.#undecided = undefined;
  }
}
