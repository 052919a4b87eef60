import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { ConformanceCase, Expectation, Phase } from "./case.ts";
import { bytesOfLatin1 } from "./case.ts";
import type { Entry } from "./memory-host.ts";

/** Where the answers' httpd has its modules; every tree has a link `modules` to it. */
export const moduleFolder = "/usr/lib/apache2/modules";

/** A file in the form of cases.jsonl: UTF-8 text, or an object for everything else. */
type CaseFile =
  | string
  | { base64: string }
  | { symlink: string }
  | { dir: true }
  | { fifo: true }
  | { exec: string }
  | { parts: [string, number][] };

export interface CaseRecord {
  readonly id: string;
  readonly kind?: "test" | "htaccess";
  readonly files: Readonly<Record<string, CaseFile>>;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly verdict: "accept" | "reject";
  readonly error_file: string | null;
  readonly error_line: number | null;
  readonly message: string | null;
  readonly warnings?: readonly string[];
  readonly note: string;
  readonly phase?: Phase;
}

export interface DifferentialRecord {
  readonly id: string;
  readonly kind: "generated" | "htaccess";
  readonly gen: "grammar" | "mutant";
  readonly main?: string;
  readonly prelude?: readonly string[];
  readonly defines?: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly expect: Expectation & { readonly class: string | null };
}

/** What httpd was asked about the cases afterwards, by case id: see ask-answers.ts. */
export interface Answers {
  readonly phases: Readonly<Record<string, Phase>>;
  readonly dumps: Readonly<Record<string, Pick<Expectation, "includes" | "defines" | "modules" | "config">>>;
}

export function readJsonLines<T>(file: string): T[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as T);
}

/** Cases in the form of data/cases.jsonl. */
export function casesOf(records: readonly CaseRecord[], group: string, answers: Answers): ConformanceCase[] {
  return records.map((record) => ({
    id: record.id,
    group: record.kind === "htaccess" ? `${group} (.htaccess)` : group,
    kind: record.kind === "htaccess" ? "htaccess" : "server",
    entries: (root) => entriesOfRecord(record, root),
    main: "httpd.conf",
    htaccess: Object.keys(record.files).filter((path) => path.endsWith(".htaccess")),
    ...commandLine(record.args ?? []),
    environment: () => ({ PATH: "/usr/bin:/bin", LC_ALL: "C", ...record.env }),
    expect: expectationOfRecord(record, answers),
  }));
}

function entriesOfRecord(record: CaseRecord, root: string): Map<string, Entry> {
  const entries = new Map<string, Entry>([["modules", { kind: "link", target: moduleFolder }]]);
  const rooted = (text: string): string => text.replaceAll("@ROOT@", root);
  const file = (text: string): Entry => ({ kind: "file", bytes: Buffer.from(rooted(text), "utf8") });
  for (const [path, content] of Object.entries(record.files)) {
    if (typeof content === "string") entries.set(path, file(content));
    else if ("base64" in content) entries.set(path, { kind: "file", bytes: Buffer.from(content.base64, "base64") });
    else if ("symlink" in content) entries.set(path, { kind: "link", target: rooted(content.symlink) });
    else if ("dir" in content) entries.set(path, { kind: "directory" });
    else if ("fifo" in content) entries.set(path, { kind: "fifo" });
    else if ("exec" in content) entries.set(path, file(content.exec));
    else entries.set(path, file(content.parts.map(([text, times]) => text.repeat(times)).join("")));
  }
  return entries;
}

function expectationOfRecord(record: CaseRecord, { phases, dumps }: Answers): Expectation {
  const phase = record.phase ?? phases[record.id];
  return {
    verdict: record.verdict,
    ...(phase === undefined ? {} : { phase }),
    file: record.error_file,
    line: record.error_line,
    message:
      record.kind === "htaccess" ? (record.message?.replace(/^@ROOT@\S*\.htaccess: /, "") ?? null) : record.message,
    warnings: record.kind === "htaccess" ? undefined : (record.warnings ?? []),
    ...dumps[record.id],
  };
}

