import type { ConfigHost } from "@httpd-lint/config";
import { runProgram } from "../program.ts";
import type { Terminal } from "../terminal.ts";

/** What a command line came to. */
export interface Answer {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export interface Surroundings {
  /** Default `/srv`. */
  readonly cwd?: string;
  /** What standard input has. */
  readonly input?: string;
  /** Width of the terminal; default: there is none. */
  readonly columns?: number;
  /** Default: writing is a failure of the test. */
  readonly write?: Terminal["write"];
}

/** Runs the command with the words of a command line, and without a process of its own. */
export async function runIn(
  host: ConfigHost,
  args: readonly string[],
  { cwd = "/srv", input = "", columns, write = nothing }: Surroundings = {},
): Promise<Answer> {
  const written = { out: "", err: "" };
  const terminal: Terminal = {
    cwd,
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    colorByDefault: async () => false,
    columns: () => columns,
    environment: {},
    input: () => new TextEncoder().encode(input),
    write,
  };
  return { status: await runProgram(host, terminal, args), ...written };
}

function nothing(path: string): never {
  throw new Error(`${path} is not to be written`);
}
