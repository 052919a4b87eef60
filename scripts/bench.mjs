// Measures the budget lines about reading and prints whether each one holds: npm run bench
//
// Everything but what somebody waits for in an editor is a ratio within one run, because a time says nothing about
// another machine. The exit status is 0 either way: a busy machine must not fail a build. Whole runs of the command and
// the language server need `npm run build` before.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { configuration, linesOf, manySites } from "../test/performance/input.mjs";

const repository = fileURLToPath(new URL("..", import.meta.url));
const contender = join(repository, "test/performance/contender.mjs");
const command = [join(repository, "packages/cli/bin/httpd-lint.cjs")].find(existsSync);
const work = mkdtempSync(join(tmpdir(), "httpd-lint-bench-"));
const rows = [];
/** Printed behind the table. */
const notes = [];

/** @param limit the ratio must not be above it; with `atLeast`, not below */
function row(what, value, limit, atLeast = false) {
  const holds =
    value === undefined ? "not measured" : (atLeast ? value >= limit : value <= limit) ? "holds" : "DOES NOT HOLD";
  const shown = value === undefined ? "–" : value.toFixed(2);
  rows.push([what, shown, `${atLeast ? "≥" : "≤"} ${limit}`, holds]);
}

/** The sources as one minified file, as they are shipped; undefined when they do not build. */
async function bundled(name, contents) {
  const outfile = join(work, `${name}.cjs`);
  const options = { bundle: true, minify: true, format: "cjs", platform: "node", target: "node20", outfile };
  try {
    await build({
      ...options,
      stdin: { contents, resolveDir: join(repository, "packages/lint") },
      conditions: ["@httpd-lint/source"],
      logLevel: "silent",
    });
    return outfile;
  } catch (error) {
    console.error(`bench: ${name} does not build: ${error.errors?.[0]?.text ?? error}`);
    return undefined;
  }
}

/** What comes out now and then is another compilation of V8's: the middle one of some processes counts. */
const PROCESSES = 3;

function measure(name, bundle, ...more) {
  if (bundle === undefined) return {};
  const results = Array.from({ length: PROCESSES }, () => measureOnce(name, bundle, ...more));
  return Object.fromEntries(Object.keys(results[0]).map((key) => [key, median(results.map((result) => result[key]))]));
}

