import { readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import type { ConformanceCase, Expectation, IncludeLine, Phase } from "./case.ts";
import { bytesOfLatin1, latin1OfBytes } from "./case.ts";
import type { Answers } from "./case-files.ts";
import {
  loadLine,
  oracleEnvironment,
  oracleTree,
  readJsonLines,
  requestServer,
  servedHtaccess,
  serverOfRequests,
} from "./case-files.ts";
import debian from "./data/debian-httpd.json" with { type: "json" };
import type { Entry } from "./memory-host.ts";

/** Cases that are not ours to copy into the project: they are read from the shared folder, when it is there. */

interface Skipped {
  readonly action?: string;
  readonly message?: string;
  readonly file: string | null;
  readonly line: number | null;
}

interface CorpusRecord {
  readonly id: string;
  readonly kind: "tree" | "server" | "fragment" | "htaccess";
  readonly path?: string;
  readonly root?: string;
  readonly main?: string;
  readonly relocate?: readonly string[];
  readonly defines?: readonly string[];
  readonly prelude?: "all";
  readonly expect: Expectation & {
    readonly asIs?: Expectation;
    readonly skipped?: readonly Skipped[];
    readonly prelude?: readonly string[];
    readonly dumps?: {
      readonly includes: readonly IncludeLine[];
      readonly modules?: readonly string[];
      readonly defines: Readonly<Record<string, string | null>>;
      readonly config: string | null;
    };
  };
}

/** What a peer parser is known to fail on. */
interface BreakerRecord {
  readonly id: string;
  readonly context: "server" | ".htaccess";
  readonly input: string;
  readonly httpd_2_4_71: "ok" | "error";
  readonly httpd_message: string;
}

/** Every module but the other MPMs, in the order the answers were made with. */
function moduleNames(): string[] {
  const names = debian.loadable.filter((file) => !file.startsWith("mod_mpm_")).sort();
  return ["mpm_event", ...names.map((file) => file.slice("mod_".length, -".so".length))];
}

const allModules = (): string[] => moduleNames().map(loadLine);

interface Corpus {
  readonly folder: string;
  /** Symbolic links by path: not every copy of the corpus has them as links, the manifest names them all. */
  readonly links: ReadonlyMap<string, string>;
}

function corpusOf(shared: string): Corpus {
  const rows = readFileSync(`${shared}/corpus/MANIFEST.tsv`, "utf8")
    .split("\n")
    .map((row) => row.split("\t"));
  const links = rows
    .filter((row) => row[3] === "symlink")
    .map(([path = "", , , , sum = ""]) => [path, sum.slice(3)] as const);
  return { folder: `${shared}/corpus`, links: new Map(links) };
}

/** Each corpus case twice: as it stands, and with what only the machine was missing commented out ("healed"). */
export function corpusCases(shared: string, { phases }: Answers): ConformanceCase[] {
  const records = readJsonLines<CorpusRecord>(`${shared}/corpus/EXPECTED.jsonl`);
  const corpus = corpusOf(shared);
  return records.flatMap((record) => {
    const { asIs } = record.expect;
    const healed = corpusCase(corpus, record, phases, true);
    return asIs === undefined ? [healed] : [corpusCase(corpus, record, phases, false), healed];
  });
}

function corpusCase(corpus: Corpus, record: CorpusRecord, phases: Answers["phases"], healed: boolean): ConformanceCase {
  const { expect } = record;
  const fragment = `fragment/${basename(record.path ?? "").replace(/[^\w.@+-]/g, "_")}`;
  const asIs = expect.asIs !== undefined && !healed;
  const id = expect.asIs === undefined || asIs ? record.id : `${record.id} healed`;
  const main = {
    tree: record.main,
    server: basename(record.path ?? ""),
    fragment: fragmentWrapper,
    htaccess: requestServer,
  };
  const file = record.kind === "fragment" ? `@ROOT@/${fragment}` : `@ROOT@/${servedHtaccess}`;
  return {
    id,
    group: `corpus, ${record.kind}`,
    kind: record.kind === "htaccess" ? "htaccess" : "server",
    entries: (root) => {
      const entries = corpusEntries(corpus, record, root, fragment);
      if (!asIs) heal(entries, expect.skipped ?? [], file.slice("@ROOT@/".length));
      return entries;
    },
    main: main[record.kind] ?? "",
    htaccess: record.kind === "htaccess" ? [servedHtaccess] : [],
    before: preludeOf(record, asIs),
    after: [],
    defines: record.defines ?? [],
    options: [],
    environment: oracleEnvironment,
    expect: asIs ? asIsExpectation(expect.asIs, phases[id], file) : healedExpectation(record, phases[id], file),
  };
}

function asIsExpectation(asIs: Expectation, phase: Phase | undefined, file: string): Expectation {
  const located = asIs.file?.replaceAll("@FILE@", file) ?? null;
  return { ...asIs, file: located, ...(phase === undefined ? {} : { phase }), warnings: undefined };
}

function healedExpectation({ expect, kind }: CorpusRecord, phase: Phase | undefined, file: string): Expectation {
  const named = JSON.parse(JSON.stringify(expect).replaceAll("@FILE@", file)) as typeof expect;
  const { dumps } = named;
  return {
    verdict: expect.verdict,
    ...(phase === undefined ? {} : { phase }),
    file: kind === "htaccess" ? null : (named.file ?? null),
    line: named.line ?? null,
    message: named.message ?? null,
    via: kind !== "tree" || expect.verdict === "accept" ? undefined : (named.via ?? []),
    warnings: kind === "htaccess" ? undefined : named.warnings,
    includes: dumps?.includes,
    defines: dumps?.defines,
    modules: dumps?.modules,
    config: dumps === undefined ? undefined : (dumps.config ?? ""),
  };
}

function preludeOf(record: CorpusRecord, asIs: boolean): string[] {
  if (record.kind === "fragment" || record.kind === "htaccess") return [];
  const prelude = record.expect.prelude ?? [];
  if (prelude.includes("all")) return allModules();
  return prelude.length > 0 && !asIs ? prelude.map(loadLine) : [];
}

function corpusEntries(corpus: Corpus, record: CorpusRecord, root: string, fragment: string): Map<string, Entry> {
  const entries = oracleTree();
  if (record.kind === "fragment") {
    entries.set(fragmentWrapper, { kind: "file", bytes: bytesOfLatin1(wrapper(root, fragment)) });
    entries.set(fragment, { kind: "file", bytes: readFileSync(join(corpus.folder, record.path ?? "")) });
    return entries;
  }
  if (record.kind === "tree") addFolder(entries, corpus, join(corpus.folder, record.root ?? ""), "");
  else {
    if (record.kind === "htaccess") entries.set(requestServer, serverOfRequests(moduleNames()));
    const name = record.kind === "server" ? basename(record.path ?? "") : servedHtaccess;
    entries.set(name, { kind: "file", bytes: readFileSync(join(corpus.folder, record.path ?? "")) });
  }
  if (record.kind !== "htaccess") relocateAll(entries, record, root);
  return entries;
}

function addFolder(entries: Map<string, Entry>, corpus: Corpus, folder: string, below: string): void {
  for (const found of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, found.name);
    const at = below === "" ? found.name : `${below}/${found.name}`;
    const target = corpus.links.get(relative(corpus.folder, path));
    if (target !== undefined) entries.set(at, { kind: "link", target });
    else if (found.isDirectory()) addFolder(entries, corpus, path, at);
    else if (found.isFile() && at !== "modules") entries.set(at, { kind: "file", bytes: readFileSync(path) });
  }
}

