import { sedPattern } from "./sed-pattern.ts";

/** What mod_sed keeps between the lines of one program: `sed_commands_t`. */
export interface SedProgram {
  /** `{` that wait for their `}`. */
  depth: number;
  /** Labels by name, and whether a `:` has set them: branches name labels that come later. */
  readonly labels: Map<string, boolean>;
  /** A pattern was read, so that an empty one means the last. */
  hasPattern: boolean;
  lineNumbers: number;
  readonly files: Set<string>;
}

/** An empty program: `sed_init_commands`. */
export function newSedProgram(): SedProgram {
  return { depth: 0, labels: new Map(), hasPattern: false, lineNumbers: 0, files: new Set() };
}

/** Sizes of mod_sed's tables (libsed.h). */
const MOST = { line: 1000, label: 8, labels: 49, lineNumbers: 256, files: 11, occurrence: 512 } as const;

const NO_LAST_PATTERN = "an empty pattern stands for the one before it, and there is none";

/**
 * Adds a line of commands to a program as mod_sed's `fcomp` does.
 * @returns what is wrong, in words that follow the name of the directive
 */
export function compileSed(program: SedProgram, line: string): string | undefined {
  // rline() gives up such a line as if the script had ended, and nobody asks why.
  if (endsInBackslash(line) || line.length > MOST.line) return undefined;
  if (line.startsWith("#")) return undefined;
  const reader: Reader = { program, line, at: 0, addresses: 0, groups: 0 };
  for (;;) {
    while (" \t;".includes(line[reader.at] ?? "-")) reader.at++;
    if (reader.at >= line.length || line[reader.at] === "#") return undefined;
    const outcome = readAddresses(reader) ?? readCommand(reader);
    if (outcome === "line") return undefined;
    if (outcome === "next") continue;
    if (outcome !== undefined) return outcome.fault;
    const end = line[reader.at++];
    if (end === undefined) return undefined;
    if (end !== ";") return `'${line.slice(reader.at - 1)}' does not belong to the command before it`;
  }
}

interface Reader {
  readonly program: SedProgram;
  readonly line: string;
  at: number;
  /** How many addresses stand before the command. */
  addresses: number;
  /** `\(` of the last pattern to substitute, which a replacement may name. */
  groups: number;
}

interface SedFault {
  readonly fault: string;
}

/** `next`: a command may follow at once; `line`: what follows on the line is not read. */
type Outcome = SedFault | "next" | "line" | undefined;

function endsInBackslash(line: string): boolean {
  const slashes = /\\*$/.exec(line)?.[0].length ?? 0;
  return slashes % 2 === 1;
}

function readAddresses(reader: Reader): SedFault | undefined {
  reader.addresses = 0;
  const first = readAddress(reader);
  if (typeof first === "object") return first;
  if (first === "none") return undefined;
  if (first === "last" && !reader.program.hasPattern) return { fault: NO_LAST_PATTERN };
  reader.addresses = 1;
  if (first === "last") return undefined;
  reader.program.hasPattern = true;
  if (!",;".includes(reader.line[reader.at] ?? "-")) return undefined;
  reader.at++;
  const second = readAddress(reader);
  if (typeof second === "object") return second;
  if (second === "none") return { fault: `behind the comma of '${reader.line}' an address is missing` };
  reader.addresses = 2;
  return undefined;
}

/** `address`: `last` is an empty pattern. */
function readAddress(reader: Reader): SedFault | "none" | "last" | "read" {
  const { line, program } = reader;
  const first = line[reader.at] ?? "";
  if (first === "$") {
    reader.at++;
    return "read";
  }
  if (first === "/" || first === "\\") {
    if (first === "\\") reader.at++;
    const pattern = readPattern(reader, line[reader.at++] ?? "");
    return typeof pattern === "number" ? "read" : pattern;
  }
  const digits = /\d*/y;
  digits.lastIndex = reader.at;
  const length = digits.exec(line)?.[0].length ?? 0;
  if (length === 0) return "none";
  reader.at += length;
  program.lineNumbers++;
  return program.lineNumbers >= MOST.lineNumbers ? { fault: "names too many line numbers" } : "read";
}

/** The number of groups in the pattern; `last` when it is empty. */
function readPattern(reader: Reader, delimiter: string): SedFault | "last" | number {
  const pattern = sedPattern(reader.line, reader.at, delimiter);
  if ("fault" in pattern) return pattern;
  reader.at = pattern.end;
  return pattern.isEmpty ? "last" : pattern.groups;
}

const NO_ARGUMENT = "=gGhHnNpPdDqlx";
const ONE_ADDRESS = "=airq";

function readCommand(reader: Reader): Outcome {
  const { line, program } = reader;
  while (" \t".includes(line[reader.at] ?? "-")) reader.at++;
  while (line[reader.at] === "!") reader.at++;
  const command = line[reader.at++] ?? "";
  if (command === "{") {
    program.depth++;
    return reader.at >= line.length ? "line" : "next";
  }
  if (command === "}" || command === ":") {
    if (reader.addresses > 0) return { fault: `'${command}' takes no address` };
    return command === "}" ? closeBlock(program) : readLabel(reader);
  }
  if (reader.addresses > 1 && command !== "" && ONE_ADDRESS.includes(command))
    return { fault: `'${command}' takes one address at most` };
  if (command !== "" && NO_ARGUMENT.includes(command)) return undefined;
  const read = COMMANDS[command];
  if (read !== undefined) return read(reader);
  return { fault: command === "" ? `in '${line}' a command is missing` : `'${command}' is no command of mod_sed` };
}