/** httpd's options as the cases give them. */
function commandLine(args: readonly string[]): Pick<ConformanceCase, "before" | "after" | "defines" | "options"> {
  const before: string[] = [];
  const after: string[] = [];
  const defines: string[] = [];
  const options: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const [option, value] = [args[at] ?? "", args[at + 1] ?? ""];
    if (option === "-C") before.push(value);
    else if (option === "-c") after.push(value);
    else if (option === "-D") defines.push(value);
    else options.push(option);
    if (/^-[CcD]$/.test(option)) at++;
  }
  return { before, after, defines, options };
}

/** The environment and the empty folders of the generated cases and of the corpus. */
export function oracleEnvironment(root: string): Record<string, string> {
  return {
    PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
    LANG: "C",
    LC_ALL: "C",
    TZ: "UTC",
    APACHE_RUN_USER: "www-data",
    APACHE_RUN_GROUP: "www-data",
    APACHE_PID_FILE: `${root}/run/apache2.pid`,
    APACHE_RUN_DIR: `${root}/run`,
    APACHE_LOCK_DIR: `${root}/lock`,
    APACHE_LOG_DIR: `${root}/logs`,
    APACHE_CONFDIR: root,
  };
}

export function oracleTree(): Map<string, Entry> {
  const entries = new Map<string, Entry>([["modules", { kind: "link", target: moduleFolder }]]);
  for (const folder of ["logs", "run", "lock", "htdocs"]) entries.set(folder, { kind: "directory" });
  return entries;
}

export const loadLine = (module: string): string => `LoadModule ${module}_module modules/mod_${module}.so`;

/** The .htaccess that was asked for, and the main file of the server that was asked. */
export const servedHtaccess = "htdocs/.htaccess";
export const requestServer = "server.conf";

export function serverOfRequests(modules: readonly string[]): Entry {
  const allowed = ["<Directory />", "AllowOverride All", "</Directory>"];
  const text = [...modules.map(loadLine), "ServerName corpus.test", ...allowed, ""].join("\n");
  return { kind: "file", bytes: bytesOfLatin1(text) };
}

/** Generated cases: text in the records holds one character per byte. */
export function differentialCases(records: readonly DifferentialRecord[], answers: Answers): ConformanceCase[] {
  return records.map((record) => ({
    id: record.id,
    group: `generated, ${record.gen}${record.kind === "htaccess" ? " (.htaccess)" : ""}`,
    kind: record.kind === "htaccess" ? "htaccess" : "server",
    entries: () => {
      const entries = oracleTree();
      for (const [path, text] of Object.entries(record.files)) {
        entries.set(path === ".htaccess" ? servedHtaccess : path, { kind: "file", bytes: bytesOfLatin1(text) });
      }
      if (record.kind === "htaccess") entries.set(requestServer, serverOfRequests(record.prelude ?? []));
      return entries;
    },
    main: record.main ?? requestServer,
    htaccess: record.kind === "htaccess" ? [servedHtaccess] : [],
    before: record.kind === "htaccess" ? [] : (record.prelude ?? []).map(loadLine),
    after: [],
    defines: record.defines ?? [],
    options: [],
    environment: oracleEnvironment,
    expect: differentialExpectation(record, answers),
  }));
}

function differentialExpectation({ id, main, expect }: DifferentialRecord, { phases }: Answers): Expectation {
  const phase = phases[id];
  const accepted = expect.verdict === "accept" && main !== undefined;
  return {
    ...expect,
    ...(main === undefined ? { warnings: undefined, file: null } : {}),
    ...(phase === undefined ? {} : { phase }),
    // These answers give an include list only when there is more than one file, a Define only when there is one.
    ...(accepted ? { includes: expect.includes ?? [[null, `@ROOT@/${main}`]], defines: expect.defines ?? {} } : {}),
    ...(accepted ? { config: expect.config ?? "" } : {}),
  };
}
