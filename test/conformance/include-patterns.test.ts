import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryHost, dumpIncludes, profileOf, readConfig } from "@httpd-lint/config";
import { afterAll, describe, expect, it } from "vitest";
import { findHttpd } from "./ask-httpd.ts";
import { seeded } from "./fuzz.ts";

const program = findHttpd();
if (program === undefined) console.warn("SKIPPED: no apache2 or httpd with Debian's modules on PATH to ask");

const root = mkdtempSync(join(tmpdir(), "httpd-lint-patterns-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const names = [
  "a",
  "b",
  "A",
  "ab",
  "abc",
  "a.conf",
  ".h",
  ".h.conf",
  "a-b",
  "a]b",
  "a[b",
  "[",
  "]",
  "a\\b",
  "a*b",
  "a?b",
];
names.push("1", "9", "-", "!", "^", "a!", "a^", "é", "aé", "é.conf", "a b", "..x", "x.", "[a]");

const pieces = [
  "a",
  "b",
  "*",
  "?",
  "[",
  "]",
  "!",
  "^",
  "-",
  "\\\\",
  ".",
  "1",
  "é",
  "A",
  "[a-c]",
  "[!a]",
  "[^a]",
  "[]a]",
];
pieces.push("[a-]", "[a-", "\\\\*");

/** As written between quotes, where `\\` stands for one backslash. */
function patterns(count: number): string[] {
  const random = seeded(7);
  const piece = (): string => pieces[Math.floor(random() * pieces.length)] as string;
  return Array.from({ length: count }, () => Array.from({ length: 1 + Math.floor(random() * 4) }, piece).join(""));
}

describe.skipIf(program === undefined)("IncludeOptional with a wildcard", () => {
  it("reads the files httpd reads, in its order", () => {
    mkdirSync(join(root, "d"));
    for (const name of names) writeFileSync(join(root, "d", name), "");
    const files = Object.fromEntries(names.map((name) => [join(root, "d", name), ""]));
    const main = join(root, "httpd.conf");
    const load = "LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so\n";
    for (const pattern of patterns(120)) {
      const text = `${load}ServerName x\nErrorLog ${root}/e\nIncludeOptional "${root}/d/${pattern}"\n`;
      writeFileSync(main, text);
      const run = spawnSync(program ?? "", ["-d", root, "-f", main, "-t", "-D", "DUMP_INCLUDES"], { encoding: "utf8" });
      const read = [...run.stdout.matchAll(/\((?:\d+|\*)\) (.*)$/gm)].map((match) => match[1]);
      const host = createMemoryHost({ ...files, [main]: text });
      const ours = dumpIncludes(readConfig(main, host, profileOf("debian"))).map(({ path }) => path);
      // A folder read whole tells nothing of matching, and what httpd refuses it lists only up to there.
      if (run.status === 0) expect({ pattern, read: ours }).toEqual({ pattern, read });
    }
  });
});
