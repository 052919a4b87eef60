import type { Layer } from "./layers.ts";
import type { Section } from "./sections.ts";

/** An If with its ElseIf and Else, or several of these. */
export interface Chain {
  readonly sections: readonly Section[];
  /** False: what they stand in may not apply. */
  readonly isCertain: boolean;
}

/** The sections of a chain that hold. */
export type Holding = (chain: Chain) => readonly Layer[];

/** One look at conditions, as httpd keeps it in mind (`walk_cache_t`). */
interface Walk {
  readonly held: readonly Section[];
  /** The settings before and after; two names are equal when httpd has the very same object. */
  readonly before: string;
  readonly after: string;
}

/**
 * How httpd looks at conditions in the course of a request (`ap_if_walk_sub`): those outside of others first, then as a
 * next round those in the ones that hold.
 *
 * What is looked up for a request has its walks compared with those of the request, the first with the first and so on.
 * When the same sections hold over the same settings, httpd takes what it has made of them before, and does not come to
 * the next round: conditions in others get lost.
 */
export class IfWalks {
  readonly #former: readonly Walk[];
  readonly #walks: Walk[] = [];
  readonly #holding: Holding;

  /** @param former of the request in the course of which this is looked up */
  constructor(holding: Holding, former?: IfWalks) {
    this.#holding = holding;
    this.#former = former === undefined ? [] : former.#walks;
  }

  /** The sections that hold over what has been merged so far, in the order in which they are merged. */
  over(merged: readonly Layer[], outermost: readonly Chain[]): readonly Layer[] {
    const found: Layer[] = [];
    let chains = outermost;
    if (!hasSections(chains)) return found;
    let before = merged.map(({ section }) => nameOf(section)).join(" ");
    while (hasSections(chains)) {
      const holding = chains.flatMap(this.#holding);
      found.push(...holding);
      const held = holding.map(({ section }) => section);
      const last = this.#former[this.#walks.length] ?? this.#walks.at(-1);
      const isKept = last?.before === before && isSameList(last.held, held);
      // Whether it is kept is as open as whether they hold.
      const isOpen = this.#former.length > 0 && holding.some(({ isCertain }) => !isCertain);
      const after = isKept ? last.after : held.length === 0 ? before : newName();
      this.#walks.push({ held, before, after });
      if ((isKept && !isOpen) || held.length === 0) break;
      before = after;
      chains = holding.map(({ section, isCertain }) => ({
        sections: section.conditions,
        isCertain: isCertain && !isOpen,
      }));
    }
    return found;
  }
}

function hasSections(chains: readonly Chain[]): boolean {
  return chains.some(({ sections }) => sections.length > 0);
}

function isSameList(one: readonly Section[], other: readonly Section[]): boolean {
  return one.length === other.length && one.every((section, at) => section === other[at]);
}

const NAMES = new WeakMap<Section, string>();
let named = 0;

function newName(): string {
  named += 1;
  return `#${named}`;
}

function nameOf(section: Section): string {
  const name = NAMES.get(section) ?? newName();
  NAMES.set(section, name);
  return name;
}
