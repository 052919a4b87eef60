/** A text for reading, whose lines lead to places in files. */
export interface Page {
  readonly title: string;
  readonly text: string;
  readonly links: readonly PageLink[];
}

export interface PageLink {
  /** Line of the page, from 0. */
  readonly line: number;
  readonly uri: string;
  /** Line of the file, from 0. */
  readonly target: number;
}
