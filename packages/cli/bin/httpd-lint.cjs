#!/usr/bin/env node
"use strict";

/*
 * Starts the bundle that `npm run build` makes. The build also leaves V8's code cache beside it, which saves a third
 * of a short run; V8 refuses a cache of another Node version, and then the bundle is compiled as usual.
 */

const { readFileSync, statSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");

const dist = join(__dirname, "..", "dist");
const bundle = join(dist, "httpd-lint.cjs");
const cache = join(dist, "httpd-lint.cache");

/** Undefined when there is no such file. */
function read(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** V8 only compares lengths, so a cache that is older than the bundle is not for it. */
function codeCache() {
  const data = read(cache);
  return data !== undefined && statSync(cache).mtimeMs >= statSync(bundle).mtimeMs ? data : undefined;
}

// The bundle is ASCII: V8 need not decode it, and keeps one byte for a character.
const source = read(bundle)?.toString("latin1");
if (source === undefined) {
  console.error("httpd-lint: not built yet: run `npm run build` in the repository first");
  process.exitCode = 2;
} else {
  const writesCache = process.env.HTTPD_LINT_CODE_CACHE === "write";
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
    filename: bundle,
    cachedData: writesCache ? undefined : codeCache(),
  });
  script.runInThisContext()(exports, require, module, bundle, dist);
  // At the end, when V8 has compiled what a run needs.
  if (writesCache) process.once("exit", () => writeFileSync(cache, script.createCachedData()));
}
