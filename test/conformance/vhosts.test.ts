import { existsSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { findHttpd, twoAtATime } from "./ask-httpd.ts";
import { readJsonLines } from "./case-files.ts";
import { caseFolders } from "./groups.ts";
import {
  answeringMachine,
  askVhosts,
  ourLines,
  ourRun,
  ourWarnings,
  recordedCase,
  storedCorpus,
  storedGenerated,
  type VhostCase,
  type VhostRecord,
} from "./vhost-cases.ts";
import { generatedVhosts } from "./vhost-generator.ts";

const { data, shared } = caseFolders(fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, ""));
const program = findHttpd();
const recordFile = `${data}/vhosts.jsonl`;
const records = existsSync(recordFile) ? readJsonLines<VhostRecord>(recordFile) : [];

if (shared === undefined) console.warn("SKIPPED: no shared folder (HTTPD_CORPUS) with stored answers of httpd -S");
if (program === undefined) console.warn("SKIPPED: no apache2 or httpd with Debian's modules to ask with -S");

/** HTTPD_VHOSTS=FROM,COUNT: which generated configurations are asked about. */
const [from = 1, count = 100] = (process.env.HTTPD_VHOSTS ?? "1,100").split(",").map(Number);

/** Milliseconds; it is not the time that is tested. */
const timeLimit = 60_000 + count * 300;

/** The machine of the stored answers had only a number for a name. */
const storedMachine = answeringMachine("127.0.0.1");

function differences(cases: readonly VhostCase[]): unknown[] {
  return cases.flatMap(({ question, lines, kept }) => {
    const ours = ourLines(question, storedMachine, kept);
    return ours.join("\n") === lines.join("\n") ? [] : [{ id: question.id, theirs: lines, ours }];
  });
}

describe.skipIf(shared === undefined)("stored answers of httpd -S", () => {
  it("list the hosts of generated configurations as we do", () => {
    const cases = storedGenerated(shared ?? "");
    expect(cases.filter(({ lines }) => lines.length > 0).length).toBeGreaterThanOrEqual(163);
    expect(differences(cases)).toEqual([]);
  });

  it("list the hosts of real configurations as we do", () => {
    const cases = storedCorpus(shared ?? "");
    expect(cases.length).toBeGreaterThanOrEqual(500);
    expect(differences(cases)).toEqual([]);
  });

  it("show how real servers are set up as we do", () => {
    const cases = storedCorpus(shared ?? "").filter(({ run }) => run !== undefined);
    expect(cases.length).toBeGreaterThanOrEqual(17);
    for (const { question, run } of cases)
      expect([question.id, ourRun(question, storedMachine)]).toEqual([question.id, run]);
  });
});

describe("httpd -S", () => {
  const machine = answeringMachine("@HOST@");

  it.runIf(process.env.RECORD_VHOSTS === "1")("is recorded", async () => {
    const told = await twoAtATime(records, async (record) => {
      const { lines, stderr, localHost } = await askVhosts(program ?? "", recordedCase(record).question);
      if (lines === undefined) throw new Error(`${record.id}: ${stderr}`);
      return { ...record, lines: withoutMachine(lines, localHost) };
    });
    writeFileSync(recordFile, told.map((record) => `${JSON.stringify(record)}\n`).join(""));
  });

  it("has answered enough questions", () => {
    expect(records.length).toBeGreaterThanOrEqual(40);
  });

  it.each(records.map((record) => [record.note, record] as const))("%s", (_note, record) => {
    const { question, lines } = recordedCase(record);
    expect(ourLines(question, machine, "all")).toEqual(lines);
  });
});

describe.skipIf(program === undefined)("the httpd on this machine", () => {
  it("still answers as recorded", async () => {
    const told = await twoAtATime(records, async (record) => {
      const { lines, localHost } = await askVhosts(program ?? "", recordedCase(record).question);
      return [record.id, withoutMachine(lines ?? [], localHost)];
    });
    expect(told).toEqual(records.map(({ id, lines }) => [id, lines]));
  });

  it(
    `prints what we print about generated configurations ${from} to ${from + count - 1}`,
    async () => {
      const seeds = Array.from({ length: count }, (_, at) => from + at);
      const judged = await twoAtATime(seeds, async (seed) => {
        const { question } = recordedCase(generatedVhosts(seed));
        const { lines, stderr, warnings, localHost } = await askVhosts(program ?? "", question);
        if (lines === undefined) return { seed, refused: stderr };
        const machine = answeringMachine(localHost ?? "");
        const ours = [...ourLines(question, machine, "all"), ...ourWarnings(question, machine)];
        const theirs = [...lines, ...warnings];
        return ours.join("\n") === theirs.join("\n") ? undefined : { seed, theirs, ours };
      });
      expect(judged.filter((one) => one !== undefined)).toEqual([]);
    },
    timeLimit,
  );
});

function withoutMachine(lines: readonly string[], localHost: string | undefined): string[] {
  return lines.map((line) => (localHost === undefined ? line : line.replaceAll(` ${localHost} (`, " @HOST@ (")));
}
