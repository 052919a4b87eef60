import { KIND, readWord } from "@httpd-lint/grammar";
import type { NodeRecord } from "../node.ts";
import type { Condition } from "../tree.ts";
import type { LineStream } from "./line-stream.ts";

/** What a condition asks for. */
export interface ConditionTest {
  readonly negated: boolean;
  readonly test: string;
}

/** Finds the line of the closing tag for that of an open tag. */
interface Closes {
  closeOf(line: number): number;
}

/** @param raw arguments, with what closes the tag */
export function conditionTest(raw: string): ConditionTest {
  const close = raw.lastIndexOf(">");
  const argument = close < 0 ? raw : raw.slice(0, close);
  const negated = argument.startsWith("!");
  return { negated, test: readWord(argument, negated ? 1 : 0).value };
}

/** The reader's own condition; everybody else sees it as `Condition`. */
export class ConditionRecord implements Condition {
  readonly node: NodeRecord;
  readonly holds: boolean;
  readonly certainty: Condition["certainty"];
  #test: ConditionTest | undefined;
  readonly #first: number;
  #behind: number | Closes;
  /** Of the text that holds the condition: a macro's, or the file's. */
  readonly #depth: number;

  /**
   * @param first line of its body
   * @param behind its body, as far as that is known, or who can tell
   * @param depth of the text in its stream
   * @param test what it asks for, when somebody looked already
   */
  constructor(
    node: NodeRecord,
    first: number,
    behind: number | Closes,
    holds: boolean,
    certainty: Condition["certainty"],
    depth = 0,
    test?: ConditionTest,
  ) {
    this.node = node;
    this.#test = test;
    this.holds = holds;
    this.certainty = certainty;
    this.#first = first;
    this.#behind = behind;
    this.#depth = depth;
  }

  get name(): string {
    return this.node.name;
  }

  get negated(): boolean {
    return this.#parts.negated;
  }

  get test(): string {
    return this.#parts.test;
  }

  get #parts(): ConditionTest {
    this.#test ??= conditionTest(this.node.rawArgumentText);
    return this.#test;
  }

  get bodyLines(): readonly [number, number] {
    if (typeof this.#behind === "object") this.#behind = this.#behind.closeOf(this.#first - 1);
    return [this.#first, this.#behind];
  }

  /** The body of a true condition ends: it is told only where the text that began it goes on. */
  leave(stream: LineStream): void {
    if (stream.depth === this.#depth) this.end(stream);
  }

  /** The closing tag is the current line; at the end of the file the last line belongs to the body. */
  end(stream: LineStream): void {
    const { index, kind } = stream;
    if (index < 0) return;
    const isClose = kind === KIND.closeTag || kind === KIND.malformed;
    this.#behind = Math.max(this.#first, isClose ? index : index + 1);
  }
}