const COMMANDS: Readonly<Record<string, (reader: Reader) => Outcome>> = {
  a: readText,
  c: readText,
  i: readText,
  b: readBranch,
  t: readBranch,
  r: (reader) => readFile(reader, "r"),
  w: (reader) => readFile(reader, "w"),
  s: readSubstitution,
  y: readTransliteration,
};

/** `a`, `c` and `i` want a line end and text behind it, which an argument of a directive cannot have. */
function readText(reader: Reader): Outcome {
  const command = reader.line[reader.at - 1] ?? "";
  return { fault: `'${command}' needs text on a line of its own, which a directive cannot give it` };
}

function closeBlock(program: SedProgram): Outcome {
  program.depth--;
  return program.depth < 0 ? { fault: "'}' closes no '{'" } : "line";
}

/** A label is all of the rest of the line, a semicolon too. */
function labelOf(reader: Reader): string | SedFault {
  while (reader.line[reader.at] === " ") reader.at++;
  const label = reader.line.slice(reader.at);
  reader.at = reader.line.length;
  return label.length >= MOST.label ? { fault: `the label '${label}' is longer than ${MOST.label - 1} bytes` } : label;
}

function readLabel(reader: Reader): Outcome {
  const label = labelOf(reader);
  if (typeof label === "object") return label;
  const { labels } = reader.program;
  // The nameless label of branches to the end of the script is in the table already, and has its place.
  if (label === "" || labels.get(label)) return { fault: `the label '${label}' is there already` };
  labels.set(label, true);
  return labels.size >= MOST.labels ? { fault: "has too many labels" } : "line";
}

function readBranch(reader: Reader): Outcome {
  const label = labelOf(reader);
  if (typeof label === "object") return label;
  const { labels } = reader.program;
  if (label !== "" && !labels.has(label)) labels.set(label, false);
  return labels.size >= MOST.labels ? { fault: "has too many labels" } : undefined;
}

function readFile(reader: Reader, command: string): Outcome {
  if (reader.line[reader.at++] !== " ") return { fault: `behind '${command}' a space and a file name must follow` };
  const name = reader.line.slice(reader.at).replace(/^[ \t]+/, "");
  reader.at = reader.line.length;
  if (command === "r") return undefined;
  const { files } = reader.program;
  files.add(name);
  return files.size > MOST.files ? { fault: "writes too many files" } : undefined;
}

function readSubstitution(reader: Reader): Outcome {
  const { line, program } = reader;
  const delimiter = line[reader.at++];
  // The zero byte that ends the line is a delimiter like any other: nothing is replaced by nothing.
  if (delimiter === undefined) return program.hasPattern ? undefined : { fault: NO_LAST_PATTERN };
  const pattern = readPattern(reader, delimiter);
  if (typeof pattern === "object") return pattern;
  if (pattern === "last" && !program.hasPattern) return { fault: NO_LAST_PATTERN };
  if (pattern !== "last") reader.groups = pattern;
  program.hasPattern = true;
  return readReplacement(reader, delimiter) ?? readFlags(reader);
}

/** `compsub` */
function readReplacement(reader: Reader, delimiter: string): SedFault | undefined {
  const { line } = reader;
  for (; reader.at < line.length; reader.at++) {
    const letter = line[reader.at] ?? "";
    if (letter === delimiter) {
      reader.at++;
      return undefined;
    }
    if (letter !== "\\") continue;
    const group = line[++reader.at] ?? "";
    if (/[1-9]/.test(group) && Number(group) > reader.groups)
      return { fault: `the pattern has no group ${group}, which the replacement names` };
  }
  return { fault: `the replacement does not end in '${delimiter}'` };
}

function readFlags(reader: Reader): Outcome {
  const { line } = reader;
  const flags = /g?(\d*)p?P?/y;
  flags.lastIndex = reader.at;
  const [all = "", number = ""] = flags.exec(line) ?? [];
  // Only a digit other than 0 begins a number.
  if (number.startsWith("0")) {
    reader.at += all.indexOf(number);
    return undefined;
  }
  if (number !== "" && Number(number) > MOST.occurrence) return { fault: `${number} is more than ${MOST.occurrence}` };
  reader.at += all.length;
  if (line[reader.at] !== "w") return undefined;
  reader.at++;
  return readFile(reader, "w");
}

/** `ycomp`: both lists are as long, where `\n` counts as one. A delimiter cannot be escaped: httpd loses count then. */
function readTransliteration(reader: Reader): Outcome {
  const { line } = reader;
  const delimiter = line[reader.at++];
  if (delimiter === undefined) return undefined;
  let from = reader.at;
  let to = from;
  for (; line[to] !== delimiter; to++) {
    if (line[to] === "\\") to++;
    if (to >= line.length) return { fault: `the list does not end in '${delimiter}'` };
  }
  to++;
  for (;;) {
    const letter = line[from++];
    if (letter === delimiter) break;
    if (letter === "\\" && line[from] === "n") from++;
    const other = line[to++];
    if (other === "\\" && line[to] === "n") to++;
    if (other === undefined) return { fault: `the second list does not end in '${delimiter}'` };
  }
  if (line[to] !== delimiter) return { fault: "the two lists are not as long as each other" };
  reader.at = to + 1;
  return undefined;
}
