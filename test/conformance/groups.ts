import { existsSync } from "node:fs";
import type { ConformanceCase } from "./case.ts";
import type { Answers, CaseRecord, DifferentialRecord } from "./case-files.ts";
import { casesOf, differentialCases, readJsonLines } from "./case-files.ts";
import { breakerCases, corpusCases } from "./shared-cases.ts";

/** Where the tests' data lies, and the shared folder if there is one. */
export interface CaseFolders {
  /** test/conformance/data */
  readonly data: string;
  readonly shared: string | undefined;
}

/** HTTPD_CORPUS, or the folder `shared` beside the repository. */
export function caseFolders(repository: string): CaseFolders {
  const shared = process.env.HTTPD_CORPUS ?? `${repository}/../shared`;
  const there = existsSync(`${shared}/corpus/EXPECTED.jsonl`);
  return { data: `${repository}/test/conformance/data`, shared: there ? shared : undefined };
}

export function ownCases({ data }: CaseFolders, answers: Answers): ConformanceCase[] {
  const cases = casesOf(readJsonLines<CaseRecord>(`${data}/cases.jsonl`), "hand-written cases", answers);
  const found = existsSync(`${data}/found.jsonl`) ? readJsonLines<CaseRecord>(`${data}/found.jsonl`) : [];
  const generated = readJsonLines<DifferentialRecord>(`${data}/differential-grammar.jsonl.gz`);
  return [...cases, ...casesOf(found, "found by fuzzing", answers), ...differentialCases(generated, answers)];
}

/** Mutants of real files, snippets that other parsers fail on, and the corpus; none without the shared folder. */
export function sharedCases({ shared }: CaseFolders, answers: Answers): ConformanceCase[] {
  if (shared === undefined) return [];
  const records = readJsonLines<DifferentialRecord>(`${shared}/oracle/differential.jsonl.gz`);
  const mutants = records.filter((record) => record.gen === "mutant");
  return [...breakerCases(shared), ...differentialCases(mutants, answers), ...corpusCases(shared, answers)];
}
