// Asks the installed httpd about random configurations and shows where it and we differ.
//
//   npm run fuzz:oracle                                   ten fresh seeds, 2,000 cases each and from each generator
//   npm run fuzz:oracle -- --seed=7 --seeds=1 --count=500
//
// One generator is part of the project (lines from the directive catalogue); another one is that of the shared folder
// (HTTPD_CORPUS, by default ../shared), used when it is there.
import { loadSource, repository } from "./load.mjs";

const { main } = await loadSource("test/conformance/fuzz-oracle.ts");
process.exitCode = await main(repository, process.argv.slice(2));
