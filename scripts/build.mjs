// Builds what people run and import.
//
//   node scripts/build.mjs          the command: packages/cli/dist/httpd-lint.cjs (also run by `npm ci`)
//   node scripts/build.mjs --all    the libraries, too: JavaScript and types of every package in its dist folder
import { execFileSync, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { leanChevrotain } from "./lean-chevrotain.mjs";
import { repository } from "./load.mjs";

const conditions = ["@httpd-lint/source"];

const SERVER = "@httpd-lint/language-server";

/** Parts that only some runs need and that would make every start slower: files of their own beside the command. */
const parts = {
  "@httpd-lint/directives/reference": "packages/directives/src/reference/index.ts",
  "@httpd-lint/pcre2": "packages/pcre2/src/index.ts",
  [SERVER]: "packages/language-server/src/index.ts",
  "./rule-pages.ts": "packages/language-service/src/rule-pages/rule-pages.ts",
  "./unified-diff.ts": "packages/cli/src/unified-diff.ts",
  "./json-document.ts": "packages/cli/src/settings/json-document.ts",
  "fast-glob": "fast-glob",
  // Of its own because import() of a file that only the run knows must stay what it is.
  "./import-module.ts": "packages/cli/src/settings/import-module.ts",
};

const partName = (name) => `${name.slice(name.lastIndexOf("/") + 1).replace(/\.ts$/, "")}.cjs`;

/** Named from the launcher in bin, whose `require` the command is given. */
const separateParts = {
  name: "separate-parts",
  setup({ onResolve }) {
    onResolve({ filter: /^(?:@httpd-lint\/|fast-glob$|\.\/)/ }, ({ path, kind }) =>
      path in parts && kind === "dynamic-import" ? { path: `../dist/${partName(path)}`, external: true } : undefined,
    );
  },
};

/** commander wants it for commands that are programs of their own; ours never runs any, and it takes time to load. */
const noPrograms = {
  name: "no-programs",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, () => ({ path: "child_process", namespace: "none" }));
    onLoad({ filter: /.*/, namespace: "none" }, () => ({ contents: "module.exports = {};" }));
  },
};

/** One minified CommonJS file starts several times faster than the modules it is made of. */
async function buildCommand() {
  const common = {
    absWorkingDir: repository,
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    conditions,
    // Its main file is made for AMD loaders, which no bundler can follow.
    alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
    legalComments: "linked",
    logLevel: "error",
  };
  // The launcher compiles the command as a script, where import() is not there.
  const split = { ...common, plugins: [separateParts, leanChevrotain], supported: { "dynamic-import": false } };
  await build({
    ...split,
    plugins: [separateParts, leanChevrotain, noPrograms],
    // As the launcher calls it: V8 would have to copy the text if it were wrapped there.
    banner: { js: "(function (exports, require, module, __filename, __dirname) {" },
    footer: { js: "})" },
    entryPoints: ["packages/cli/src/main.ts"],
    outfile: "packages/cli/dist/httpd-lint.cjs",
  });
  for (const [name, entry] of Object.entries(parts)) {
    // The language server is a program with parts, the others are in one piece.
    const options = name === SERVER ? split : common;
    await build({ ...options, entryPoints: [entry], outfile: `packages/cli/dist/${partName(name)}` });
  }
}

/** So that later runs need not compile. */
function writeCodeCache() {
  rmSync(join(repository, "packages/cli/dist/httpd-lint.cache"), { force: true });
  spawnSync(process.execPath, [join(repository, "scripts/code-cache.mjs")], { stdio: "ignore" });
}

/** Chevrotain as modules costs a third of a second to import, bundled a few milliseconds. */
async function buildGrammar() {
  await build({
    absWorkingDir: repository,
    entryPoints: ["grammar/src/index.ts"],
    outfile: "grammar/dist/bundle/grammar.js",
    bundle: true,
    platform: "neutral",
    mainFields: ["module", "main"],
    format: "esm",
    target: "es2022",
    conditions,
    external: ["@httpd-lint/*"],
    legalComments: "linked",
    logLevel: "error",
  });
}

await buildCommand();
writeCodeCache();
if (process.argv.includes("--all")) {
  execFileSync(join(repository, "node_modules/.bin/tsc"), ["-b"], { cwd: repository, stdio: "inherit" });
  await buildGrammar();
}
