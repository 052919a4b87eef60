// Writes grammar/textmate/*.tmLanguage.json from grammar/textmate/rules.mjs.
//
//   node scripts/generate-textmate.mjs [--check]
//
// With --check nothing is written and the exit status is 1 when a file would change.
import { execFileSync } from "node:child_process";
import { grammars } from "../grammar/textmate/rules.mjs";
import { keepGenerated } from "./generated.mjs";
import { repository } from "./load.mjs";

for (const [name, grammar] of Object.entries(grammars)) {
  const path = `grammar/textmate/${name}`;
  const text = execFileSync(`${repository}/node_modules/.bin/biome`, ["format", `--stdin-file-path=${path}`], {
    cwd: repository,
    input: JSON.stringify(grammar),
    encoding: "utf8",
  });
  keepGenerated(path, text);
}
