import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { findHttpd, twoAtATime } from "./ask-httpd.ts";
import type { ConformanceCase } from "./case.ts";
import { seeded } from "./fuzz.ts";
import { fuzz, judgeLive } from "./fuzz-run.ts";
import { caseFolders, ownCases } from "./groups.ts";
import type { Judged } from "./replay.ts";
import { readAnswers } from "./run.ts";
import { inFull } from "./summary.ts";

const program = findHttpd();
const folders = caseFolders(fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, ""));

if (program === undefined) console.warn("SKIPPED: no apache2 or httpd with Debian's modules on PATH to ask");

/** Cases that read more than a few files, or of which httpd and we are known to differ, are left to the replay. */
const leftOut = new Set([
  "line-15mb",
  "line-16mb",
  "ph-line-too-long-stale",
  "lua-raw",
  "lua-raw-bad",
  "cx-serverroot-rel",
]);

function sample(count: number): ConformanceCase[] {
  const cases = ownCases(folders, readAnswers(folders)).filter(({ kind, id }) => kind === "server" && !leftOut.has(id));
  const read = cases.filter(({ expect: said }) => said.phase === "read");
  const walked = cases.filter(({ expect: said }) => said.phase !== "read" && said.verdict === "reject");
  const accepted = cases.filter(({ expect: said }) => said.verdict === "accept");
  return [...chosen(read, count), ...chosen(walked, count), ...chosen(accepted, count)];
}

/** The same `count` of them every time. */
function chosen<T>(items: readonly T[], count: number): T[] {
  const random = seeded(20261121);
  const ranked = items.map((item) => ({ item, rank: random() })).sort((a, b) => a.rank - b.rank);
  return ranked.slice(0, count).map(({ item }) => item);
}

function differences(judged: readonly Judged[]): string[] {
  return judged.filter(({ disagreements }) => disagreements.length > 0).map(inFull);
}

describe.skipIf(program === undefined)("the httpd on this machine", () => {
  it("says what we say about a sample of the cases", async () => {
    const questions = sample(110);
    expect(questions.length).toBeGreaterThanOrEqual(300);
    expect(differences(await twoAtATime(questions, (question) => judgeLive(program ?? "", question)))).toEqual([]);
  });

  it("says what we say about random configurations", async () => {
    expect(differences(await fuzz(program ?? "", 20261121, 200))).toEqual([]);
  });
});
