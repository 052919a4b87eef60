import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findHttpd, twoAtATime } from "./ask-httpd.ts";
import { type DifferentialRecord, differentialCases, readJsonLines } from "./case-files.ts";
import { directiveCases, useData } from "./directive-fuzz.ts";
import { judgeLive } from "./fuzz-run.ts";
import { caseFolders } from "./groups.ts";
import { type Judged, judge } from "./replay.ts";
import { inFull } from "./summary.ts";

/** What `npm run fuzz:oracle` runs: random configurations that the installed httpd and we judge side by side. */
export async function main(repository: string, args: readonly string[]): Promise<number> {
  const program = findHttpd();
  if (program === undefined) throw new Error("fuzzing needs Debian's apache2");
  const from = Number(optionValue(args, "--seed") ?? Date.now() % 1_000_000);
  const seeds = Number(optionValue(args, "--seeds") ?? 10);
  const count = Number(optionValue(args, "--count") ?? 2000);
  useData(caseFolders(repository).data);
  const all: Judged[] = [];
  for (let seed = from; seed < from + seeds; seed++) {
    const own = await twoAtATime(directiveCases(seed, count), (question) => judgeLive(program, question, false));
    const judged = [...own, ...generated(repository, seed, count)];
    all.push(...judged);
    report(seed, judged);
  }
  return summarise(all);
}

/** Cases of the shared folder's generator, which asks httpd itself; none without that folder. */
function generated(repository: string, seed: number, count: number): Judged[] {
  const { shared } = caseFolders(repository);
  const generator = `${shared}/oracle/generate.mjs`;
  if (shared === undefined || !existsSync(generator)) return [];
  const folder = mkdtempSync(join(tmpdir(), "hl-fuzz-"));
  try {
    const out = join(folder, "cases.jsonl.gz");
    const corpus = ["--corpus", `${shared}/corpus`, "--cases", `${shared}/corpus/CASES.jsonl`];
    const options = ["--seed", String(seed), "--count", String(count), "--pool", "1.0", "--out", out];
    const run = spawnSync(process.execPath, [generator, ...options, ...corpus, "--stats", join(folder, "stats.json")]);
    if (run.status !== 0) throw new Error(`the generator failed: ${run.stderr}`);
    const records = readJsonLines<DifferentialRecord>(out);
    return differentialCases(records, { phases: {}, dumps: {} }).map(judge);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(seed: number, judged: readonly Judged[]): void {
  const differing = judged.filter(({ disagreements }) => disagreements.length > 0);
  for (const one of differing) console.log(inFull(one));
  console.log(`seed ${seed}: ${judged.length} cases, ${differing.length} disagree`);
}

function summarise(judged: readonly Judged[]): number {
  for (const aspect of ["verdict", "place", "message"] as const) {
    const asked = judged.filter(({ compared }) => compared.includes(aspect));
    const wrong = asked.filter(({ disagreements }) => disagreements.some((one) => one.aspect === aspect));
    const share = asked.length === 0 ? 100 : Math.floor((1 - wrong.length / asked.length) * 10_000) / 100;
    console.log(`${aspect}: ${asked.length - wrong.length} of ${asked.length} (${share} %)`);
  }
  return judged.some(({ disagreements }) => disagreements.length > 0) ? 1 : 0;
}

function optionValue(args: readonly string[], option: string): string | undefined {
  return args.find((arg) => arg.startsWith(`${option}=`))?.slice(option.length + 1);
}