/** Moves the tree's absolute paths below `root`, as the answers' README describes it. */
function relocateAll(entries: Map<string, Entry>, record: CorpusRecord, root: string): void {
  const main = entries.get(record.kind === "tree" ? (record.main ?? "") : basename(record.path ?? ""));
  const text = main?.kind === "file" ? latin1OfBytes(main.bytes) : "";
  const prefixes = [...new Set([...(record.relocate ?? []), ...serverRoots(text)])].sort((a, b) => b.length - a.length);
  if (prefixes.length === 0) return;
  for (const [path, entry] of entries) {
    if (entry.kind !== "file" || entry.bytes.includes(0)) continue;
    const before = latin1OfBytes(entry.bytes);
    let after = before;
    for (const prefix of prefixes) {
      const place = new RegExp(`(^|[\\s"'=])${prefix.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?=[/"'\\s]|$)`, "gm");
      after = after.replace(place, (_, lead: string) => lead + root);
    }
    if (after !== before) entries.set(path, { kind: "file", bytes: bytesOfLatin1(after) });
  }
}

function serverRoots(text: string): string[] {
  const found: string[] = [];
  const place = /^[ \t]*(?:ServerRoot|Define[ \t]+SRVROOT)[ \t]+(?:"([^"\n]*)"|'([^'\n]*)'|(\S+))/gim;
  for (const match of text.matchAll(place)) {
    const value = (match[1] ?? match[2] ?? match[3] ?? "").replace(/\/+$/, "");
    if (value.length > 1 && !value.includes("${")) found.push(value);
  }
  return found;
}

