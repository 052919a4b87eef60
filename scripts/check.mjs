// Everything that must hold before a change is offered, tests aside: npm run check.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { repository } from "./load.mjs";

const bin = (name) => `${repository}/node_modules/.bin/${name}`;
const steps = [
  ["types", bin("tsc"), ["-b"]],
  ["style", bin("biome"), ["check", "--error-on-warnings"]],
  ["unused", bin("knip"), []],
  ["generated files", process.execPath, ["scripts/generate.mjs", "--check"]],
  ["import directions", bin("vitest"), ["run", "test/architecture.test.ts"]],
];

const failed = [];
for (const [name, command, options] of steps) {
  const run = spawnSync(command, options, { cwd: repository, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
  if (run.status !== 0) {
    failed.push(name);
    console.error(`${name}: failed\n${run.stdout}${run.stderr}`);
  } else {
    console.log(`${name}: ok`);
  }
}

const tracked = spawnSync("git", ["ls-files", "-z"], { cwd: repository, encoding: "utf8" })
  .stdout.split("\0")
  .filter(Boolean);
const machinePath = /(?:^|[^\w.])\/(?:work|farm|root)\/[A-Za-z]/;
const leaks = tracked.filter((path) => {
  if (path.endsWith(".gz")) return false;
  try {
    return machinePath.test(readFileSync(`${repository}/${path}`, "utf8"));
  } catch {
    return false;
  }
});
const addresses = /"resolved": "https?:/.test(readFileSync(`${repository}/package-lock.json`, "utf8"));
if (leaks.length > 0) failed.push(`paths of this machine in ${leaks.join(", ")}`);
if (addresses) failed.push("package-lock.json records download addresses (see .npmrc)");
if (failed.length > 0) console.error(`check: ${failed.join("; ")}`);
else console.log("check: all well");
process.exitCode = failed.length > 0 ? 1 : 0;