function measureOnce(name, bundle, ...more) {
  const run = spawnSync(process.execPath, ["--expose-gc", contender, name, bundle, ...more], { encoding: "utf8" });
  if (run.status !== 0) {
    console.error(`bench: ${name}: ${run.stderr.trim().split("\n").slice(0, 6).join("\n")}`);
    return {};
  }
  return JSON.parse(run.stdout);
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/** Milliseconds a whole process takes. */
function wholeRun(program, args) {
  const from = process.hrtime.bigint();
  const run = spawnSync(program, args, { stdio: "ignore", cwd: work });
  if (run.error) throw run.error;
  return Number(process.hrtime.bigint() - from) / 1e6;
}

/** Runs all of them in turn, `rounds` times; gives the times of each. */
function interleaved(runs, rounds) {
  const times = runs.map(() => []);
  for (let round = -1; round < rounds; round++) {
    runs.forEach(([program, args], at) => {
      const time = wholeRun(program, args);
      if (round >= 0) times[at].push(time);
    });
  }
  return times;
}

function findHttpd() {
  const found = ["apache2", "httpd"].flatMap((name) =>
    ["/usr/sbin", "/usr/bin", "/usr/local/sbin"].map((at) => join(at, name)),
  );
  return found.find(existsSync);
}

/** Modules the made-up configurations need where httpd itself reads them. */
function prelude() {
  const folder = "/usr/lib/apache2/modules";
  const names = [
    "mpm_event",
    "authn_core",
    "authz_core",
    "authz_host",
    "alias",
    "headers",
    "rewrite",
    "session",
    "session_cookie",
  ];
  return [
    ...names.map((name) => `LoadModule ${name}_module ${folder}/mod_${name}.so`),
    "ServerName bench.example.org",
    "ErrorLog logs/error_log",
    "",
  ].join("\n");
}

function plant(name, text) {
  const folder = join(work, name);
  for (const needed of ["logs", "htdocs"]) mkdirSync(join(folder, needed), { recursive: true });
  const file = join(folder, "httpd.conf");
  writeFileSync(file, text);
  return ["-d", folder, "-f", file];
}

/** A whole server in many files: ours warm, as in an editor, against a whole `httpd -t`. */
function treeRow(library) {
  const httpd = findHttpd();
  if (httpd === undefined) return;
  const folder = join(work, "sites");
  for (const needed of ["logs", "htdocs", "conf.d", "sites"]) mkdirSync(join(folder, needed), { recursive: true });
  for (const [name, text] of manySites()) {
    writeFileSync(join(folder, name), name === "httpd.conf" ? prelude() + text : text);
  }
  const { time } = measure("tree", library, folder);
  const [theirs] = interleaved([[httpd, ["-t", "-d", folder, "-f", join(folder, "httpd.conf")]]], 11).map(median);
  row("313 files, 300 virtual hosts, read, processed, all rules, × `httpd -t`", time && time / theirs, 0.5);
}

/** Megabytes that a run of the command needs at most. */
function peakMemory(args) {
  const report = join(work, "peak");
  const hook = join(work, "peak.cjs");
  writeFileSync(
    hook,
    `process.on("exit", () => require("node:fs").writeFileSync(${JSON.stringify(report)}, String(process.resourceUsage().maxRSS)));`,
  );
  spawnSync(process.execPath, ["--require", hook, command, ...args], { stdio: "ignore", cwd: work });
  return Number(readFileSync(report, "utf8")) / 1024;
}

function commandRows() {
  const missing = command === undefined;
  if (missing) {
    row("whole CLI, 100-line file, × `node -e 0`", undefined, 1.35);
    row("whole CLI, 1 MB less an empty run, × `httpd -t`", undefined, 1);
    return;
  }
  const small = plant("small", linesOf(100));
  const empty = [process.execPath, ["-e", "0"]];
  const [nodeTimes, smallTimes] = interleaved([empty, [process.execPath, [command, "check", ...small]]], 21);
  row("whole CLI, 100-line file, × `node -e 0`", median(smallTimes.map((time, at) => time / nodeTimes[at])), 1.35);
  const certificates =
    process.env.NODE_EXTRA_CA_CERTS === undefined ? "" : ", NODE_EXTRA_CA_CERTS being read at each start";
  const [node, small100] = [nodeTimes, smallTimes].map((times) => median(times).toFixed(0));
  notes.push(`\`node -e 0\` took ${node} ms here${certificates}, the command with 100 lines ${small100} ms.`);
  const httpd = findHttpd();
  if (httpd === undefined) {
    console.error("bench: no httpd here to compare a whole run with");
    return;
  }
  const nothing = plant("nothing", prelude());
  const large = plant("large", prelude() + configuration(1024 * 1024, true));
  const huge = plant("huge", prelude() + configuration(10 * 1024 * 1024, true));
  const ours = (args) => [process.execPath, [command, "configtest", "--profile", "debian", ...args]];
  const theirs = (args) => [httpd, ["-t", ...args]];
  const times = interleaved([ours(nothing), theirs(nothing), ours(large), theirs(large)], 11).map(median);
  row("whole CLI, 1 MB less an empty run, × `httpd -t`", (times[2] - times[0]) / (times[3] - times[1]), 1);
  const hugeTimes = interleaved([ours(huge), theirs(huge)], 3).map(median);
  row("whole CLI, 10 MB, × `httpd -t`", hugeTimes[0] / hugeTimes[1], 0.5);
  row("whole CLI, 10 MB, most memory in MB", peakMemory(["configtest", "--profile", "debian", ...huge]), 200);
}

/** What people wait for in an editor, in milliseconds. */
function editorRows() {
  const debian = "/etc/apache2";
  const args = [join(repository, "test/performance/editor.mjs"), command ?? ""];
  if (existsSync(debian)) {
    cpSync(debian, join(work, "apache2"), { recursive: true, verbatimSymlinks: true });
    args.push(join(work, "apache2"));
  }
  const run = command === undefined ? undefined : spawnSync(process.execPath, args, { encoding: "utf8" });
  if (run !== undefined && run.status !== 0) console.error(`bench: editor: ${run.stderr.trim().slice(0, 500)}`);
  const times = run?.status === 0 ? JSON.parse(run.stdout) : {};
  const tree = "10,000 lines in a tree of 100 includes";
  row(`key to findings that are sent, ${tree}, p95 in ms`, times.pushed?.p95, 16);
  row("the same, those of all rules on request, p95 in ms", times.pulled?.p95, 40);
  row("completion in the same file, p95 in ms", times.completion?.p95, 30);
  row("start to first findings, Debian's /etc/apache2, ms", times.first, 300);
}

try {
  const grammar = await bundled("grammar", 'export { parse } from "@httpd-lint/grammar";');
  const whole = ["@httpd-lint/config", "@httpd-lint/lint"].map((name) => `export * from "${name}";`).join("\n");
  const library = await bundled("library", whole);
  const dense = measure("dense", grammar).ratio;
  const peer = measure("apacheconf", grammar).ratio;
  row("lossless tree, 1 MB dense, × raw scan", dense, 2);
  row("npm apacheconf, × the lossless tree", dense && peer && peer / dense, 2.5, true);
  row("lossless tree, 1 MB with comments, × raw scan", measure("real", grammar).ratio, 2);
  const heap = measure("heap", grammar).perByte;
  row("kept heap, bytes per byte", heap, 4);
  // Both are over the yardstick on the same text, which does not care about damage or size.
  const broken = measure("damaged", grammar).ratio;
  row("every 50th line damaged, × undamaged", dense && broken && broken / dense, 1.5);
  row("text to diagnostics, 10,000 lines, × raw scan", measure("diagnostics", library).ratio, 6);
  const large = measure("large", grammar).ratio;
  row("10 MB, × the time of 1 MB", dense && large && (10 * large) / dense, 20);
  const largeHeap = measure("largeHeap", grammar).perByte;
  row("10 MB, × the memory of 1 MB", heap && largeHeap && (10 * largeHeap) / heap, 11);
  treeRow(library);
  commandRows();
  editorRows();
  const head = ["what (ratio, where nothing else is said)", "measured", "budget", ""];
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((cells) => cells[at].length)));
  const print = (cells) =>
    console.log(
      cells
        .map((cell, at) => cell.padEnd(widths[at]))
        .join("  ")
        .trimEnd(),
    );
  print(head);
  rows.forEach(print);
  const version = execFileSync(process.execPath, ["--version"], { encoding: "utf8" }).trim();
  console.log(`Node ${version.slice(1)}; medians of interleaved rounds, and of ${PROCESSES} processes.`);
  for (const note of notes) console.log(note);
  if (command === undefined) console.log("The command is not built: npm run build, then again for the lines about it.");
} finally {
  rmSync(work, { recursive: true, force: true });
}
