import { decodeSource } from "@httpd-lint/grammar";
import { describe, expect, it } from "vitest";
import { caseFiles, corpusFiles, folders } from "./samples.ts";
import { flawsOf, roundTrips } from "./tree-checks.ts";

describe("round trip", () => {
  it("gives back every byte of every case's files", () => {
    const samples = caseFiles();
    expect(samples.length).toBeGreaterThan(2000);
    expect(samples.filter(({ bytes }) => !roundTrips(bytes)).map(({ name }) => name)).toEqual([]);
  });

  it("makes a tree whose ranges tile the text of every case's files", () => {
    const flawed = caseFiles().flatMap(({ name, bytes }) =>
      flawsOf(decodeSource(bytes)).map((flaw) => `${name}: ${flaw}`),
    );
    expect(flawed).toEqual([]);
  });

  if (folders.shared === undefined) console.warn("SKIPPED: corpus round trip: set HTTPD_CORPUS to the shared folder");

  it.skipIf(folders.shared === undefined)("gives back every byte of every corpus file", () => {
    const samples = corpusFiles();
    expect(samples.length).toBeGreaterThan(1000);
    expect(samples.filter(({ bytes }) => !roundTrips(bytes)).map(({ name }) => name)).toEqual([]);
  });

  it.skipIf(folders.shared === undefined)("makes a tree whose ranges tile the text of every corpus file", () => {
    const flawed = corpusFiles().flatMap(({ name, bytes }) =>
      flawsOf(decodeSource(bytes)).map((flaw) => `${name}: ${flaw}`),
    );
    expect(flawed).toEqual([]);
  });
});
