import { type ConfigHost, type ConfigTree, type ReadError, readConfig } from "@httpd-lint/config";
import { findServer, type ServerOptions } from "./server-options.ts";
import { type ExitCode, type Terminal, UsageError } from "./terminal.ts";

export interface ConfigtestOptions extends ServerOptions {
  readonly format: "text" | "json";
}

/** What `configtest --format json` prints. */
export interface ConfigtestAnswer {
  readonly verdict: "accept" | "reject";
  /** Step that refused: `read`; null when nothing did. */
  readonly phase: "read" | null;
  /** Place as httpd prints it; null when it gives none. */
  readonly file: string | null;
  readonly line: number | null;
  /** httpd's words without the place; empty when it accepts. */
  readonly message: string;
  /** Include directives that led to the place, outermost first. */
  readonly via: readonly { readonly file: string; readonly line: number }[];
  /** httpd's warnings while reading. */
  readonly warnings: readonly string[];
}

/** What httpd's read phase (`httpd -t` up to the walk) answers. */
export function configtestAnswer(tree: ConfigTree): ConfigtestAnswer {
  const [error] = tree.errors;
  // httpd stops at the first error, so what it would warn of later is never printed.
  const printed = tree.warnings.slice(0, error?.warningsBefore);
  const warnings = printed.map(({ message }) => message).filter((message) => /^AH\d/.test(message));
  if (error === undefined) {
    return { verdict: "accept", phase: null, file: null, line: null, message: "", via: [], warnings };
  }
  const { file, line, message } = error;
  const via = error.via.filter((place) => place.file !== OPTION_LABEL);
  return { verdict: "reject", phase: "read", file, line, message, via, warnings };
}

/** The first error as httpd prints it: one place per level of Include, then the message. */
export function errorLine(tree: ConfigTree): string {
  const { file, line, message, via } = configtestAnswer(tree);
  const places = [...via, ...(file === null ? [] : [{ file, line: line ?? 0 }])];
  const texts = places.map((place) => `Syntax error on line ${place.line} of ${place.file}: `);
  // process_command_config has no place to name.
  if (isInOption(tree.errors[0])) texts.unshift("Syntax error in -C/-c directive: ");
  return texts.join("") + message;
}

const OPTION_LABEL = "-c/-C directives";

function isInOption(error: ReadError | undefined): boolean {
  return error?.diagnostic.location?.file === "-C/-c" || error?.via[0]?.file === OPTION_LABEL;
}

/** `httpd-lint configtest` */
export function configtest(
  host: ConfigHost,
  terminal: Terminal,
  path: string | undefined,
  options: ConfigtestOptions,
): ExitCode {
  const server = findServer(host, terminal, path, options);
  if ("failure" in server) throw new UsageError(server.failure);
  const tree = readConfig(server.mainFile, host, server.profile);
  const answer = configtestAnswer(tree);
  if (options.format === "json") terminal.out(`${JSON.stringify(answer)}\n`);
  else {
    for (const warning of answer.warnings) terminal.err(`${warning}\n`);
    terminal.err(answer.verdict === "accept" ? "Syntax OK\n" : `httpd-lint: ${errorLine(tree)}\n`);
  }
  return answer.verdict === "accept" ? 0 : 1;
}
