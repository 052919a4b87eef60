import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { caseFolders } from "./groups.ts";
import type { Judged } from "./replay.ts";
import { replayAll } from "./run.ts";
import { regressions } from "./summary.ts";
import { agrees, type ProbeResult, readVerified, replayProbes } from "./verified-run.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const folders = caseFolders(repository);

describe("agreement with httpd 2.4.71", () => {
  let judged: readonly Judged[] = [];
  let probes: readonly ProbeResult[] = [];
  let summary = "";

  beforeAll(() => {
    // All of them are replayed by `npm run conformance`.
    probes = replayProbes(readVerified(folders.data), 7);
    ({ judged, summary } = replayAll(folders, probes));
  });

  if (folders.shared === undefined)
    console.warn("SKIPPED: mutants, peer breakers, corpus: set HTTPD_CORPUS to the shared folder");

  it("knows for every rejected case when httpd decides it", () => {
    const unknown = judged.filter(
      ({ question: { expect: said } }) => said.verdict === "reject" && said.phase === undefined,
    );
    expect(unknown.map(({ question }) => question.id)).toEqual([]);
  });

  it("is not below the committed numbers of summary.md", () => {
    expect(judged.length).toBeGreaterThan(2000);
    const committed = readFileSync(`${repository}/test/conformance/summary.md`, "utf8").replace(
      /^## Directives one by one$[^#]*/m,
      "",
    );
    expect(regressions(committed, summary)).toEqual([]);
  });

  it("has an explanation for every disagreement", () => {
    const explained = JSON.parse(readFileSync(`${repository}/test/conformance/explained.json`, "utf8")) as object;
    const unexplained = judged.filter(
      ({ question, disagreements }) => disagreements.length > 0 && !(question.id in explained),
    );
    expect(unexplained.map(({ question }) => question.id)).toEqual([]);
  });

  it("takes and refuses what httpd does of each directive", () => {
    const explained = JSON.parse(readFileSync(`${repository}/test/conformance/explained.json`, "utf8")) as object;
    const differing = probes.filter((result) => !agrees(result) && !(result.probe.id in explained));
    expect(probes.length).toBeGreaterThan(8000);
    expect(differing.map(({ probe }) => probe.id)).toEqual([]);
  });

  it("gives verdict, file, line and message of at least 99 % of what httpd decides while reading", () => {
    const read = judged.filter(({ question }) => question.expect.phase === "read");
    const differing = read.filter(({ disagreements }) =>
      disagreements.some(({ aspect }) => aspect === "verdict" || aspect === "place"),
    );
    expect(differing.length / read.length).toBeLessThanOrEqual(0.01);
  });

  it.each(["includes", "defines", "modules"] as const)("gives the same %s as httpd's dump in every case", (list) => {
    const differing = judged.filter(({ disagreements }) => disagreements.some(({ aspect }) => aspect === list));
    expect(differing.map(({ question }) => question.id)).toEqual([]);
  });

  it("keeps the same directives as httpd's DUMP_CONFIG in at least 99 % of the cases", () => {
    const dumped = judged.filter(({ compared }) => compared.includes("config"));
    const differing = dumped.filter(({ disagreements }) => disagreements.some(({ aspect }) => aspect === "config"));
    expect(dumped.length).toBeGreaterThan(1000);
    expect(differing.length / dumped.length).toBeLessThanOrEqual(0.01);
  });
});
