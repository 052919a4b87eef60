import { execFile } from "node:child_process";
import { join } from "node:path";
import type { Machine } from "@httpd-lint/config";
import { formatVirtualHosts, virtualHosts } from "@httpd-lint/config";
import { encodeSource } from "@httpd-lint/grammar";
import { staged } from "./ask-httpd.ts";
import { type ConformanceCase, latin1OfBytes } from "./case.ts";
import { type CaseRecord, casesOf, type DifferentialRecord, differentialCases, readJsonLines } from "./case-files.ts";
import { outcomeOf } from "./replay.ts";
import { corpusCases } from "./shared-cases.ts";

/** A case with what `httpd -S` printed for it. */
export interface VhostCase {
  readonly question: ConformanceCase;
  /** Lines; those about mutexes are sorted, as httpd lists them in the order of a hash. */
  readonly lines: readonly string[];
  /** `hosts`: only the part about hosts was kept; `all`: everything. */
  readonly kept: "hosts" | "all";
}

/** A line of data/vhosts.jsonl. */
export interface VhostRecord {
  readonly id: string;
  readonly note: string;
  readonly files: CaseRecord["files"];
  readonly args?: readonly string[];
  /** What httpd printed; undefined in a new case until it is recorded. */
  readonly lines?: readonly string[];
}

const noAnswers = { phases: {}, dumps: {} };

/** `/srv/case` is where the replay puts a case. */
const replayRoot = "/srv/case";

/** Numbers that Debian gives its accounts. */
const ids: Readonly<Record<string, number>> = { root: 0, daemon: 1, "www-data": 33, nogroup: 65534, nobody: 65534 };

/** The machine of the answers: no name server, and a host file with localhost. */
export function answeringMachine(localHost: string, localhost: readonly string[] = ["127.0.0.1"]): Machine {
  return {
    addressesOf: (name) => (name.toLowerCase() === "localhost" ? localhost : []),
    nameOf: (address) => (localhost.includes(address) ? "localhost" : null),
    idOf: (_kind, name) => ids[name],
    localHost,
  };
}

export function recordedCase(record: VhostRecord): VhostCase {
  const plain = { verdict: "accept", error_file: null, error_line: null, message: null } as const;
  const [question] = casesOf([{ ...record, ...plain }], "virtual hosts", noAnswers);
  if (question === undefined) throw new Error(`no case: ${record.id}`);
  const entries: ConformanceCase["entries"] = (root) => {
    const all = new Map(question.entries(root));
    for (const folder of ["logs", "run", "htdocs"]) if (!all.has(folder)) all.set(folder, { kind: "directory" });
    return all;
  };
  return { question: { ...question, entries }, lines: record.lines ?? [], kept: "all" };
}

type Stored = DifferentialRecord & { readonly expect: { readonly vhosts?: readonly string[] } };

/** Generated cases that httpd accepted. Where no host was listed nothing was stored. */
export function storedGenerated(shared: string): VhostCase[] {
  const records = readJsonLines<Stored>(`${shared}/oracle/differential.jsonl.gz`).filter(
    ({ kind, expect }) => kind === "generated" && expect.verdict === "accept",
  );
  return differentialCases(records, noAnswers).map((question, at) => ({
    question,
    lines: records[at]?.expect.vhosts ?? [],
    kept: "hosts",
  }));
}

interface CorpusAnswer {
  readonly id: string;
  readonly path?: string;
  readonly expect: {
    readonly asIs?: unknown;
    readonly dumps?: { readonly vhosts: readonly string[]; readonly run?: Readonly<Record<string, string>> };
  };
}

export interface CorpusVhostCase extends VhostCase {
  /** What stands behind the colon of each line of the part about the server; undefined for fragments. */
  readonly run: Readonly<Record<string, string>> | undefined;
}