/** Name of the main file a fragment was included from. */
export const fragmentWrapper = "wrapper.conf";

function wrapper(root: string, fragment: string): string {
  const head = [`ServerRoot "${root}"`, "ServerName corpus.test", ...allModules(), "User www-data", "Group www-data"];
  return [...head, "ErrorLog logs/error.log", `Include "${fragment}"`, ""].join("\n");
}

/** Comments out the logical lines that failed only because the answering machine lacked something. */
function heal(entries: Map<string, Entry>, skipped: readonly Skipped[], fragment: string): void {
  for (const { file, line, action, message } of skipped) {
    const made = action === "mkdir" ? /'@ROOT@\/([^']*?)\/?'/.exec(message ?? "")?.[1] : undefined;
    if (made !== undefined) entries.set(made, { kind: "directory" });
    if (file === null || line === null) continue;
    const path = followed(entries, file === "@FILE@" ? fragment : file.replace("@ROOT@/", ""));
    const entry = entries.get(path);
    if (entry?.kind !== "file") throw new Error(`nothing to heal at ${file}`);
    const lines = latin1OfBytes(entry.bytes).split("\n");
    let at = line - 1;
    while (at > 0 && /\\\r?$/.test(lines[at - 1] ?? "")) at -= 1;
    lines[at] = `#${lines[at]}`;
    entries.set(path, { kind: "file", bytes: bytesOfLatin1(lines.join("\n")) });
  }
}

function followed(entries: ReadonlyMap<string, Entry>, path: string): string {
  const entry = entries.get(path);
  if (entry?.kind !== "link") return path;
  return followed(entries, join(path, "..", entry.target));
}

/** Snippets included from a main file with every module loaded. */
export function breakerCases(shared: string): ConformanceCase[] {
  return readJsonLines<BreakerRecord>(`${shared}/spec/peer-breakers.jsonl`).map((record) => ({
    id: record.id,
    group: "peer breakers",
    kind: record.context === ".htaccess" ? "htaccess" : "server",
    entries: () => {
      const entries = oracleTree();
      const file = (text: string): Entry => ({ kind: "file", bytes: Buffer.from(text, "utf8") });
      const main = ["ServerName x", ...allModules(), "Include snippet.conf", ""].join("\n");
      entries.set("httpd.conf", file(record.context === "server" ? main : main.replace("Include snippet.conf", "")));
      entries.set(record.context === "server" ? "snippet.conf" : servedHtaccess, file(record.input));
      entries.set("self.conf", file("Include self.conf\n"));
      entries.set("inc.conf", file("ServerAdmin a@b\n"));
      entries.set("map.txt", file("a b\n"));
      return entries;
    },
    main: "httpd.conf",
    htaccess: record.context === "server" ? [] : [servedHtaccess],
    before: [],
    after: [],
    defines: [],
    options: [],
    environment: oracleEnvironment,
    expect: breakerExpectation(record),
  }));
}

/** The recorded text names the snippet without its folder, and is cut off after 260 characters. */
/** The answers are cut off at some length, and name files without ServerRoot. */
function walkExpectation(answer: string): Expectation {
  const match = /^Syntax error on line (\d+) of ([^:\s]+): *([^\n]*)/.exec(answer);
  if (match === null) return { verdict: "reject", phase: answer.startsWith("Syntax") ? "walk" : "check" };
  const [, line, file, message] = match;
  const whole = answer.length < 180;
  return {
    verdict: "reject",
    phase: "walk",
    file: `@ROOT@/${file}`,
    line: Number(line),
    message: whole ? message : undefined,
  };
}

function breakerExpectation(record: BreakerRecord): Expectation {
  if (record.httpd_2_4_71 === "ok") return { verdict: "accept" };
  const read = record.httpd_message.startsWith("apache2: Syntax error");
  if (!read) return walkExpectation(record.httpd_message);
  let rest = record.httpd_message.slice("apache2: ".length).trimEnd();
  let line = 0;
  for (let match = /^Syntax error on line (\d+) of \S+: ?/.exec(rest); match !== null; ) {
    line = Number(match[1]);
    rest = rest.slice(match[0].length);
    match = /^Syntax error on line (\d+) of \S+: ?/.exec(rest);
  }
  const whole = record.httpd_message.length < 260;
  const message = rest.replaceAll("ROOT", "@ROOT@").replaceAll("snippet.conf", "@ROOT@/snippet.conf");
  const file = whole ? "@ROOT@/snippet.conf" : "@ROOT@/self.conf";
  return { verdict: "reject", phase: "read", file, line: whole ? line : 1, message: whole ? message : undefined };
}
