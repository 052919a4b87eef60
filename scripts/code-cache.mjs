// Writes V8's code cache of the command beside its bundle, after some usual runs in this process: the cache holds what
// they needed, which takes longer to compile than a usual file takes to read. What only few runs need is not worth its
// place: V8 reads the whole cache at every start. Run by the build.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Script } from "node:vm";
import { repository } from "./load.mjs";

const launcher = join(repository, "packages/cli/bin/httpd-lint.cjs");
const dist = join(repository, "packages/cli/dist");
const bundle = join(dist, "httpd-lint.cjs");
const usual = join(repository, "test/fixtures/usual-server");

// Each run would end the process.
process.exit = () => undefined;

const script = new Script(readFileSync(bundle, "latin1"), { filename: bundle });
for (const args of [
  ["check", usual],
  ["check", "-d", usual, "-f", "careless.conf", "--profile", "container"],
  ["configtest", usual],
]) {
  process.argv = [process.execPath, launcher, ...args];
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(launcher), module, bundle, dist);
}
process.once("exit", () => {
  writeFileSync(join(dist, "httpd-lint.cache"), script.createCachedData());
  process.exitCode = 0;
});
