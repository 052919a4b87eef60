import type { ConfigTree, ProcessResult, ReadError, ServerProfile } from "@httpd-lint/config";
import {
  allowedOverrides,
  dumpConfig,
  dumpIncludes,
  processConfig,
  processHtaccess,
  readConfig,
  readHtaccess,
} from "@httpd-lint/config";
import { encodeSource } from "@httpd-lint/grammar";
import type { ConformanceCase, Expectation, IncludeLine } from "./case.ts";
import { latin1OfBytes } from "./case.ts";
import { moduleFolder } from "./case-files.ts";
import { isCoreMessage } from "./core-messages.ts";
import debian from "./data/debian-httpd.json" with { type: "json" };
import type { Entry } from "./memory-host.ts";
import { memoryHost } from "./memory-host.ts";
import { patterns } from "./patterns.ts";
import { fragmentWrapper } from "./shared-cases.ts";

/** What is compared. `place`: file and line of a rejection; `message`: what the core says, not what modules say of values. */
export type Aspect =
  | "verdict"
  | "place"
  | "message"
  | "via"
  | "warnings"
  | "includes"
  | "defines"
  | "modules"
  | "config";

export interface Disagreement {
  readonly aspect: Aspect;
  readonly expected: unknown;
  readonly got: unknown;
}

export interface Judged {
  readonly question: ConformanceCase;
  /** What the case has an answer for. */
  readonly compared: readonly Aspect[];
  readonly disagreements: readonly Disagreement[];
}

const root = "/srv/case";

/** What we make of a case. */
interface Outcome {
  readonly tree: ConfigTree;
  /** Undefined when reading found errors: httpd does not go on then. */
  readonly process?: ProcessResult;
}

/** Our reading of a case; of kind htaccess, of the first .htaccess that has an error. */
export function outcomeOf(question: ConformanceCase): Outcome {
  const host = memoryHost(machine(question));
  const profile = profileOf(question);
  const server = readConfig(`${root}/${question.main}`, host, profile);
  if (server.errors.length > 0) return { tree: server };
  if (question.kind === "server") return { tree: server, process: processConfig(server, { patterns }) };
  const outcomes = (question.htaccess ?? []).map((path) => {
    const tree = readHtaccess(`${root}/${path}`, host, profile, server);
    if (tree.errors.length > 0) return { tree };
    const allowed = allowedOverrides(server, tree.mainFile);
    return allowed === undefined ? { tree } : { tree, process: processHtaccess(tree, allowed, { patterns }) };
  });
  return outcomes.find((outcome) => errorOf(outcome) !== undefined) ?? outcomes[0] ?? { tree: server };
}

/** The one httpd would stop at. */
function errorOf({ tree, process }: Outcome): ReadError | undefined {
  return tree.errors[0] ?? process?.errors[0];
}

/** The case's tree below ServerRoot, and the few things of the machine around it that a configuration may name. */
function machine(question: ConformanceCase): Map<string, Entry> {
  const file: Entry = { kind: "file", bytes: new Uint8Array([10]) };
  const entries = new Map<string, Entry>([
    ["/dev/null", { kind: "device" }],
    ["/dev/zero", { kind: "device" }],
    ["/dev/urandom", { kind: "device" }],
    ["/etc/passwd", file],
    ["/tmp", { kind: "directory" }],
    ["/var/log/apache2", { kind: "directory" }],
    ["/var/www/html", { kind: "directory" }],
    ["/proc/self/fd", { kind: "directory" }],
    ["/usr/share/apache2/ask-for-passphrase", file],
    ...["cat", "false", "sh", "true"].map((name) => [`/bin/${name}`, file] as const),
    [root, { kind: "directory" }],
  ]);
  for (const file of debian.loadable) entries.set(`${moduleFolder}/${file}`, { kind: "file", bytes: new Uint8Array() });
  for (const [path, entry] of question.entries(root)) entries.set(`${root}/${path}`, entry);
  return entries;
}

function profileOf(question: ConformanceCase): ServerProfile {
  const rooted = (text: string): string => text.replaceAll("@ROOT@", root);
  return {
    name: "debian",
    version: debian.version,
    serverRoot: root,
    compiledIn: debian.compiledIn,
    defines: question.defines,
    environment: question.environment(root),
    before: question.before.map(rooted),
    after: question.after.map(rooted),
    moduleFiles: "check",
    skipsDocumentRoot: question.options.includes("-T"),
    // These answers were made together with the dumps.
    dumps: /^(?:generated, (?:grammar|mutant)|corpus)/.test(question.group),
    relocations: [],
  };
}

export function judge(question: ConformanceCase): Judged {
  const outcome = outcomeOf(question);
  const { tree } = outcome;
  const error = errorOf(outcome);
  const { expect } = question;
  const compared: Aspect[] = ["verdict"];
  const disagreements: Disagreement[] = [];
  const compare = (aspect: Aspect, expected: unknown, got: unknown): void => {
    if (aspect !== "verdict") compared.push(aspect);
    if (JSON.stringify(expected) !== JSON.stringify(got)) disagreements.push({ aspect, expected, got });
  };
  const ours = error === undefined ? null : place(error);
  const theirs = expect.verdict === "reject" ? place(expect) : null;
  compare("verdict", expect.verdict, error === undefined ? "accept" : "reject");
  if (disagreements.length > 0) return withPlaces(question, compared, ours, theirs);
  if (theirs !== null && ours !== null) comparePlaces(question, error, theirs, ours, compare);
  if (expect.warnings !== undefined) {
    const told = readWarnings(expect.warnings);
    // httpd stops at its first error; we read on, and may find more to warn of.
    compare("warnings", told, ourWarnings(tree).slice(0, error === undefined ? undefined : told.length));
  }
  if (expect.verdict === "accept") compareDumps(question, tree, compare);
  return { question, compared, disagreements };
}

