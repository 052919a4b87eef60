import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { answer, type Probe, probesOf, type VerifiedRecord } from "./verified.ts";

export interface ProbeResult {
  readonly probe: Probe;
  /** Our message; undefined when we accept. */
  readonly got: string | undefined;
}

/** What `scripts/verified.mjs` runs: every probe of every directive, with `--only=NAME` those of one source or name. */
export async function main(repository: string, args: readonly string[]): Promise<number> {
  const option = args.find((arg) => arg.startsWith("--only="));
  const only = option?.slice("--only=".length).split(",");
  const records = readVerified(`${repository}/test/conformance/data`);
  const results = replayProbes(
    records.filter(({ c, d }) => only === undefined || only.includes(c) || only.includes(d)),
  );
  const wrong = results.filter((result) => !agrees(result));
  for (const [key, list] of grouped(wrong)) {
    console.log(`== ${key}: ${list.length}`);
    for (const { probe, got } of list.slice(0, args.includes("--list") ? 1000 : 4)) {
      const name = probe.id.slice(key.length + 1) || "(nothing)";
      console.log(`   ${name}: httpd ${probe.expected ?? "accepts"}; we ${got ?? "accept"}`);
    }
  }
  const share = ((1 - wrong.length / results.length) * 100).toFixed(2);
  console.log(`${results.length} probes, ${wrong.length} differ (${share} % agree)`);
  return wrong.length > 0 ? 1 : 0;
}

/** By source file, directive and kind of question. */
function grouped(results: readonly ProbeResult[]): Map<string, ProbeResult[]> {
  const groups = new Map<string, ProbeResult[]>();
  for (const result of results) {
    const key = result.probe.id.split(" ").slice(0, 3).join(" ");
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return groups;
}

/** Asks us every question that httpd has answered; with `step` every so many-th only. */
export function replayProbes(records: readonly VerifiedRecord[], step = 1): ProbeResult[] {
  const probes = records.flatMap(probesOf).filter((_, at) => at % step === 0);
  return probes.map((probe) => ({ probe, got: answer(probe)?.message }));
}

export function agrees({ probe, got }: ProbeResult): boolean {
  return (got === undefined) === (probe.expected === undefined);
}

export function readVerified(data: string): VerifiedRecord[] {
  const text = gunzipSync(readFileSync(`${data}/verified.jsonl.gz`)).toString("utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as VerifiedRecord);
}
