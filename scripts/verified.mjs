// Replays what httpd answered about every directive: contexts, numbers of words, override classes, values.
//
//   node scripts/verified.mjs                      the numbers, and some disagreements of each directive
//   node scripts/verified.mjs --only=mod_ssl.c     one module (or directive; a list with commas)
//   node scripts/verified.mjs --list               all disagreements
import { loadSource, repository } from "./load.mjs";

const { main } = await loadSource("test/conformance/verified-run.ts");
process.exitCode = await main(repository, process.argv.slice(2));
