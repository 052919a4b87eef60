import { askHttpd, twoAtATime } from "./ask-httpd.ts";
import type { ConformanceCase, Expectation } from "./case.ts";
import { type CaseRecord, casesOf } from "./case-files.ts";
import { fuzzCase } from "./fuzz.ts";
import { type Judged, judge } from "./replay.ts";

/** Asks httpd about a case and compares its whole answer with ours. */
export async function judgeLive(program: string, question: ConformanceCase, dump = true): Promise<Judged> {
  const answer = await askHttpd(program, question);
  const expect = answer.verdict === "accept" && dump ? await askHttpd(program, question, true) : answer;
  return judge({ ...question, expect: { ...expect, warnings: answer.warnings } });
}

/** Random cases that httpd was asked about, from seed `from` on. */
export async function fuzz(program: string, from: number, count: number): Promise<Judged[]> {
  const seeds = Array.from({ length: count }, (_, at) => from + at);
  return twoAtATime(seeds, (seed) => judgeLive(program, questionOf(seed)));
}

export function questionOf(seed: number): ConformanceCase {
  const made = fuzzCase(seed);
  const record: CaseRecord = { ...made, verdict: "accept", error_file: null, error_line: null, message: null };
  const [question] = casesOf([record], "fuzz", { phases: {}, dumps: {} });
  return question as ConformanceCase;
}

/** A line for found.jsonl: the case with httpd's answer. */
export function foundRecord(made: CaseRecord, answer: Expectation): CaseRecord {
  const { id, files, args, env, note } = made;
  return {
    id,
    files,
    ...(args === undefined ? {} : { args }),
    ...(env === undefined ? {} : { env }),
    verdict: answer.verdict,
    error_file: answer.file?.replaceAll("@ROOT@/", "") ?? null,
    error_line: answer.line ?? null,
    message: answer.message ?? null,
    ...(answer.warnings?.length ? { warnings: answer.warnings } : {}),
    ...(answer.phase === undefined ? {} : { phase: answer.phase }),
    note: note ?? "",
  };
}
