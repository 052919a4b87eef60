import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ruleProfiles } from "../profile.ts";
import { examplesOf, problemsOf } from "../testing/index.ts";
import { registry } from "./registry.generated.ts";

const read = (name: string): string => readFileSync(new URL(`./${name}`, import.meta.url), "utf8");

describe.each(registry.map((rule) => [rule.meta.name, rule] as const))("%s", (name, rule) => {
  const readme = read(`${name}/README.md`);
  const examples = examplesOf(readme);

  test.each(examples.map((example) => [`${example.title} (line ${example.line})`, example] as const))(
    "%s",
    (_, example) => {
      expect(problemsOf(example, rule)).toEqual([]);
    },
  );

  test("has findings, accepted examples and the headings every README has", () => {
    expect(examples.some(({ files }) => files.some(({ expected }) => expected.length > 0))).toBe(true);
    expect(examples.some(({ files }) => files.every(({ expected }) => expected.length === 0))).toBe(true);
    expect(readme.match(/^#+ .*$/gm)).toEqual(
      expect.arrayContaining([
        `# ${name}`,
        "## Why it matters",
        "## Examples",
        "## Accepted",
        "## Options",
        "## References",
      ]),
    );
  });

  test("its README names its aliases, options, references and profiles", () => {
    const { aliases, options = {}, references, profiles } = rule.meta;
    for (const word of [...aliases, ...Object.keys(options), ...references.map(({ id }) => id), ...profiles]) {
      expect(readme).toContain(word);
    }
    expect(profiles.every((profile) => ruleProfiles.some((known) => known.name === profile))).toBe(true);
    expect(profiles).toContain("strict");
  });

  test("a fix is shown where the rule offers one", () => {
    const hasFixed = examples.some(({ files }) => files.some(({ fixed }) => fixed !== undefined));
    expect(hasFixed).toBe(rule.meta.fixable !== "no");
  });
});

test("a rule is a small file", () => {
  const sizes = registry.map(({ meta }) => read(`${meta.name}/rule.ts`).split("\n").length).sort((a, b) => a - b);
  expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(100);
});

test("names and aliases are used once", () => {
  const names = registry.flatMap(({ meta }) => [meta.name, ...meta.aliases]);
  expect(new Set(names).size).toBe(names.length);
});
