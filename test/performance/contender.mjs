// One measurement in a process of its own: two designs in one process spoil each other's inline caches.
//
//   node --expose-gc contender.mjs NAME BUNDLE    prints one JSON object
//
// Every round runs the yardstick and the contender one after the other, so that a busy machine slows down both; the
// median of the rounds' ratios counts.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { configuration, damaged, linesOf } from "./input.mjs";
import { rawScan } from "./raw-scan.mjs";

const [name, bundle, folder] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const library = require(bundle);
const megabyte = 1024 * 1024;

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
/** Rounds after which V8 has compiled the rules, too: most of them see little in a round. */
const WARM = 60;
/** What was made last stays alive, as it does in an editor. */
const alive = { last: undefined };

function timed(run) {
  const from = process.hrtime.bigint();
  alive.last = run();
  return Number(process.hrtime.bigint() - from) / 1e6;
}

/** Median of time(run) / time(yardstick). */
function ratio(yardstick, run, rounds = 40, warmUp = 15) {
  for (let round = 0; round < warmUp; round++) {
    timed(yardstick);
    timed(run);
  }
  const ratios = [];
  for (let round = 0; round < rounds; round++) {
    const base = timed(yardstick);
    ratios.push(timed(run) / base);
  }
  return median(ratios);
}

/** Sections and errors are made when they are asked for; here they are. */
const whole = (result) => (result.file.children.length + result.errors.length < 0 ? undefined : result);
const ratioOf = (text, rounds, warmUp) =>
  ratio(
    () => rawScan(text),
    () => whole(library.parse(text)),
    rounds,
    warmUp,
  );
const parseRatio = (text) => ratioOf(text, 40, 15);

/** Objects and the typed arrays outside of V8's heap. */
function usedMemory() {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function heapPerByte(text) {
  library.parse(text.slice(0, 1000));
  globalThis.gc();
  globalThis.gc();
  const before = usedMemory();
  alive.last = whole(library.parse(text));
  // Twice: array buffers are given back after the collection that finds them unused.
  globalThis.gc();
  globalThis.gc();
  return (usedMemory() - before) / text.length;
}

/** Modules of the directives in the texts: without them every line would be one unknown name. */
const BEFORE = "mpm_event authn_core authz_core authz_host alias headers rewrite session session_cookie"
  .split(" ")
  .map((name) => `LoadModule ${name}_module modules/mod_${name}.so`);

/** Text to diagnostics: decode nothing, read as httpd would, run every recommended rule. */
function diagnosticsRatio() {
  const text = linesOf(10_000);
  const host = {
    readFile: () => text,
    list: () => ({ error: "ENOENT" }),
    typeOf: (path) => (path.endsWith(".conf") ? "file" : { error: "ENOENT" }),
  };
  const profile = {
    name: "debian",
    version: "2.4.71",
    serverRoot: "/srv",
    compiledIn: ["core.c", "mod_so.c", "http_core.c", "mod_log_config.c", "mod_version.c", "mod_unixd.c"],
    defines: [],
    environment: {},
    before: BEFORE,
    after: [],
    moduleFiles: "assume",
    relocations: [],
  };
  return ratio(
    () => rawScan(text),
    () => allFindings("/srv/httpd.conf", host, profile),
    60,
    WARM,
  );
}

/** What an editor shows: httpd's errors, and every recommended rule. */
function allFindings(main, host, profile) {
  const tree = library.readConfig(main, host, profile);
  return [library.processConfig(tree, {}), library.lint(tree)];
}

/** Milliseconds for a tree on the disk, warm: read, processed, all rules. */
function treeTime(folder) {
  const failed = (error) => ({ error: error.code ?? "EIO" });
  const host = {
    readFile: (path) => {
      try {
        return readFileSync(path, "latin1");
      } catch (error) {
        return failed(error);
      }
    },
    list: (path) => {
      try {
        return readdirSync(path, { withFileTypes: true }).map((entry) => ({
          name: entry.name,
          isDirectory: entry.isDirectory(),
        }));
      } catch (error) {
        return failed(error);
      }
    },
    typeOf: (path) => {
      const found = statSync(path, { throwIfNoEntry: false });
      if (found === undefined) return { error: "ENOENT" };
      return found.isDirectory() ? "directory" : "file";
    },
  };
  const profile = {
    name: "debian",
    version: "2.4.71",
    serverRoot: folder,
    compiledIn: ["core.c", "mod_so.c", "http_core.c", "mod_log_config.c", "mod_version.c", "mod_unixd.c"],
    defines: [],
    environment: {},
    before: BEFORE,
    after: [],
    moduleFiles: "assume",
    relocations: [],
  };
  const times = [];
  for (let round = 0; round < WARM + 60; round++) {
    const time = timed(() => allFindings(`${folder}/httpd.conf`, host, profile));
    if (round >= WARM) times.push(time);
  }
  return median(times);
}

/** The peer's parser fed line by line from memory, without its streams: the fastest way to use it. */
function apacheconfRatio(text) {
  const parse = require("apacheconf");
  const Parser = parse(import.meta.filename, () => {}).constructor;
  return ratio(
    () => rawScan(text),
    () => {
      const parser = new Parser();
      parser.name = "global";
      parser.on("error", () => {});
      for (const line of text.split("\n")) parser.write(line);
      return parser.config;
    },
  );
}

const dense = () => configuration(megabyte, true);
const measurements = {
  dense: () => ({ ratio: parseRatio(dense()) }),
  real: () => ({ ratio: parseRatio(configuration(megabyte, false)) }),
  apacheconf: () => ({ ratio: apacheconfRatio(dense()) }),
  heap: () => ({ perByte: heapPerByte(dense()) }),
  largeHeap: () => ({ perByte: heapPerByte(configuration(10 * megabyte, true)) }),
  damaged: () => ({ ratio: parseRatio(damaged(dense())) }),
  large: () => ({ ratio: ratioOf(configuration(10 * megabyte, true), 12, 4) }),
  diagnostics: () => ({ ratio: diagnosticsRatio() }),
  tree: () => ({ time: treeTime(folder) }),
};

console.log(JSON.stringify(measurements[name]()));
