// Builds what people run and import.
//
//   node scripts/build.mjs          the command: packages/cli/dist/httpd-lint.cjs (also run by `npm ci`)
//   node scripts/build.mjs --all    the libraries, too: JavaScript and types of every package in its dist folder
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { build } from "esbuild";
import { repository } from "./load.mjs";

/** One minified CommonJS file starts several times faster than the modules it is made of. */
async function buildCommand() {
  await build({
    absWorkingDir: repository,
    entryPoints: ["packages/cli/src/main.ts"],
    outfile: "packages/cli/dist/httpd-lint.cjs",
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    conditions: ["@httpd-lint/source"],
    legalComments: "linked",
    logLevel: "error",
  });
}

/** Chevrotain as modules costs a third of a second to import, bundled a few milliseconds. */
async function buildGrammar() {
  await build({
    absWorkingDir: repository,
    entryPoints: ["grammar/src/index.ts"],
    outfile: "grammar/dist/index.js",
    bundle: true,
    platform: "neutral",
    mainFields: ["module", "main"],
    format: "esm",
    target: "es2022",
    conditions: ["@httpd-lint/source"],
    external: ["@httpd-lint/*"],
    legalComments: "linked",
    allowOverwrite: true,
    logLevel: "error",
  });
}

await buildCommand();
if (process.argv.includes("--all")) {
  const tsc = `${repository}/node_modules/typescript/bin/tsc`;
  if (!existsSync(tsc)) throw new Error("TypeScript is not installed: run npm ci");
  execFileSync(process.execPath, [tsc, "-b"], { cwd: repository, stdio: "inherit" });
  await buildGrammar();
}
