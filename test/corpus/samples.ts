import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CaseRecord, DifferentialRecord } from "../conformance/case-files.ts";
import { casesOf, differentialCases, readJsonLines } from "../conformance/case-files.ts";
import { caseFolders } from "../conformance/groups.ts";

export const folders = caseFolders(fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, ""));

const noAnswers = { phases: {}, dumps: {} };

export interface Sample {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Every file of the corpus, whatever it holds; none without the shared folder. */
export function corpusFiles(): Sample[] {
  if (folders.shared === undefined) return [];
  const corpus = `${folders.shared}/corpus`;
  return readdirSync(corpus, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: path.slice(corpus.length + 1), bytes: readFileSync(path) }));
}

/** Every file of every case we have, by case. */
export function caseFiles(): Sample[] {
  const own = casesOf(readJsonLines<CaseRecord>(`${folders.data}/cases.jsonl`), "cases", noAnswers);
  const shared = folders.shared && `${folders.shared}/oracle/differential.jsonl.gz`;
  const all = shared && existsSync(shared) ? shared : `${folders.data}/differential-grammar.jsonl.gz`;
  const generated = differentialCases(readJsonLines<DifferentialRecord>(all), noAnswers);
  const samples: Sample[] = [];
  for (const { id, entries } of [...own, ...generated]) {
    for (const [path, entry] of entries("/srv/case")) {
      if (entry.kind === "file") samples.push({ name: `${id}: ${path}`, bytes: entry.bytes });
    }
  }
  return samples;
}