/** Real configurations that httpd accepted. */
export function storedCorpus(shared: string): CorpusVhostCase[] {
  const answers = readJsonLines<CorpusAnswer>(`${shared}/corpus/EXPECTED.jsonl`);
  const questions = new Map(corpusCases(shared, noAnswers).map((question) => [question.id, question]));
  return answers.flatMap(({ id, expect }) => {
    const question = questions.get(expect.asIs === undefined ? id : `${id} healed`);
    const { dumps } = expect;
    if (dumps === undefined || question === undefined || question.kind !== "server") return [];
    const fragment = [...question.entries(replayRoot).keys()].find((path) => path.startsWith("fragment/"));
    const lines = dumps.vhosts.map((line) => line.replaceAll("@FILE@", `@ROOT@/${fragment}`));
    return [{ question, lines, kept: "hosts", run: dumps.run }];
  });
}

/** What we print for a case. */
export function ourLines(question: ConformanceCase, machine: Machine, kept: VhostCase["kept"]): string[] {
  const { tree } = outcomeOf(question);
  const text = latin1OfBytes(encodeSource(formatVirtualHosts(virtualHosts(tree, machine))));
  const lines = comparable(text.replaceAll(replayRoot, "@ROOT@"));
  return kept === "all"
    ? lines
    : lines.slice(
        1,
        lines.findIndex((line) => line.startsWith('ServerRoot: "')),
      );
}

/** What we say httpd logs about hosts. */
export function ourWarnings(question: ConformanceCase, machine: Machine): string[] {
  const { warnings } = virtualHosts(outcomeOf(question).tree, machine);
  return warnings.map(({ message }) => latin1OfBytes(encodeSource(message)).replaceAll(replayRoot, "@ROOT@"));
}

/** What httpd logged about hosts: without time, process, the resolver's own words and the program's name. */
function warningsIn(stderr: string): string[] {
  const lines = stderr.split("\n").flatMap((line) => /AH005(?:47|48|49|58): .*$/.exec(line)?.[0] ?? []);
  return lines.map((line) => line.replace(/^(AH00558: )\w+: /, "$1"));
}

/** Our part about the server in the form of the corpus's answers, without the names the answers leave out. */
export function ourRun(question: ConformanceCase, machine: Machine): Record<string, string> {
  const lines = ourLines(question, machine, "all");
  const run: Record<string, string> = {};
  for (const line of lines.slice(lines.findIndex((each) => each.startsWith('ServerRoot: "')))) {
    const colon = line.indexOf(": ");
    if (!line.startsWith("Define: ")) run[line.slice(0, colon)] = line.slice(colon + 2);
  }
  return run;
}

/** Lines with those about mutexes sorted. */
function comparable(text: string): string[] {
  const lines = text.replace(/\n$/, "").split("\n");
  const first = lines.findIndex((line) => line.startsWith("Mutex "));
  const count = lines.filter((line) => line.startsWith("Mutex ")).length;
  if (first >= 0) lines.splice(first, count, ...lines.slice(first, first + count).sort());
  return lines;
}

/** How httpd says the machine is called, when it had to ask. */
function localHostIn(messages: string): string | undefined {
  return /fully qualified domain name, using (.*?)\. Set the/.exec(messages)?.[1];
}

export interface Told {
  /** Undefined when httpd refused the configuration. */
  readonly lines: readonly string[] | undefined;
  readonly stderr: string;
  readonly warnings: readonly string[];
  /** How the machine is called, when httpd had to ask. */
  readonly localHost: string | undefined;
}

/** Asks httpd itself. */
export async function askVhosts(program: string, question: ConformanceCase): Promise<Told> {
  return staged(question.entries, async (root) => {
    const rooted = (text: string): string => text.replaceAll("@ROOT@", root);
    const args = ["-d", root, "-f", join(root, question.main), "-S", ...question.options];
    for (const name of question.defines) args.push("-D", name);
    for (const directive of question.before) args.push("-C", rooted(directive));
    for (const directive of question.after) args.push("-c", rooted(directive));
    const options = { cwd: root, env: question.environment(root), encoding: "latin1", timeout: 60_000 } as const;
    return new Promise((done) => {
      execFile(program, args, options, (error, stdout, stderr) => {
        const told = error === null ? comparable(stdout.replaceAll(root, "@ROOT@")) : undefined;
        const warnings = warningsIn(stderr.replaceAll(root, "@ROOT@"));
        done({ lines: told, stderr, warnings, localHost: localHostIn(stderr) });
      });
    });
  });
}
