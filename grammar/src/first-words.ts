/** So many words are numbered: far more than httpd and its modules have names. */
const MOST = 4096;
/** Longer ones are no names. */
const LONGEST = 63;

/**
 * Numbers for the first words of lines, as written. A configuration has few of them and many lines: with a number for
 * each, what is known of a name is found without making its text.
 */
export class FirstWords {
  /** By number; 0 is no word. */
  readonly words: string[] = [""];
  readonly #numbers = new Map<string, number>();
  /** The word that followed last: sections of one kind have much the same lines in the same order. */
  readonly #followers: number[] = [0];
  #before = 0;

  /** Number of the word between two offsets; 0 when it is not numbered. */
  numberOf(text: string, start: number, end: number): number {
    const before = this.#before;
    const guess = this.#followers[before] as number;
    const word = this.words[guess] as string;
    if (guess !== 0 && word.length === end - start && text.startsWith(word, start)) {
      this.#before = guess;
      return guess;
    }
    const found = this.#lookUp(text, start, end);
    this.#followers[before] = found;
    this.#before = found;
    return found;
  }

  #lookUp(text: string, start: number, end: number): number {
    if (end - start > LONGEST) return 0;
    const word = text.slice(start, end);
    const known = this.#numbers.get(word);
    if (known !== undefined || this.words.length === MOST) return known ?? 0;
    const number = this.words.length;
    const copy = withoutText(word);
    this.words.push(copy);
    this.#followers.push(0);
    this.#numbers.set(copy, number);
    return number;
  }
}

/** A piece of a text keeps all of the text in memory. */
function withoutText(word: string): string {
  return String.fromCharCode(...Array.from({ length: word.length }, (_, at) => word.charCodeAt(at)));
}
