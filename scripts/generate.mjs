// Writes every generated file anew.
//
//   node scripts/generate.mjs            write
//   node scripts/generate.mjs --check    exit 1 when writing would change something; nothing is written
import { spawnSync } from "node:child_process";
import { repository } from "./load.mjs";

const generators = [
  "generate-directives.mjs",
  "generate-validators.mjs",
  "generate-rules.mjs",
  "generate-rule-pages.mjs",
  "generate-textmate.mjs",
  "generate-decisions.mjs",
  "generate-scan.mjs",
  "diagrams.mjs",
  "readme.mjs",
];

let failed = false;
for (const generator of generators) {
  const run = spawnSync(process.execPath, [`${repository}/scripts/${generator}`, ...process.argv.slice(2)], {
    cwd: repository,
    stdio: "inherit",
  });
  if (run.status !== 0) failed = true;
}
process.exitCode = failed ? 1 : 0;
