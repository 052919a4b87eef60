/** Why there is no answer, for the person who asked. */
export interface Problem {
  readonly problem: string;
}

/** What is wrong with a request: `problem` says it of its subject. */
export interface RequestProblem extends Problem {
  readonly subject: "url" | "vhost";
  /** A URL as it was meant. */
  readonly example?: string;
}
