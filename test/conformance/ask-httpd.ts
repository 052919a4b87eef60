import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ConformanceCase, Expectation, IncludeLine } from "./case.ts";
import { moduleFolder } from "./case-files.ts";
import type { Entry } from "./memory-host.ts";

/** A real httpd 2.4 with Debian's modules, or undefined when there is none: then nobody can be asked. */
export function findHttpd(): string | undefined {
  if (!existsSync(`${moduleFolder}/mod_mpm_event.so`)) return undefined;
  const folders = [...(process.env.PATH ?? "").split(":"), "/usr/sbin"];
  return ["apache2", "httpd"].flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
}

/** Puts the files of a case below a new folder, gives it to `use`, and removes it again. */
export async function staged<T>(entries: ConformanceCase["entries"], use: (root: string) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(realpathSync(tmpdir()), "hl-"));
  try {
    for (const [path, entry] of entries(root)) plant(join(root, path), entry);
    return await use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function plant(path: string, entry: Entry): void {
  mkdirSync(dirname(path), { recursive: true });
  if (entry.kind === "file") writeFileSync(path, entry.bytes);
  else if (entry.kind === "link") symlinkSync(entry.target, path);
  else if (entry.kind === "fifo") spawnSync("mkfifo", [path]);
  else if (entry.kind === "directory") mkdirSync(path, { recursive: true });
  else throw new Error(`cannot be staged: ${path}`);
}

const dumps = ["DUMP_INCLUDES", "DUMP_MODULES", "DUMP_RUN_CFG", "DUMP_CONFIG"];

/** Asks httpd for its verdict; with `dump` also for its include list, defines, modules and tree. */
export async function askHttpd(program: string, question: ConformanceCase, dump = false): Promise<Expectation> {
  return staged(question.entries, async (root) => {
    const rooted = (text: string): string => text.replaceAll("@ROOT@", root);
    const args = ["-d", root, "-f", join(root, question.main), "-t", ...question.options];
    for (const name of [...question.defines, ...(dump ? dumps : [])]) args.push("-D", name);
    for (const directive of question.before) args.push("-C", rooted(directive));
    for (const directive of question.after) args.push("-c", rooted(directive));
    if (dump) args.push("-c", "LoadModule info_module modules/mod_info.so");
    const answer = await run(program, args, root, question.environment(root));
    const told = readStandardError(portable(answer.stderr, root));
    if (answer.status !== 0) {
      return { ...told, verdict: "reject", phase: told.phase ?? "check" };
    }
    const { warnings = [] } = told;
    return { verdict: "accept", warnings, ...(dump ? readDumps(portable(answer.stdout, root)) : {}) };
  });
}

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: string, args: string[], cwd: string, env: Readonly<Record<string, string>>): Promise<Run> {
  return new Promise((done) => {
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], timeout: 60_000 });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("latin1").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("latin1").on("data", (text: string) => {
      stderr += text;
    });
    child.on("close", (status) => done({ status, stdout, stderr }));
    child.on("error", (error) => done({ status: -1, stdout, stderr: String(error) }));
  });
}

function portable(text: string, root: string): string {
  return text.replaceAll(root, "@ROOT@");
}

type Told = Pick<Expectation, "phase" | "file" | "line" | "message" | "via" | "warnings">;

const place = /^Syntax error on line (\d+) of ((?:[^:]|:(?! |$))*):(?: |$)/;

/** Takes apart what `-t` writes: one error, perhaps over several lines, and warnings. */
export function readStandardError(text: string): Told {
  const warnings: string[] = [];
  let told: Told | undefined;
  const lines = text.split("\n").filter((line) => line.trim() !== "" && line !== "Syntax OK");
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const plain = withoutPrefixes(line);
    if (/^AH00526: /.test(line)) {
      const rest = lines.slice(at + 1).filter((next) => !/^(AH\d+: |Action ')/.test(next));
      told = { phase: "walk", ...placed(line.slice("AH00526: ".length), rest.join("\n")) };
      break;
    }
    if (/^AH00534: /.test(plain)) told ??= { phase: "mpm", file: null, line: null, message: plain };
    else if (/^Syntax error in -C\/-c directive: /.test(plain)) told ??= optionError(plain);
    else if (place.test(plain)) told ??= { phase: "read", ...placed(plain, "") };
    else if (/^AH0001[34]: /.test(plain)) told ??= lateError(warnings);
    else if (/^Action '/.test(plain)) continue;
    else if (/^\w+: (Could not open|AH\d+)/.test(line) && !/^\w+: AH00558/.test(line)) {
      told ??= { phase: "main-file", file: null, line: null, message: plain };
    } else warnings.push(plain);
  }
  return { ...told, warnings };
}

function optionError(plain: string): Told {
  return { phase: "option", file: null, line: null, message: plain };
}

function lateError(warnings: string[]): Told {
  return { phase: "check", file: null, line: null, message: warnings.pop() ?? null };
}

/** The chain of places httpd prints, outermost first; the innermost is where the error is. */
function placed(text: string, following: string): Told {
  const via: { file: string; line: number }[] = [];
  let rest = text;
  for (let match = place.exec(rest); match !== null; match = place.exec(rest)) {
    via.push({ line: Number(match[1]), file: match[2] ?? "" });
    rest = rest.slice(match[0].length);
  }
  const last = via.pop();
  return { file: last?.file ?? null, line: last?.line ?? null, message: rest === "" ? following : rest, via };
}

function withoutPrefixes(line: string): string {
  return line
    .replace(/^\[[A-Z][a-z]{2} [A-Z][a-z]{2} [^\]]*\] /, "")
    .replace(/\[pid [^\]]*\] /, "")
    .replace(/^(apache2|httpd): /, "");
}

function readDumps(text: string): Pick<Expectation, "includes" | "defines" | "modules" | "config"> {
  const includes: IncludeLine[] = [];
  const defines: Record<string, string | null> = {};
  const modules: string[] = [];
  const config: string[] = [];
  let inConfig = false;
  for (const line of text.split("\n")) {
    if (line.startsWith("# In file: ")) inConfig = true;
    else if (/^(Loaded Modules|VirtualHost configuration|Included configuration files|ServerRoot):/.test(line))
      inConfig = false;
    const included = /^\s+\((\*|\d+)\) (.*)$/.exec(line);
    const module = /^ (\S+) \((static|shared)\)$/.exec(line);
    const define = /^Define: ([^=]*)(?:=(.*))?$/.exec(line);
    if (inConfig) config.push(line);
    else if (included) includes.push([included[1] === "*" ? null : Number(included[1]), included[2] ?? ""]);
    else if (module) modules.push((module[1] ?? "") + (module[2] === "static" ? "*" : ""));
    else if (define && !dumps.includes(define[1] ?? "")) defines[define[1] ?? ""] = define[2] ?? null;
  }
  return { includes, defines, modules, config: config.join("\n").replace(/\n+$/, "") };
}

/** Runs `task` on every item, two at a time: what a small machine can do besides. */
export async function twoAtATime<T, R>(items: readonly T[], task: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const at = next++;
      results[at] = await task(items[at] as T);
    }
  };
  await Promise.all([worker(), worker()]);
  return results;
}
