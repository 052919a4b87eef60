import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { answer, type Probe, probesOf, type VerifiedRecord } from "./verified.ts";

/** What `scripts/verified.mjs` runs: every probe of every directive, with `--only=NAME` those of one source or name. */
export async function main(repository: string, args: readonly string[]): Promise<number> {
  const records = readVerified(`${repository}/test/conformance/data`);
  const only = args
    .find((arg) => arg.startsWith("--only="))
    ?.slice("--only=".length)
    .split(",");
  const wanted = records.filter(({ c, d }) => only === undefined || only.includes(c) || only.includes(d));
  const wrong = new Map<string, { probe: Probe; got: string | undefined }[]>();
  let all = 0;
  for (const probe of wanted.flatMap(probesOf)) {
    all++;
    const got = answer(probe);
    if ((got === undefined) === (probe.expected === undefined)) continue;
    const key = probe.id.split(" ").slice(0, 3).join(" ");
    wrong.set(key, [...(wrong.get(key) ?? []), { probe, got: got?.message }]);
  }
  let differing = 0;
  for (const [key, list] of wrong) {
    differing += list.length;
    console.log(`== ${key}: ${list.length}`);
    for (const { probe, got } of list.slice(0, args.includes("--list") ? 1000 : 4)) {
      console.log(
        `   ${probe.id.slice(key.length + 1) || "(nothing)"}: httpd ${probe.expected ?? "accepts"}; we ${got ?? "accept"}`,
      );
    }
  }
  console.log(`${all} probes, ${differing} differ (${((1 - differing / all) * 100).toFixed(2)} % agree)`);
  return differing > 0 ? 1 : 0;
}

export function readVerified(data: string): VerifiedRecord[] {
  const text = gunzipSync(readFileSync(`${data}/verified.jsonl.gz`)).toString("utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as VerifiedRecord);
}
