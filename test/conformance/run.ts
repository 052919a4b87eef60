import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { writeAnswers } from "./ask-answers.ts";
import { askHttpd, findHttpd } from "./ask-httpd.ts";
import { type Answers, type CaseRecord, casesOf, readJsonLines } from "./case-files.ts";
import { foundRecord, fuzz } from "./fuzz-run.ts";
import { type CaseFolders, caseFolders, ownCases, sharedCases } from "./groups.ts";
import { type Judged, judge } from "./replay.ts";
import { type Explanations, inFull, regressions, summaryOf } from "./summary.ts";
import { type ProbeResult, readVerified, replayProbes } from "./verified-run.ts";

/** What `scripts/conformance.mjs` runs. Returns the exit status. */
export async function main(repository: string, args: readonly string[]): Promise<number> {
  const folders = caseFolders(repository);
  if (args.includes("--ask")) {
    console.log(await writeAnswers(folders));
    return 0;
  }
  const fuzzing = optionValue(args, "--fuzz");
  if (fuzzing !== undefined) return fuzzLive(fuzzing);
  const recording = optionValue(args, "--record");
  if (recording !== undefined) return record(recording, `${folders.data}/found.jsonl`);
  const only = optionValue(args, "--only");
  const target = `${repository}/test/conformance/summary.md`;
  const probes = only === undefined && !args.includes("--cases") ? replayProbes(readVerified(folders.data)) : [];
  const { summary, judged } = replayAll(folders, probes);
  const before = existsSync(target) ? readFileSync(target, "utf8") : "";
  if (args.includes("--list") || only !== undefined) {
    for (const one of judged)
      if (one.disagreements.length > 0 && (!only || one.question.id === only)) console.log(inFull(one));
  }
  console.log(summary);
  const worse = regressions(before, summary);
  for (const line of worse) console.error(`conformance: ${line}`);
  if (!args.includes("--check")) {
    if (folders.shared === undefined)
      console.error("conformance: without the shared folder summary.md is left as it is");
    else writeFileSync(target, summary);
    return 0;
  }
  const changed = folders.shared !== undefined && summary !== before;
  if (changed) console.error("conformance: test/conformance/summary.md would change: npm run conformance");
  return worse.length > 0 || changed ? 1 : 0;
}

/** `FROM,COUNT`: asks the installed httpd about random cases and prints where we differ. */
async function fuzzLive(range: string): Promise<number> {
  const [from = 1, count = 100] = range.split(",").map(Number);
  const program = findHttpd();
  if (program === undefined) throw new Error("fuzzing needs Debian's apache2");
  const judged = await fuzz(program, from, count);
  const differing = judged.filter(({ disagreements }) => disagreements.length > 0);
  for (const one of differing) console.log(inFull(one));
  const phases = judged.map(({ question }) => question.expect.phase ?? "accept");
  const counts = [...new Set(phases)].map((phase) => `${phases.filter((other) => other === phase).length} ${phase}`);
  console.log(`${judged.length} cases (${counts.join(", ")}), ${differing.length} disagree`);
  return differing.length > 0 ? 1 : 0;
}

function optionValue(args: readonly string[], option: string): string | undefined {
  return args.find((arg) => arg.startsWith(`${option}=`))?.slice(option.length + 1);
}

/** Asks the installed httpd about new cases, one JSON object per line, and adds them with its answers to `found`. */
async function record(file: string, found: string): Promise<number> {
  const program = findHttpd();
  if (program === undefined) throw new Error("recording needs Debian's apache2");
  const known = readJsonLines<CaseRecord>(found);
  for (const made of readJsonLines<CaseRecord>(file)) {
    const [question] = casesOf([made], "new", { phases: {}, dumps: {} });
    if (question === undefined || known.some(({ id }) => id === made.id))
      throw new Error(`${made.id} is there already`);
    const answered = foundRecord(made, await askHttpd(program, question));
    console.log(`${made.id}: ${answered.phase ?? "accept"} ${answered.error_line ?? ""} ${answered.message ?? ""}`);
    known.push(answered);
  }
  writeFileSync(found, `${known.map((one) => JSON.stringify(one)).join("\n")}\n`);
  return 0;
}

/** Judges every case there is and says loudly what was not there. */
export function replayAll(
  folders: CaseFolders,
  probes: readonly ProbeResult[],
): { readonly summary: string; readonly judged: readonly Judged[] } {
  const answers = readAnswers(folders);
  const explained = readJson<Explanations>(`${folders.data}/../explained.json`);
  const all = [...ownCases(folders, answers), ...sharedCases(folders, answers)];
  const judged = all.map(judge);
  return { judged, summary: summaryOf(judged, probes, explained, skippedGroups(folders)) };
}

export function readAnswers({ data }: CaseFolders): Answers {
  return {
    phases: readJson<Answers["phases"]>(`${data}/phases.json`),
    dumps: readJson<Answers["dumps"]>(`${data}/dumps.json`),
  };
}

function skippedGroups(folders: CaseFolders): string[] {
  return folders.shared === undefined
    ? ["mutants, peer breakers and the corpus: set HTTPD_CORPUS to the shared folder"]
    : [];
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, "utf8")) as T;
}
