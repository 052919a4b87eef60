// Replays every case against our reading of it and writes test/conformance/summary.md.
//
//   node scripts/conformance.mjs             write the summary
//   node scripts/conformance.mjs --check     exit 1 when the agreement went down or the summary would change
//   node scripts/conformance.mjs --list      also print every disagreement in full
//   node scripts/conformance.mjs --ask       ask the installed httpd what the case files do not say (data/phases.json, dumps.json)
//   node scripts/conformance.mjs --fuzz=1,500  ask the installed httpd about 500 random cases from seed 1 on
//   node scripts/conformance.mjs --record=FILE  ask it about new cases and add them to data/found.jsonl
//
// The cases that are not part of the project are read from HTTPD_CORPUS (default ../shared) when it is there.
import { loadSource, repository } from "./load.mjs";

const { main } = await loadSource("test/conformance/run.ts");
process.exitCode = await main(repository, process.argv.slice(2));
