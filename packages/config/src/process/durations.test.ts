import { moduleOfCatalogue, type ValueConstraint } from "@httpd-lint/directives";
import { describe, expect, it } from "vitest";
import { check } from "../testing/checked.ts";

/** Errors of a directive whose own handler knows only those units. */
function errorsOf(units: readonly string[], word: string): readonly string[] {
  const value: ValueConstraint = { type: "duration", units };
  const acme = moduleOfCatalogue({
    module: { symbol: "acme_module", source: "mod_acme.c" },
    directives: [{ name: "AcmeWait", arguments: "TAKE1", flags: "RSRC_CONF", values: [value] }],
  });
  const text = `LoadModule acme_module modules/mod_acme.so\nAcmeWait ${word}\n`;
  return check(text, { profile: { catalogues: [acme] } }).errors;
}

describe("a time", () => {
  it("has no unit that the directive does not know", () => {
    expect(errorsOf(["s"], "5ms")).toEqual([
      "2 httpd/value [5ms] AcmeWait: '5ms' is not a time: a number with s or nothing (s) behind it",
    ]);
    expect(errorsOf(["s", "min"], "2h")).toHaveLength(1);
    expect(errorsOf(["ms"], "5s")).toHaveLength(1);
  });

  it.each([
    [["s"], "5"],
    [["s"], "5s"],
    [["s", "min"], "2mi"],
    [["s", "min"], "2min"],
    [["ms", "s", "mi", "h"], "5ms"],
    [["ms", "s", "mi", "h"], "5hours"],
  ])("with the units %j may be %s", (units, word) => {
    expect(errorsOf(units, word)).toEqual([]);
  });

  it("of WatchdogInterval may be in milliseconds, a hundred at least", () => {
    for (const word of ["5000ms", "100ms", "1"])
      expect(check(`WatchdogInterval ${word}`, { modules: "watchdog" }).errors).toEqual([]);
    for (const word of ["99ms", "0"])
      expect(check(`WatchdogInterval ${word}`, { modules: "watchdog" }).errors).toHaveLength(1);
  });

  it.each([
    ["1d", 0],
    ["2h", 0],
    ["1000ms", 0],
    ["999ms", 1],
    ["0", 1],
    ["5x", 1],
  ])("of MDCheckInterval can be days, and is a second at least: %s", (word, count) => {
    expect(check(`MDCheckInterval ${word}`, { modules: "watchdog ssl md" }).errors).toHaveLength(count);
  });
});
