import { describe, expect, it } from "vitest";
import { type Comparison, compareLive, inFull } from "./compare.ts";
import { liveHttpd } from "./httpd.ts";

const live = liveHttpd();

if ("missing" in live) console.warn(`SKIPPED: ${live.missing}`);

/** HTTPD_SESSIONS=FROM,COUNT: which generated configurations are started. */
const [from = 1, count = 60] = (process.env.HTTPD_SESSIONS ?? "1,60").split(",").map(Number);

/** Milliseconds; it is not the time that is tested. */
const timeLimit = 60_000 + count * 1000;

async function compareAll(program: string): Promise<Comparison> {
  const all: Comparison = { requests: 0, uncertain: 0, cookies: 0, differences: [] };
  for (let seed = from; seed < from + count; seed++) {
    const one = await compareLive(program, seed);
    all.requests += one.requests;
    all.uncertain += one.uncertain;
    all.cookies += one.cookies;
    all.differences.push(...one.differences);
  }
  return all;
}

describe.skipIf("missing" in live)("the httpd on this machine", () => {
  it(
    "sends the session and tracking cookies that we predict",
    async () => {
      const { requests, uncertain, cookies, differences } = await compareAll("program" in live ? live.program : "");
      // Enough was asked, and answered with a cookie.
      expect(requests).toBeGreaterThanOrEqual(count * 5);
      expect(cookies).toBeGreaterThan(requests / 3);
      expect(differences.map(inFull)).toEqual([]);
      expect(uncertain).toBe(0);
    },
    timeLimit,
  );
});
