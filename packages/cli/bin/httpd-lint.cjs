#!/usr/bin/env node
"use strict";

/*
 * Starts the bundle that `npm run build` makes: one function, called as Node calls a CommonJS module. The build also
 * leaves V8's code cache beside it, which saves half of a short run; V8 refuses a cache of another Node version, and
 * then the bundle is compiled as usual.
 */

const { readFileSync, statSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");

const dist = join(__dirname, "..", "dist");
const bundle = join(dist, "httpd-lint.cjs");

/** Undefined when there is no such file. */
function read(path, encoding) {
  try {
    return readFileSync(path, encoding);
  } catch {
    return undefined;
  }
}

/** V8 only compares lengths, so a cache that is older than the bundle is not for it. */
function codeCache() {
  const cache = join(dist, "httpd-lint.cache");
  const data = read(cache);
  return data !== undefined && statSync(cache).mtimeMs >= statSync(bundle).mtimeMs ? data : undefined;
}

// The bundle is ASCII: V8 need not decode it, and keeps one byte for a character.
const source = read(bundle, "latin1");
if (source === undefined) {
  console.error("httpd-lint: not built yet: run `npm run build` in the repository first");
  process.exitCode = 2;
} else {
  const script = new Script(source, { filename: bundle, cachedData: codeCache() });
  script.runInThisContext()(exports, require, module, bundle, dist);
}