function comparePlaces(
  { expect, kind }: ConformanceCase,
  error: ReadError | undefined,
  theirs: Place,
  ours: Place,
  compare: Compare,
): void {
  if (kind === "server" && expect.file !== undefined) compare("place", theirs.slice(0, 2), ours.slice(0, 2));
  if (theirs[2] !== null && isCoreMessage(theirs[2])) compare("message", theirs[2], ours[2]);
  const read = expect.phase === "read" || expect.phase === "option";
  if (read && expect.via !== undefined) compare("via", chain(expect.via), chain(error?.via ?? []));
}

function withPlaces(question: ConformanceCase, compared: Aspect[], ours: unknown, theirs: unknown): Judged {
  const disagreement = { aspect: "verdict" as const, expected: theirs ?? "nothing", got: ours ?? "nothing" };
  return { question, compared, disagreements: [disagreement] };
}

type Compare = (aspect: Aspect, expected: unknown, got: unknown) => void;

function compareDumps(question: ConformanceCase, tree: ConfigTree, compare: Compare): void {
  const { expect } = question;
  if (expect.includes !== undefined) compare("includes", expect.includes, dumpIncludes(tree).map(includeLine));
  if (expect.defines !== undefined) {
    const ours = tree.defines.map(({ name, value }) => [portable(name), value === undefined ? null : portable(value)]);
    compare("defines", Object.entries(expect.defines).sort(), ours.sort());
  }
  if (expect.modules !== undefined) {
    const ours = tree.modules.map(({ symbol, loadedBy }) => (loadedBy === undefined ? `${symbol}*` : symbol));
    // The asking itself loaded mod_info at the end.
    const all = ours.includes("info_module") ? ours : [...ours, "info_module"];
    compare("modules", expect.modules, all);
  }
  if (expect.config !== undefined) {
    const ours = portable(dumpConfig(tree)).replace(/\n+$/, "");
    compare("config", expect.config, question.main === fragmentWrapper ? withoutWrapper(ours) : ours);
  }
}

function includeLine({ path, lineHttpdPrints }: ReturnType<typeof dumpIncludes>[number]): IncludeLine {
  return [lineHttpdPrints, portable(path)];
}

/** The answers of fragments show only what is in the fragment. */
function withoutWrapper(config: string): string {
  let inFragment = false;
  const lines = config.split("\n").filter((line) => {
    const place = /^\s*# In file: (.*)$/.exec(line);
    if (place !== null) inFragment = place[1] !== `@ROOT@/${fragmentWrapper}`;
    return inFragment;
  });
  return lines.join("\n");
}

type Place = readonly [file: string | null, line: number | null, message: string | null];

function place(at: Pick<Expectation, "file" | "line" | "message">): Place {
  // Some answers name files below ServerRoot without it.
  const short = (text: string): string => portable(text).replaceAll("@ROOT@/", "");
  const { file = null, line = null, message = null } = at;
  const plain = message === null ? null : withoutUsage(portable(message).replace(notPartOfIt, ""));
  return [file === null ? null : short(file), line, plain];
}

/** What stands in front of the message: that it comes from an option, or a line that httpd logged before. */
const notPartOfIt = /^(Syntax error in -C\/-c directive: |\[core:error\] AH00554: [^\n]*\n)/;

/** The help text behind a complaint about the number of words is each module's own, and not what is compared here. */
function withoutUsage(message: string): string {
  return message.replace(/( (?:takes|requires) [^,]*(?:, [^,]* or [^,]*)? arguments?, ).*$/s, "$1<usage>");
}

function chain(via: NonNullable<Expectation["via"]>): unknown {
  return via.map(({ file, line }) => [portable(file).replaceAll("@ROOT@/", ""), line]);
}

/** Warnings httpd gives while reading: undefined variables, modules loaded twice, and what mod_macro says. */
const readWarning = /AH00111:|AH01574:|\[macro:warn\]/;

/** The generated cases were asked with mod_info loaded last, and what that gave rise to was left out. */
const askingItself = /module info_module is already loaded/;

function readWarnings(warnings: readonly string[]): string[] {
  return warnings
    .filter((warning) => readWarning.test(warning) && !askingItself.test(warning))
    .map((warning) => warning.replace(/^\[\w+:\w+\] /, ""));
}

function ourWarnings(tree: ConfigTree): string[] {
  const messages = tree.warnings.map(({ message }) => portable(message));
  return messages.filter((message) => /^AH\d+: /.test(message) && !askingItself.test(message));
}

/** One character per byte, with ServerRoot and the module folder as the answers write them. */
function portable(text: string): string {
  return latin1OfBytes(encodeSource(text)).replaceAll(root, "@ROOT@").replaceAll(moduleFolder, "@MODULES@");
}
