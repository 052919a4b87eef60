// Writes grammar/textmate/*.tmLanguage.json from grammar/textmate/rules.mjs.
//
//   node scripts/generate-textmate.mjs [--check]
//
// With --check nothing is written and the exit status is 1 when a file would change.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { grammars } from "../grammar/textmate/rules.mjs";
import { repository } from "./load.mjs";

for (const [name, grammar] of Object.entries(grammars)) {
  const path = `grammar/textmate/${name}`;
  const target = `${repository}/${path}`;
  const text = execFileSync(`${repository}/node_modules/.bin/biome`, ["format", `--stdin-file-path=${path}`], {
    cwd: repository,
    input: JSON.stringify(grammar),
    encoding: "utf8",
  });
  if (existsSync(target) && readFileSync(target, "utf8") === text) continue;
  if (process.argv.includes("--check")) {
    console.error(`generate-textmate: ${path} is out of date: npm run generate`);
    process.exitCode = 1;
  } else {
    writeFileSync(target, text);
    console.log(`${path}: ${text.length} bytes`);
  }
}
