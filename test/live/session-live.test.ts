import { describe, expect, it } from "vitest";
import { twoAtATime } from "../conformance/ask-httpd.ts";
import { liveCase } from "./cases.ts";
import { type Comparison, compareLive, inFull } from "./compare.ts";
import { liveHttpd } from "./httpd.ts";

const live = liveHttpd();

if ("missing" in live) console.warn(`SKIPPED: ${live.missing}`);

/** HTTPD_SESSIONS=FROM,COUNT: which generated configurations are started. */
const [from = 1, count = 60] = (process.env.HTTPD_SESSIONS ?? "1,60").split(",").map(Number);

/** Milliseconds; it is not the time that is tested. */
const timeLimit = 60_000 + count * 1000;

async function compareAll(program: string): Promise<Comparison> {
  const seeds = Array.from({ length: count }, (_, at) => from + at);
  const compared = await twoAtATime(seeds, (seed) => compareLive(program, liveCase(seed)));
  return {
    requests: sum(compared.map(({ requests }) => requests)),
    uncertain: sum(compared.map(({ uncertain }) => uncertain)),
    cookies: sum(compared.map(({ cookies }) => cookies)),
    differences: compared.flatMap(({ differences }) => differences),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

describe.skipIf("missing" in live)("the httpd on this machine", () => {
  it(
    "sends the session and tracking cookies that we predict",
    async () => {
      const { requests, uncertain, cookies, differences } = await compareAll("program" in live ? live.program : "");
      console.info(
        `${count} configurations, ${requests} requests, ${cookies} cookies, ${uncertain} requests left open`,
      );
      expect(differences.map(inFull)).toEqual([]);
      if (count < 60) return;
      // Enough was asked, and answered with a cookie. Riddles leave something open, and nothing else does.
      expect(requests).toBeGreaterThanOrEqual(count * 5);
      expect(cookies).toBeGreaterThan(requests / 3);
      expect(uncertain).toBeGreaterThan(0);
      expect(uncertain).toBeLessThan(requests / 8);
    },
    timeLimit,
  );
});
