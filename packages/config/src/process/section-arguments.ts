import { readWord } from "@httpd-lint/grammar";
import { closeTag } from "./fixes.ts";
import type { Call, Fault } from "./types.ts";

/** The text between a section's name and its last `>`, or what httpd says when there is none (`unclosed_directive`). */
export function sectionText({ text, name, node }: Call): string | Fault {
  const close = text.lastIndexOf(">");
  if (close >= 0) return text.slice(0, close);
  return { code: "httpd/section", message: `${name}> directive missing closing '>'`, fixes: closeTag(node) };
}

/** `missing_container_arg` */
export function missingArgument({ name }: Call): Fault {
  return { code: "httpd/section", message: `${name}> directive requires additional arguments` };
}

/** Takes words off a text one by one, as `ap_getword_conf` does. */
export class WordTaker {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next word; empty at the end. */
  next(): string {
    if (this.#at >= this.#text.length) return "";
    const word = readWord(this.#text, this.#at);
    this.#at = word.next;
    return word.value;
  }

  /** What is left of the text. */
  get rest(): string {
    return this.#text.slice(this.#at);
  }

  /** Whether text is left. */
  get more(): boolean {
    return this.#at < this.#text.length;
  }
}

export function isFault(result: unknown): result is Fault {
  return typeof result === "object" && result !== null && "message" in result && "code" in result;
}
