import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { writeAnswers } from "./ask-answers.ts";
import { findHttpd } from "./ask-httpd.ts";
import type { Answers } from "./case-files.ts";
import { fuzz } from "./fuzz-run.ts";
import { type CaseFolders, caseFolders, ownCases, sharedCases } from "./groups.ts";
import { type Judged, judge } from "./replay.ts";
import { type Explanations, inFull, regressions, summaryOf } from "./summary.ts";

/** What `scripts/conformance.mjs` runs. Returns the exit status. */
export async function main(repository: string, args: readonly string[]): Promise<number> {
  const folders = caseFolders(repository);
  if (args.includes("--ask")) {
    console.log(await writeAnswers(folders));
    return 0;
  }
  const fuzzing = args.find((arg) => arg.startsWith("--fuzz="));
  if (fuzzing !== undefined) return fuzzLive(fuzzing.slice("--fuzz=".length));
  const target = `${repository}/test/conformance/summary.md`;
  const { summary, judged } = replayAll(folders);
  const before = existsSync(target) ? readFileSync(target, "utf8") : "";
  const only = args.find((arg) => arg.startsWith("--only="))?.slice("--only=".length);
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

/** Judges every case there is and says loudly what was not there. */
export function replayAll(folders: CaseFolders): { readonly summary: string; readonly judged: readonly Judged[] } {
  const answers = readAnswers(folders);
  const explained = readJson<Explanations>(`${folders.data}/../explained.json`);
  const all = [...ownCases(folders, answers), ...sharedCases(folders, answers)];
  const judged = all.map(judge);
  return { judged, summary: summaryOf(judged, explained, skippedGroups(folders)) };
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
