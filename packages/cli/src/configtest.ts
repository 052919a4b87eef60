import { type ConfigHost, type ConfigTree, readConfig } from "@httpd-lint/config";
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
  const warnings = tree.warnings.filter(({ source }) => source === "httpd").map(({ message }) => message);
  const [error] = tree.errors;
  if (error === undefined) {
    return { verdict: "accept", phase: null, file: null, line: null, message: "", via: [], warnings };
  }
  const { file, line, message, via } = error;
  return { verdict: "reject", phase: "read", file, line, message, via, warnings };
}

/** As httpd prints it: one place per level of Include, then the message. */
export function errorLine({ file, line, message, via }: ConfigtestAnswer): string {
  const places = [...via, ...(file === null ? [] : [{ file, line: line ?? 0 }])];
  return places.map((place) => `Syntax error on line ${place.line} of ${place.file}: `).join("") + message;
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
  const answer = configtestAnswer(readConfig(server.mainFile, host, server.profile));
  if (options.format === "json") terminal.out(`${JSON.stringify(answer)}\n`);
  else {
    for (const warning of answer.warnings) terminal.err(`${warning}\n`);
    terminal.err(answer.verdict === "accept" ? "Syntax OK\n" : `httpd-lint: ${errorLine(answer)}\n`);
  }
  return answer.verdict === "accept" ? 0 : 1;
}
