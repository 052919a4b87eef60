import { distance } from "fastest-levenshtein";

/** The candidate that a word is probably a slip for: at most a third of its letters wrong, in any case. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  const lower = word.toLowerCase();
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const steps = distance(lower, candidate.toLowerCase());
    if (steps >= least) continue;
    least = steps;
    best = candidate;
  }
  return best;
}

/** Shorter words have another one two letters away too often. */
const LONG = 8;

/**
 * Whether a word is so near to another one that it is plainly a slip: it begins like it, and one letter is wrong, two
 * have changed places, or in a long word two are wrong. In any case.
 */
export function isSlip(word: string, meant: string): boolean {
  const [written, right] = [letters(word), letters(meant)];
  if (written[0] !== right[0]) return false;
  const steps = distance(written, right);
  return steps <= 1 || (steps === 2 && (written.length >= LONG || sorted(written) === sorted(right)));
}

function letters(word: string): string {
  return word.toLowerCase().replace(/^</, "");
}

function sorted(word: string): string {
  return [...word].sort().join("");
}
